import Base
import Foundation
import Testing

@testable import Spec

/// `random` and `sobol`: points that are drawn.
@Suite struct DrawnSweepTests {
  private static func spec(_ sweep: String) -> String {
    """
    runexp: 1
    name: s
    dataset: glyphs
    architecture: mlp
    training: {epochs: 1, learning_rate: {from: 0.1}}
    sweep: \(sweep)
    """
  }

  private static let paths = """
    training.learning_rate.from: {log-uniform: [1e-4, 1e-1]}, \
    architecture.hidden: {choice: [[50], [100, 100]]}, training.batch: {integers: [16, 256]}, \
    training.optimizer.momentum: {uniform: [0, 0.9]}
    """

  private static func drawn(_ kind: String, count: Int, of paths: String = paths, seed: Int = 7)
    throws -> Study
  {
    try study(spec("{\(kind): {count: \(count), seed: \(seed), of: {\(paths)}}}"))
  }

  @Test(arguments: ["random", "sobol"])
  func aLongerSweepBeginsWithTheShorterOne(kind: String) throws {
    let few = try Self.drawn(kind, count: 20)
    let more = try Self.drawn(kind, count: 50)
    #expect(few.cells.count == 20 && more.cells.count == 50)
    #expect(few.cells.map(\.label) == more.cells.prefix(20).map(\.label))
    #expect(try Self.drawn(kind, count: 20, seed: 8).cells[0].label != few.cells[0].label)
  }

  @Test func aCoordinateOfARandomPointDoesNotDependOnOtherPathsNorOnSpelling() throws {
    let batches = "{integers: [16, 100000]}"
    let alone = try Self.drawn("random", count: 10, of: "training.batch: \(batches)")
    let among = try Self.drawn(
      "random", count: 10,
      of: "architecture.hidden: {choice: [[5], [6]]}, training.batch: \(batches)")
    let long = try Self.drawn("random", count: 10, of: "models.main.train.batch: \(batches)")
    func drawn(_ study: Study) -> [Int?] { study.cells.map { $0.models[0].training?.batch } }
    #expect(drawn(alone).count == 10)
    #expect(drawn(among) == drawn(alone))
    #expect(drawn(long) == drawn(alone))
  }

  @Test func theOrderOfTheLinesChangesNoPoint() throws {
    let turned = Self.paths.split(separator: "}, ").reversed().map {
      $0.hasSuffix("}") ? $0 : $0 + "}"
    }
    .joined(separator: ", ")
    for kind in ["random", "sobol"] {
      let one = try Self.drawn(kind, count: 8)
      let other = try Self.drawn(kind, count: 8, of: turned)
      #expect(other.coordinates.map(\.path) == one.coordinates.map(\.path).reversed())
      #expect(one.cells.map { Set($0.coordinates) } == other.cells.map { Set($0.coordinates) })
    }
  }

  @Test(arguments: ["random", "sobol"])
  func valuesFollowTheirDistributions(kind: String) throws {
    let study = try Self.drawn(kind, count: 512)
    func numbers(_ path: String) -> [Double] {
      study.cells.compactMap { $0.value(of: path)?.number }
    }
    let rates = numbers("training.learning_rate.from")
    #expect(rates.count == 512 && rates.allSatisfy { (1e-4...1e-1).contains($0) })
    // A third of them in each decade.
    for low in [1e-4, 1e-3, 1e-2] {
      #expect(abs(rates.count { $0 >= low && $0 < low * 10 } - 171) < 40)
    }
    let batches = numbers("training.batch")
    #expect(batches.allSatisfy { (16...256).contains($0) && $0 == $0.rounded() })
    #expect(abs(batches.reduce(0, +) / 512 - 136) < 10)
    let momenta = numbers("training.optimizer.momentum")
    #expect(momenta.allSatisfy { (0...0.9).contains($0) })
    #expect(abs(momenta.reduce(0, +) / 512 - 0.45) < 0.04)
    let wide = study.cells.count { $0.value(of: "architecture.hidden") == [100, 100] }
    #expect(abs(wide - 256) < 50)
    #expect(study.cells[0].models[0].training?.batch == batches.first.map { Int($0) })
  }

  @Test func sobolPointsAreSpreadMoreEvenlyThanRandomOnes() throws {
    func largestGap(_ kind: String) throws -> Double {
      let study = try Self.drawn(
        kind, count: 64, of: "training.optimizer.momentum: {uniform: [0, 0.9]}")
      let numbers = study.cells.compactMap { $0.coordinates[0].value.number }.sorted()
      return zip(numbers, numbers.dropFirst()).map { $1 - $0 }.max() ?? 0
    }
    #expect(try largestGap("sobol") <= 2 * 0.9 / 64)
    #expect(try largestGap("random") > 2 * 0.9 / 64)
  }

  @Test func firstPointsAreWhatTheyAlwaysWere() throws {
    let random = try Self.drawn("random", count: 2).cells.map(\.label)
    #expect(
      random == [
        "training.learning_rate.from=0.00985221,architecture.hidden=[100 100],training.batch=19,"
          + "training.optimizer.momentum=0.75566",
        "training.learning_rate.from=0.000288041,architecture.hidden=[50],training.batch=177,"
          + "training.optimizer.momentum=0.886365",
      ])
    let sobol = try Self.drawn("sobol", count: 2).cells.map(\.label)
    #expect(
      sobol == [
        "training.learning_rate.from=0.000517353,architecture.hidden=[50],training.batch=175,"
          + "training.optimizer.momentum=0.268705",
        "training.learning_rate.from=0.0163601,architecture.hidden=[100 100],training.batch=54,"
          + "training.optimizer.momentum=0.718705",
      ])
  }

  @Test func drawnPointsMultiplyWithReplicasAndVariants() throws {
    let study = try study(
      Self.spec("{random: {count: 6, of: {training.batch: {integers: [16, 4096]}}}, replicas: 5}")
        + "\nvariants: {a: {}, b: {training.epochs: 2}}")
    #expect(study.cells.count == 2 * 6 * 5)
    #expect(Set(study.cells.map { $0.value(of: "training.batch") }).count == 6)
    #expect(
      study.cellIndices(over: "training.batch", from: study.cells[37])
        == [32, 37, 42, 47, 52, 57])
  }

  @Test func pointsDrawnTwiceAreLeftOutWithAWarning() throws {
    let study = try Self.drawn("random", count: 20, of: "training.batch: {integers: [1, 4]}")
    #expect(study.cells.count == 4)
    #expect(
      study.warnings.map(\.text) == [
        """
        study.yaml:6:9: warning: 16 of 20 drawn points repeat another and are left out
          sweep: {random: {count: 20, seed: 7, of: {training.batch: {integers: [1, 4]}}}}
                  ^~~~~~
          4 are left: widen the distributions, or draw fewer
        """
      ])
  }

  @Test(
    "numbers have six digits of their size",
    arguments: [
      (0.00123456789, 0.00123456789, 0.00123457), (123456.789, 123456.789, 123457),
      (1_234_567.89, 1_234_567.89, 1_234_570), (1_000_000.123456789, 0.5, 1_000_000.123457),
    ])
  func rounding(value: Double, size: Double, expected: Double) {
    #expect(SweepDistribution.rounded(value, of: size) == expected)
  }

  @Test func whatIsWrongWithDrawnPointsIsToldOnce() {
    #expect(
      SpecTests.faults(Self.spec("{random: {count: 9, of: {training.batch: {uniform: [1, 9]}}}}"))
        .components(separatedBy: "error:").count == 2)
  }

  private static func of(_ distribution: String) -> String {
    "{random: {count: 9, of: {training.batch: \(distribution)}}}"
  }

  @Test(arguments: [
    (
      "{random: 5}",
      """
      study.yaml:6:17: error: `sweep.random` must be a mapping, or a list of mappings, not 5
        sweep: {random: 5}
                        ^
        write `random: {count: 20, of: {training.learning_rate.from: {log-uniform: [1e-4, 1e-1]}}}`
      """
    ),
    (
      "{random: {cuont: 5, count: 9, of: {training.batch: {integers: [1, 9]}}}}",
      """
      study.yaml:6:18: error: unknown key `cuont` in sweep.random
        sweep: {random: {cuont: 5, count: 9, of: {training.batch: {integers: [1, 9]}}}}
                         ^~~~~
        did you mean `count`?
        legal keys: count, seed, of
      """
    ),
    (
      "{random: {count: 9}}",
      """
      study.yaml:6:9: error: missing required key `of` in sweep.random
        sweep: {random: {count: 9}}
                ^~~~~~
        add `of`: a mapping from names; what each dotted path is drawn from
      """
    ),
    (
      "{sobol: {count: 9, of: []}}",
      """
      study.yaml:6:31: error: `of` must be a mapping from dotted paths, not an empty list
        sweep: {sobol: {count: 9, of: []}}
                                      ^~
        write `of: {training.batch: {integers: [16, 256]}}`
      """
    ),
    (
      of("[32, 64]"),
      """
      study.yaml:6:49: error: `training.batch` needs a distribution, not a list
        sweep: {random: {count: 9, of: {training.batch: [32, 64]}}}
                                                        ^~~~~~~~
        write `{uniform: [0, 1]}`, `{log-uniform: [1e-4, 1e-1]}`, `{integers: [16, 256]}` or \
      `{choice: [a, b]}`
      """
    ),
    (
      of("{log-unifrom: [1, 2]}"),
      """
      study.yaml:6:50: error: unknown key `log-unifrom` in sweep.random.of.training.batch
        sweep: {random: {count: 9, of: {training.batch: {log-unifrom: [1, 2]}}}}
                                                         ^~~~~~~~~~~
        did you mean `log-uniform`?
        legal keys: uniform, log-uniform, integers, choice
      """
    ),
    (
      of("{integers: [1, 2], choice: [3]}"),
      """
      study.yaml:6:76: error: `integers` and `choice` exclude each other
        sweep: {random: {count: 9, of: {training.batch: {integers: [1, 2], choice: [3]}}}}
                                                                                   ^~~
        give exactly one of uniform, log-uniform, integers, choice
      """
    ),
    (
      of("{}"),
      """
      study.yaml:6:49: error: a distribution is missing
        sweep: {random: {count: 9, of: {training.batch: {}}}}
                                                        ^~
        give exactly one of uniform, log-uniform, integers, choice
      """
    ),
    (
      of("{uniform: [2, 1]}"),
      """
      study.yaml:6:59: error: `uniform` must be [lowest, highest]
        sweep: {random: {count: 9, of: {training.batch: {uniform: [2, 1]}}}}
                                                                  ^~~~~~
        put the smaller number first
      """
    ),
    (
      of("{integers: [2, 2]}"),
      """
      study.yaml:6:60: error: `integers` must be [lowest, highest]
        sweep: {random: {count: 9, of: {training.batch: {integers: [2, 2]}}}}
                                                                   ^~~~~~
        put the smaller number first
      """
    ),
    (
      of("{log-uniform: [0, 1]}"),
      """
      study.yaml:6:64: error: `log-uniform` must be a number from 1e-100 to 1e+100, not 0
        sweep: {random: {count: 9, of: {training.batch: {log-uniform: [0, 1]}}}}
                                                                       ^
      """
    ),
    (
      of("{choice: [3, 4, 3]}"),
      """
      study.yaml:6:65: error: `choice` repeats a value
        sweep: {random: {count: 9, of: {training.batch: {choice: [3, 4, 3]}}}}
                                                                        ^
        remove one of the two
      """
    ),
  ])
  func faults(sweep: String, expected: String) {
    #expect(SpecTests.faults(Self.spec(sweep)) == expected)
  }

  @Test func moreDimensionsThanTheSequenceHasAreRefused() {
    let paths = (0..<22).map { "measure.m.x\($0): {uniform: [0, 1]}" }.joined(separator: ", ")
    #expect(
      SpecTests.faults(Self.spec("{sobol: {count: 2, of: {\(paths)}}}")).contains(
        "error: `sweep.sobol` has 22 paths, more than 21\n"))
  }
}
