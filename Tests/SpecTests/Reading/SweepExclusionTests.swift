import Base
import Testing

@testable import Spec

/// Cells that a sweep leaves out, each with its reason.
@Suite struct SweepExclusionTests {
  private static func spec(_ exclude: String) -> String {
    bottleneck.replacing(
      "sweep: {seed: [0, 1, 2, 3, 4]}", with: "sweep: {seed: [0, 1, 2, 3, 4], exclude: \(exclude)}")
  }

  @Test func cellsThatMatchAreLeftOutAndTold() throws {
    let all = try study(bottleneck)
    let study = try study(
      Self.spec(
        "[{match: {variant: normal, seed: 1}, reason: diverged}, {match: {seed: 3}, reason: lost}]")
    )
    let left = all.cells.map(\.label).filter {
      $0 != "variant=normal,seed=1" && !$0.hasSuffix("seed=3")
    }
    #expect(study.cells.map(\.label) == left)
    #expect(study.cells.map(\.index) == Array(left.indices))
    #expect(
      study.excluded.map(\.label).prefix(2) == ["variant=normal,seed=1", "variant=normal,seed=3"])
    #expect(study.excluded.map(\.reason).prefix(2) == ["diverged", "lost"])
    #expect(study.excluded.count == 5)
  }

  @Test func referencesOverSeedsMeanTheCellsThatAreThere() throws {
    let study = try study(Self.spec("[{match: {variant: normal, seed: 1}, reason: diverged}]"))
    let normal = study.cellIndices(over: "seed", from: study.cells[0])
    #expect(
      normal.map { study.cells[$0].label } == [0, 2, 3, 4].map { "variant=normal,seed=\($0)" })
    let other = try #require(study.cells.last)
    let seeds = study.cellIndices(over: "seed", from: other)
    #expect(seeds.map { study.cells[$0].variant } == Array(repeating: other.variant, count: 5))
    #expect(seeds.last == other.index)
  }

  @Test(arguments: [
    (
      "{seed: 1}",
      "error: `exclude` must be a list, not a mapping\n"
    ),
    (
      "[{match: {seed: 1}}]",
      "error: what is left out needs a `reason`\n"
    ),
    (
      "[{reason: lost}]",
      "error: what is left out needs `match`, a mapping from dimensions to values\n"
    ),
    (
      "[{match: {sead: 1}, reason: lost}]",
      "error: no cell is told apart by `sead`\n"
    ),
    ("[{match: {sead: 1}, reason: lost}]", "  did you mean `seed`?\n  legal here: variant, seed"),
    (
      "[{match: {seed: 7}, reason: lost}]",
      "error: `seed` never has the value `7`\n"
    ),
    ("[{match: {seed: 7}, reason: lost}]", "  its values: 0, 1, 2, 3, 4"),
    (
      "[{match: {seed: 1}, reason: lost}, {match: {seed: 1, variant: normal}, reason: too}]",
      "error: nothing is left out by this entry of `exclude`\n"
    ),
    (
      "[{match: {seed: 1}, reason: lost, why: too}]",
      "error: unknown key `why` in sweep.exclude\n"
    ),
  ])
  func faults(exclude: String, expected: String) {
    #expect(SpecTests.faults(Self.spec(exclude)).contains(expected))
  }

  @Test func aSweepOfWhichNothingIsLeftIsAFault() {
    let entries = (0..<5).map { "{match: {seed: \($0)}, reason: lost}" }.joined(separator: ", ")
    #expect(
      SpecTests.faults(Self.spec("[\(entries)]")).contains(
        "error: `exclude` leaves out every cell\n"))
  }
}
