import Glibc
import TestSupport
import Testing

@testable import Neural

@Suite("Scores of logits")
struct OutputScoreTests {
  /// A few roundings.
  static let tolerance = 1e-14

  private func score(_ kind: OutputScore, _ logits: [Double], label: Int) -> Double {
    kind.scores(of: logits, classes: logits.count, label: label)[0]
  }

  @Test("agree with the probabilities where these keep their digits")
  func definitions() {
    let logits: [Double] = [0.3, -1.2, 2, 0.7]
    let total = logits.reduce(0) { $0 + exp($1) }
    for label in 0..<4 {
      let p = exp(logits[label]) / total
      expectClose(
        score(.logOdds, logits, label: label), log(p / (1 - p)), absolute: Self.tolerance)
      expectClose(
        score(.logProbability, logits, label: label), log(p), relative: Self.tolerance)
      expectClose(score(.loss, logits, label: label), -log(p), relative: Self.tolerance)
      #expect(score(.logit, logits, label: label) == logits[label])
    }
    #expect(score(.classMargin, logits, label: 2) == 2 - 0.7)
    #expect(score(.classMargin, logits, label: 3) == 0.7 - 2)
  }

  @Test("stay exact however sure the network is")
  func extremes() {
    #expect(score(.logOdds, [800, -800], label: 0) == 1600)
    #expect(score(.logOdds, [800, -800], label: 1) == -1600)
    #expect(score(.logProbability, [800, -800], label: 1) == -1600)
    expectClose(score(.logProbability, [40, 0], label: 0), -exp(-40), relative: Self.tolerance)
    expectClose(score(.logOdds, [50, 0, 0], label: 0), 50 - log(2), relative: Self.tolerance)
  }

  @Test("work row by row, Float as Double")
  func rows() {
    let logits: [Float] = [0.1, 0.7, -2, 3, 5, 4]
    let single = OutputScore.logOdds.scores(of: logits, classes: 2, label: 1)
    let double = OutputScore.logOdds.scores(
      of: logits.map { Double($0) }, classes: 2, label: 1)
    #expect(single == double && single.count == 3)
    #expect(single[1] == 5)
  }

  @Test(
    "do not depend on the rows beside them or on how many there are",
    arguments: OutputScore.allCases)
  func rowsAlone(kind: OutputScore) {
    var logits: [Double] = uniformNumbers(150 * 7, seed: 2, "logits")
    logits = logits.map { 9 * $0 }
    let all = kind.scores(of: logits, classes: 7, label: 4)
    for row in 0..<150 {
      let line = Array(logits[7 * row..<7 * row + 7])
      #expect(all[row] == kind.scores(of: line, classes: 7, label: 4)[0])
      let total = line.enumerated().reduce(0) { $1.offset == 4 ? $0 : $0 + exp($1.element) }
      if kind == .logOdds { expectClose(all[row], line[4] - log(total), absolute: 1e-13) }
    }
  }

  @Test("the predicted class is the first of the largest")
  func predictedClass() {
    #expect(
      PredictedClass.of([Float](arrayLiteral: 1, 3, 3, 0, 0, 0, -1, -2, 5), classes: 3) == [
        1, 0, 2,
      ])
  }
}
