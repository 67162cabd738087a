import Base
import Foundation
import Spec

/// Twelve correlated features and a class decided by a known score (science: §7.4).
///
/// x = z·A with z ~ N(0, I) and A = I + 0.35·N(0, 1), each feature scaled to deviation 1; the score
/// is 0.8·x·w + 2·x₀x₁ − 1.5·x₂x₃·tanh x₄ + 1.5·sin 2x₅ + 1.2·max(x₆, x₇) + 0.7·logistic noise,
/// w ~ N(0, I); the class is whether it is above its median. Departures: the deviation is that of
/// the distribution, and the median that of 8,192 rows of their own, so that a sample does not
/// depend on how many are made.
struct SyntheticTabular: DatasetSource {
  /// The name in specs.
  static let name = "synthetic-tabular"
  /// One line for the catalog.
  static let summary = "12 correlated features, two classes by a known score (no files)"

  static let width = 12
  /// Ids of the test split start here, so neither split's size moves the other's samples.
  static let firstTestID = 10_000_000
  /// Rows whose scores give the median.
  static let medianRows = 8192

  let train: Int
  let test: Int
  let noise: Double

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    train = read.integer(
      "train", default: 20_000, in: 1...Self.firstTestID, "number of training rows")
    test = read.integer("test", default: 4000, in: 1...Self.firstTestID, "number of test rows")
    noise = read.number(
      "noise", default: 0.7, in: .atLeast(0), "what logistic noise in the score is multiplied by")
  }

  /// The parameters that decide the samples.
  var identity: Value {
    ["train": .integer(train), "test": .integer(test), "noise": .number(noise)]
  }
  /// Twelve features.
  var shape: [Int] { [Self.width] }
  /// Below and above the median.
  var classes: Int { 2 }
  /// Number of rows in each split.
  var sizes: [String: Int] { ["train": train, "test": test] }

  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    let world = World(seed: seeds.data, noise: noise)
    func split(_ ids: Range<Int>) -> DataSplit {
      var values: [Float] = []
      var labels: [Int32] = []
      for id in ids {
        let (x, score) = world.row(UInt64(id), purpose: Self.name)
        values += x.map { Float($0) }
        labels.append(score > world.median ? 1 : 0)
      }
      return DataSplit(inputs: .numbers(values), labels: labels, ids: ids.map(Int64.init))
    }
    return DataTable(
      shape: shape, classes: classes,
      splits: [
        "train": split(0..<train),
        "test": split(Self.firstTestID..<Self.firstTestID + test),
      ], normalisation: .unchanged(channels: Self.width))
  }

  /// What all rows of a seed share.
  struct World: Sendable {
    /// Rows of A divided by the deviations of its columns.
    let mixing: [[Double]]
    let weights: [Double]
    let seed: UInt64
    let noise: Double
    private(set) var median = 0.0

    init(seed: UInt64, noise: Double) {
      self.seed = seed
      self.noise = noise
      var stream = RandomStream(seed: seed, purpose: "\(SyntheticTabular.name) world")
      var mixing = (0..<SyntheticTabular.width).map { row in
        (0..<SyntheticTabular.width).map { (row == $0 ? 1 : 0) + 0.35 * stream.normal() }
      }
      weights = (0..<SyntheticTabular.width).map { _ in stream.normal() }
      for column in 0..<SyntheticTabular.width {
        let square = mixing.reduce(0) { $0 + $1[column] * $1[column] }
        for row in 0..<SyntheticTabular.width { mixing[row][column] /= square.squareRoot() }
      }
      self.mixing = mixing
      let count = SyntheticTabular.medianRows
      let scores = (0..<count).map { row(UInt64($0), purpose: "synthetic-tabular median").score }
        .sorted()
      median = (scores[count / 2 - 1] + scores[count / 2]) / 2
    }

    /// The features of a row and its score, noise included.
    func row(_ id: UInt64, purpose: String) -> (x: [Double], score: Double) {
      var stream = RandomStream(seed: seed, purpose: purpose, index: id)
      let z = (0..<SyntheticTabular.width).map { _ in stream.normal() }
      var x = [Double](repeating: 0, count: SyntheticTabular.width)
      for row in 0..<SyntheticTabular.width {
        for column in 0..<SyntheticTabular.width { x[column] += z[row] * mixing[row][column] }
      }
      // 1 − u is in (0, 1]; half a step keeps u from 0.
      let u = stream.uniform() + 0x1p-54
      let logistic = log(u / (1 - u))
      return (x, Self.score(x, weights) + noise * logistic)
    }

    /// The score without noise.
    static func score(_ x: [Double], _ weights: [Double]) -> Double {
      let linear = zip(x, weights).reduce(0) { $0 + $1.0 * $1.1 }
      return 0.8 * linear + 2 * x[0] * x[1] - 1.5 * x[2] * x[3] * tanh(x[4])
        + 1.5 * sin(2 * x[5]) + 1.2 * max(x[6], x[7])
    }
  }
}
