import Base
import Interactions
import TestSupport
import Testing

private let tolerance = 1e-12

@Suite struct CoalitionAttributionTests {
  /// AND and OR interactions of one game, split by a random γ.
  private func split(_ table: ValueTable, gamma index: UInt64) throws -> CoalitionAttribution {
    let gamma = try ValueTable.random(playerCount: table.playerCount, seed: 72, index: index)
    let and = try ValueTable(values: zip(table.values, gamma.values).map { $0 / 2 + $1 })
    let or = try ValueTable(values: zip(table.values, gamma.values).map { $0 / 2 - $1 })
    return CoalitionAttribution(
      and: HarsanyiDividends(of: and).values, or: OrInteractions(of: or).values)
  }

  @Test func singlePlayersHaveTheirShapleyValuesWhateverTheSplit() throws {
    let table = try ValueTable.random(playerCount: 7, seed: 71)
    let shapley = MultiOrderShapleyValues(of: table).shapley
    for gamma in 0..<3 {
      let attribution = try split(table, gamma: UInt64(gamma))
      for player in 0..<7 {
        let report = attribution.report(on: [player])
        expectClose(report.attribution, shapley[player], absolute: tolerance)
        #expect(report.memberAttributions == [report.attribution])
        #expect(report.conflict == 0)
        #expect(report.memberRatios == [1])
        #expect(report.memberStrengthRatios == [1])
        #expect(report.faithfulness == 1)
      }
    }
  }

  @Test func attributionsConflictsAndEfficiency() throws {
    let table = try ValueTable.random(playerCount: 6, seed: 73)
    let attribution = try split(table, gamma: 5)
    let shapley = MultiOrderShapleyValues(of: table).shapley
    for bits in 1..<UInt64(64) {
      let coalition = Coalition(bits: bits)
      let report = attribution.report(on: coalition)
      expectClose(
        report.memberAttributions, coalition.players.map { shapley[$0] }, absolute: tolerance)
      expectClose(
        ExactSum.of(report.memberAttributions), report.attribution + report.conflict,
        absolute: tolerance)
      let others = (0..<6).filter { !coalition.contains($0) }.map { shapley[$0] }
      expectClose(
        ExactSum.of([report.attribution, report.conflict] + others), table.grandEffect,
        absolute: tolerance)
    }
  }

  /// 3 for all of {0,1}, 6 shared by {0,1,2}, 5 for 0 alone, −2 between 1 and 3, OR 4 of {1,2}.
  @Test func ratiosByHand() {
    var and = [Double](repeating: 0, count: 16)
    var or = and
    and[0b0011] = 3
    and[0b0111] = 6
    and[0b0001] = 5
    and[0b1010] = -2
    or[0b0110] = 4
    and[0] = 100
    or[0] = -100
    let report = CoalitionAttribution(and: and, or: or).report(on: [0, 1])
    #expect(report.attribution == 7)
    #expect(report.sharePerMember == 3.5)
    #expect(report.memberAttributions == [8.5, 4.5])
    #expect(report.conflict == 6)
    expectClose(report.memberRatios.map { $0 ?? .nan }, [7.0 / 17, 7.0 / 9], relative: tolerance)
    expectClose(
      report.memberStrengthRatios.map { $0 ?? .nan }, [7.0 / 17, 7.0 / 13], relative: tolerance)
    expectClose(report.faithfulness ?? .nan, 7.0 / 15, relative: tolerance)
  }

  @Test func playersWithoutInteractionsHaveNoRatios() {
    let zeros = [Double](repeating: 0, count: 8)
    let report = CoalitionAttribution(and: zeros, or: zeros).report(on: [0, 2])
    #expect(report.attribution == 0)
    #expect(report.memberRatios == [nil, nil])
    #expect(report.memberStrengthRatios == [nil, nil])
    #expect(report.faithfulness == nil)
  }
}
