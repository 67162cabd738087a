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

  private static let grid = """
    runexp: 1
    name: s
    dataset: glyphs
    architecture: mlp
    training: {epochs: 1, learning_rate: {from: 0.1}}
    variants: {a: {}, b: {training.optimizer.momentum: 0.5}}
    sweep:
      training.batch: [32, 128, 256]
      training.learning_rate.from: [0.01, 0.05, 0.1]
      architecture.hidden: [[10], [20, 20]]
      exclude: [EXCLUDE]
    """

  private static func left(_ exclude: String) throws -> Set<String> {
    let study = try study(grid.replacing("EXCLUDE", with: exclude))
    #expect(study.cells.count + study.excluded.count == 36)
    return Set(study.excluded.map(\.label))
  }

  @Test func allConditionsOfAnEntryHoldTogether() throws {
    let left = try Self.left(
      "{match: {training.batch: {at_least: 128}, training.learning_rate.from: {above: 0.05}, variant: b},"
        + " reason: diverges}")
    #expect(
      left == [
        "variant=b,training.batch=128,training.learning_rate.from=0.1,architecture.hidden=[10]",
        "variant=b,training.batch=128,training.learning_rate.from=0.1,architecture.hidden=[20 20]",
        "variant=b,training.batch=256,training.learning_rate.from=0.1,architecture.hidden=[10]",
        "variant=b,training.batch=256,training.learning_rate.from=0.1,architecture.hidden=[20 20]",
      ])
  }

  @Test(arguments: [
    ("training.batch: [32, 256.0]", 24), ("training.batch: {at_most: 128}", 24),
    ("training.batch: {below: 128}", 12), ("training.batch: {above: 32, below: 256}", 12),
    ("architecture.hidden: [20, 20]", 18),
    ("architecture.hidden: [[10], [20, 20]], variant: [a]", 18),
    ("variant: [a, b], training.batch: 32.0", 12),
  ])
  func valuesListsAndBounds(match: String, count: Int) throws {
    #expect(try Self.left("{match: {\(match)}, reason: r}").count == count)
  }

  @Test func aRuleThatMeetsNoCellIsAWarning() throws {
    let study = try study(
      Self.grid.replacing("EXCLUDE", with: "{match: {training.batch: {above: 999}}, reason: r}"))
    #expect(study.cells.count == 36)
    #expect(
      study.warnings.map(\.text) == [
        """
        study.yaml:11:13: warning: nothing is left out by this entry of `exclude`
            exclude: [{match: {training.batch: {above: 999}}, reason: r}]
                      ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
          no cell meets it, or entries before it leave out all that do
        """
      ])
  }

  @Test(arguments: [
    (
      "training.batch: {atleast: 5}",
      """
      study.yaml:11:39: error: unknown key `atleast` in sweep.exclude.training.batch
          exclude: [{match: {training.batch: {atleast: 5}}, reason: r}]
                                              ^~~~~~~
        did you mean `at_least`?
        legal keys: at_least, at_most, above, below
      """
    ),
    (
      "variant: {above: 5}",
      """
      study.yaml:11:31: error: `variant` has no numbers that bounds could hold for
          exclude: [{match: {variant: {above: 5}}, reason: r}]
                                      ^~~~~~~~~~
        its values: a, b
      """
    ),
    (
      "training.batch: {above: 5, at_least: 6}",
      """
      study.yaml:11:46: error: `at_least` and `above` exclude each other
          exclude: [{match: {training.batch: {above: 5, at_least: 6}}, reason: r}]
                                                     ^
        keep one of them
      """
    ),
    (
      "training.batch: {above: 5, below: 5}",
      """
      study.yaml:11:38: error: no number lies within these bounds
          exclude: [{match: {training.batch: {above: 5, below: 5}}, reason: r}]
                                             ^~~~~~~~~~~~~~~~~~~~
        write `{at_least: 128}` or `{above: 0.1, at_most: 1}`
      """
    ),
    (
      "training.batch: [32, 33]",
      """
      study.yaml:11:43: error: `training.batch` never has the value `33`
          exclude: [{match: {training.batch: [32, 33]}, reason: r}]
                                                  ^~
        its values: 32, 128, 256
      """
    ),
    (
      "training.batch: []",
      """
      study.yaml:11:38: error: `training.batch` needs at least one value
          exclude: [{match: {training.batch: []}, reason: r}]
                                             ^~
        its values: 32, 128, 256
      """
    ),
  ])
  func faultsOfConditions(match: String, expected: String) {
    #expect(
      SpecTests.faults(
        Self.grid.replacing("EXCLUDE", with: "{match: {\(match)}, reason: r}")) == expected)
  }

  @Test func aSweepOfWhichNothingIsLeftIsAFault() {
    let entries = (0..<5).map { "{match: {seed: \($0)}, reason: lost}" }.joined(separator: ", ")
    #expect(
      SpecTests.faults(Self.spec("[\(entries)]")).contains(
        "error: `exclude` leaves out every cell\n"))
  }
}
