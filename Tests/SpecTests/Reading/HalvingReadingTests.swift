import Base
import Testing

@testable import Spec

/// What a spec may say about successive halving.
@Suite("successive halving in a spec")
struct HalvingReadingTests {
  private static let legal = "{of: accuracy.accuracy, split: test, rungs: [1, 5], keep: 1/4}"

  private static func spec(_ halving: String, exploratory: Bool = true) -> String {
    bottleneck.replacing(
      "sweep: {seed: [0, 1, 2, 3, 4]}",
      with: "sweep: {seed: [0, 1, 2, 3, 4], halving: \(halving)}"
    ).replacing("cite: [", with: exploratory ? "exploratory: true\ncite: [" : "cite: [")
  }

  @Test("its quantity, epochs and share are read, and it is no dimension of the sweep")
  func legal() throws {
    let study = try study(Self.spec(Self.legal))
    let halving = try #require(study.halving?.value)
    #expect(
      halving
        == Halving(
          measure: "accuracy", quantity: "accuracy", filters: ["split": "test"], model: "main",
          rungs: [1, 5], keep: 0.25))
    #expect(study.coordinates.map(\.path) == ["seed"] && study.cells.count == 20)
    #expect(study.isExploratory && study.claims.allSatisfy(\.value.isExploratory))
    let smallest = try Self.read(
      "{of: strength.J, where: {context_order: 0}, rungs: 1, keep: 0.5, maximise: false}")
    #expect(smallest.halving?.value.filters == ["context_order": 0])
    #expect(smallest.halving?.value.isMaximised == false)
  }

  private static func read(_ halving: String) throws -> Study { try study(spec(halving)) }

  @Test("a study without claims need not be exploratory, and null takes it away")
  func withoutClaims() throws {
    let text = Self.spec(Self.legal, exploratory: false)
    #expect(try study(text, set: ["claims=null"]).halving != nil)
    #expect(try study(text, set: ["sweep.halving=null"]).halving == nil)
  }

  @Test("with claims it is refused unless the study is exploratory")
  func claims() {
    #expect(
      faults(Self.spec(Self.legal, exploratory: false)).hasPrefix(
        """
        study.yaml:20:32: error: with successive halving the numbers decide what runs, and this study \
        has claims
        """))
    #expect(
      faults(Self.spec(Self.legal, exploratory: false)).hasSuffix(
        """
          write `exploratory: true`: its claims are then judged as exploratory, never as confirmed
          or put the claims into a study of their own, with the points you chose and other seeds
        """))
  }

  @Test(
    "each fault says what is legal",
    arguments: [
      (
        "{of: accuracy.accuracy, split: test, rungs: [1, 4], keep: 0.5}",
        "error: there is no checkpoint of main at epoch 4 in variant=normal,seed=0",
        "  its checkpoints: 0, 1, 5, 20\n  name some of them, or add 4 to `training.checkpoints`"
      ),
      (
        "{of: accuracy.accuracy, split: test, rungs: [5, 1], keep: 0.5}",
        "error: `rungs` must ascend", "  such as `rungs: [1, 4, 16]`"
      ),
      (
        "{of: accuracy.accuracy, split: test, rungs: [1], keep: 4}",
        "error: `keep` must lie between 0 and 1, not be 4",
        "  write a number or a fraction, such as `keep: 0.25` or `keep: 1/4`"
      ),
      (
        "{of: accuracy.acuracy, split: test, rungs: [1], keep: 0.5}",
        "error: measure.accuracy records no `acuracy`", "  did you mean `accuracy.accuracy`?"
      ),
      (
        "{of: acuracy.accuracy, split: test, rungs: [1], keep: 0.5}",
        "error: unknown measurement `acuracy`", "  did you mean `accuracy`?"
      ),
      (
        "{of: accuracy.accuracy, split: tset, rungs: [1], keep: 0.5}",
        "error: unknown split `tset`", "  did you mean `test`?"
      ),
      (
        "{of: accuracy.accuracy, rungs: [1], keep: 0.5}",
        "error: accuracy.accuracy is several numbers of a cell: hold `split`",
        "  add `split: train`; there are train, test"
      ),
      (
        "{of: strength.J, rungs: [1], keep: 0.5}",
        "error: strength.J is several numbers of a cell: hold `context_order`",
        "  add `where: {context_order: 0}`; there are 0 to 14"
      ),
      (
        "{of: accuracy, split: test, rungs: [1], keep: 0.5}",
        "error: `of` must be measurement.metric, not `accuracy`", "  such as `accuracy.accuracy`"
      ),
      (
        "{of: accuracy.accuracy, split: test, rungs: [1], keep: 0.5, maximize: false}",
        "unknown key `maximize`", "did you mean `maximise`?"
      ),
    ])
  func faulty(_ halving: String, _ fault: String, _ note: String) {
    let text = faults(Self.spec(halving))
    #expect(text.contains(fault), "\(text)")
    #expect(text.contains(note), "\(text)")
  }

  @Test("rungs at which nothing is measured are refused")
  func unmeasured() {
    let text = Self.spec(Self.legal).replacing(
      "{metric: accuracy, of: main, at: all,", with: "{metric: accuracy, of: main, at: [5, 20],")
    #expect(
      faults(text).contains(
        """
        measure.accuracy is not taken at checkpoint 1 in variant=normal,seed=0
        """))
    #expect(
      faults(text).hasSuffix(
        """
          it is taken at: 5, 20
          name some of them, or write `at: all` in measure.accuracy
        """))
  }
}
