import Base
import Spec

/// NumPy arrays in an .npz file: `x`, `y` and, if there, `mask`.
///
/// Arrays of bytes are images of levels 0…255; others are numbers as they are. Two axes are rows of
/// features or tokens, four are images with the channels last, three are images of one channel.
struct NPZ: DatasetSource {
  /// The name in specs.
  static let name = "npz"
  /// One line for the catalog.
  static let summary = "NumPy arrays x, y and mask of an .npz file"

  /// What `y` holds.
  enum Answer: String, Sendable, CaseIterable {
    /// Classes, from 0.
    case classes
    /// Numbers to learn.
    case targets
  }

  /// The file, as the spec writes it.
  let path: String
  let answer: Answer
  let standardisation: Standardisation
  let hasTokens: Bool
  /// The names of the arrays.
  let inputs: String
  let outputs: String
  let mask: String

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    path = read.text("path", "the .npz file")
    inputs = read.text("x", default: "x", "the array of samples × features or × image")
    outputs = read.text("y", default: "y", "the array of classes or targets")
    mask = read.text(
      "mask", default: "mask", "the array of ground-truth masks, shaped like x; may be absent")
    answer = read.choice(
      "learn", default: Answer.classes, "classes: y counts from 0; targets: y holds numbers")
    standardisation = read.choice(
      "standardise", default: Standardisation.train,
      "train: each channel has mean 0 and deviation 1 over the training part; full; none")
    hasTokens = read.boolean(
      "tokens", default: false, "whether x holds token ids, which stay as they are")
  }

  /// The parameters that decide the samples, beside the file.
  var identity: Value {
    [
      "x": .text(inputs), "y": .text(outputs), "mask": .text(mask),
      "learn": .text(answer.rawValue), "standardise": .text(standardisation.rawValue),
      "tokens": .boolean(hasTokens),
    ]
  }
  /// Only the file tells.
  var shape: [Int] { [] }
  /// Only the file tells.
  var classes: Int { 0 }
  /// Only the file tells.
  var sizes: [String: Int] { [:] }
  /// Four fifths and one, unless the spec cuts.
  var splitNames: [String] { ["test", "train"] }

  func files(in environment: DataEnvironment) throws(DatasetError) -> [String: ContentHash] {
    ["arrays": try LocalDataFile(path, in: environment).hash()]
  }

  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    try load(cut: .standard, seeds: seeds, in: environment)
  }

  func load(cut shares: SplitShares, seeds: Seeds, in environment: DataEnvironment)
    throws(DatasetError) -> DataTable
  {
    let file = LocalDataFile(path, in: environment)
    let bytes = try file.read()
    do {
      return try table(bytes, shares: shares, seed: seeds.split, path: file.path)
    } catch { throw .array(error) }
  }

  /// Reads a file's bytes.
  func table(_ bytes: [UInt8], shares: SplitShares, seed: UInt64, path: String)
    throws(ArrayFileError) -> DataTable
  {
    let archive = try ZipArchive(bytes, path: path)
    func array(_ name: String) throws(ArrayFileError) -> NumPyArray? {
      guard let content = try archive.content(of: "\(name).npy") else { return nil }
      let array: NumPyArray
      do { array = try NumPyArray(content) } catch {
        throw .numPy(error, array: name, path: path)
      }
      guard array.kind == .float32 || array.kind == .float64 else { return array }
      if let index = array.floats.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(array: name, index: array.place(of: index), path: path)
      }
      return array
    }
    func needed(_ name: String) throws(ArrayFileError) -> NumPyArray {
      guard let array = try array(name) else {
        let found = archive.names.map { $0.hasSuffix(".npy") ? String($0.dropLast(4)) : $0 }
        throw .missing(array: name, found: found, path: path)
      }
      return array
    }
    let (x, y) = (try needed(inputs), try needed(outputs))
    let masks = try array(mask)
    guard (2...4).contains(x.shape.count), x.shape.dropFirst().allSatisfy({ $0 > 0 }) else {
      throw .shape(
        x.shape, array: inputs, wanted: "samples × features or samples × height × width × channels",
        path: path)
    }
    if let masks, masks.shape.dropFirst() != x.shape.dropFirst() {
      throw .shape(
        masks.shape, array: mask, wanted: "that of `\(inputs)`, \(x.shape)", path: path)
    }
    var counts = [inputs: x.shape[0], outputs: y.shape.first ?? 0]
    if let masks { counts[mask] = masks.shape[0] }
    guard Set(counts.values).count == 1 else { throw .counts(counts, path: path) }
    let shape = Array(x.shape.dropFirst()) + (x.shape.count == 3 ? [1] : [])
    var all = DataSplit(
      inputs: x.values, labels: [Int32](repeating: 0, count: x.shape[0]),
      ids: (0..<x.shape[0]).map(Int64.init))
    all.masks = masks?.values
    let classes = try readAnswers(y, into: &all, path: path)
    let vocabulary = hasTokens ? try Self.vocabulary(of: all, path: path) : nil
    let parts = shares.rows(of: all.ids, seed: seed)
    let elements = shape.reduce(1, *)
    let fitted = standardisation == .full ? Array(0..<all.count) : parts[shares.training] ?? []
    var table = DataTable(
      shape: shape, classes: classes,
      splits: parts.mapValues { all.rows($0, elements: elements) },
      normalisation: standardisation == .none || hasTokens
        ? .unchanged(channels: shape[shape.count - 1])
        : .fitted(
          to: all.inputs.rows(fitted, elements: elements), channels: shape[shape.count - 1]))
    table.trainingSplit = shares.training
    table.vocabulary = vocabulary
    return table
  }

  /// One more than the largest token.
  private static func vocabulary(of samples: DataSplit, path: String) throws(ArrayFileError) -> Int
  {
    var largest = 0
    for (place, value) in samples.inputs.enumerated() {
      guard let token = Int(exactly: value), (0..<1_000_000).contains(token) else {
        let sample = place / (samples.inputs.count / samples.count)
        throw .token(Float(value), sample: sample, path: path)
      }
      largest = max(largest, token)
    }
    return largest + 1
  }

  /// Fills in labels or targets; returns how many outputs a network needs.
  private func readAnswers(_ y: NumPyArray, into all: inout DataSplit, path: String)
    throws(ArrayFileError) -> Int
  {
    if answer == .targets {
      guard y.shape.count <= 2, y.count > 0 else {
        throw .shape(
          y.shape, array: outputs, wanted: "samples or samples × targets", path: path)
      }
      all.targets = y.floats
      return y.count / all.count
    }
    guard y.shape.count == 1 || y.count == all.count else {
      throw .shape(y.shape, array: outputs, wanted: "one class per sample", path: path)
    }
    for (sample, value) in y.doubles.enumerated() {
      guard let label = Int32(exactly: value), (0..<1_000_000).contains(label) else {
        throw .label(value, sample: sample, path: path)
      }
      all.labels[sample] = label
    }
    let classes = Int(all.labels.max() ?? 0) + 1
    guard classes > 1 else { throw .oneClass(path: path) }
    return classes
  }
}

extension NumPyArray {
  /// The values as samples hold them: bytes as they are, others as numbers.
  fileprivate var values: RawValues { kind == .uint8 ? .bytes(Array(data)) : .numbers(floats) }
}

extension Normalisation {
  /// Mean 0 and deviation 1 of each channel, the last axis of `values`.
  ///
  /// A channel that does not vary keeps its unit. Bytes count in 255ths.
  static func fitted(to values: RawValues, channels: Int) -> Normalisation {
    var scale = 1.0
    if case .bytes = values { scale = 255 }
    let count = Double(max(values.count / channels, 1))
    var mean = [Double](repeating: 0, count: channels)
    for index in 0..<values.count { mean[index % channels] += values[index] / scale }
    mean = mean.map { $0 / count }
    var square = [Double](repeating: 0, count: channels)
    for index in 0..<values.count {
      let gap = values[index] / scale - mean[index % channels]
      square[index % channels] += gap * gap
    }
    return Normalisation(
      mean: mean, deviation: square.map { $0 > 0 ? ($0 / count).squareRoot() : 1 }, scale: scale)
  }
}
