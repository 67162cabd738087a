import Base
import Spec

/// A normal cloud of deviation 1 around a centre per class.
struct GaussianClusters: DatasetSource {
  /// The name in specs.
  static let name = "gaussian-clusters"
  /// One line for the catalog.
  static let summary = "one normal cloud per class, with true or random labels (no files)"

  /// Ids of the test split start here, so neither split's size moves the other's samples.
  static let firstTestID = 10_000_000

  /// What labels say.
  enum Labels: String, Sendable, CaseIterable {
    /// The cloud.
    case cluster
    /// Nothing: they are drawn.
    case random
  }

  let features: Int
  let classes: Int
  let separation: Double
  let labels: Labels
  let train: Int
  let test: Int

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    features = read.integer("features", default: 10, in: 1...100_000, "number of features")
    classes = read.integer("classes", default: 2, in: 2...1000, "number of classes")
    separation = read.number(
      "separation", default: 3, in: .atLeast(0),
      "root mean square distance of two centres, in deviations of a cloud along an axis")
    labels = read.choice(
      "labels", default: Labels.cluster, "cluster: the cloud; random: drawn, to be memorised")
    train = read.integer(
      "train", default: 2000, in: 1...Self.firstTestID, "number of training samples")
    test = read.integer("test", default: 1000, in: 1...Self.firstTestID, "number of test samples")
  }

  /// The parameters that decide the samples.
  var identity: Value {
    [
      "features": .integer(features), "classes": .integer(classes),
      "separation": .number(separation), "labels": .text(labels.rawValue),
      "train": .integer(train), "test": .integer(test),
    ]
  }
  /// A row of features.
  var shape: [Int] { [features] }
  /// Number of samples in each split.
  var sizes: [String: Int] { ["train": train, "test": test] }

  /// The centre of each class: normal, so that two are `separation` apart in the mean square.
  func centres(seed: UInt64) -> [[Double]] {
    let scale = separation / Double(2 * features).squareRoot()
    return (0..<classes).map { label in
      var stream = RandomStream(seed: seed, purpose: "\(Self.name) centre", index: UInt64(label))
      return (0..<features).map { _ in scale * stream.normal() }
    }
  }

  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    let centres = centres(seed: seeds.data)
    func split(_ ids: Range<Int>) -> DataSplit {
      var values: [Float] = []
      values.reserveCapacity(ids.count * features)
      var given: [Int32] = []
      for id in ids {
        var stream = RandomStream(seed: seeds.data, purpose: Self.name, index: UInt64(id))
        // Sample k is of class k mod classes, as many of each.
        let cluster = id % classes
        values += centres[cluster].map { Float($0 + stream.normal()) }
        given.append(Int32(labels == .cluster ? cluster : stream.below(classes)))
      }
      return DataSplit(inputs: .numbers(values), labels: given, ids: ids.map(Int64.init))
    }
    return DataTable(
      shape: shape, classes: classes,
      splits: [
        "train": split(0..<train),
        "test": split(Self.firstTestID..<Self.firstTestID + test),
      ], normalisation: .unchanged(channels: features))
  }
}
