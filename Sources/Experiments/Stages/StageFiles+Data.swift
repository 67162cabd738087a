import Base
import Neural
import Pipeline
import Synchronization

/// Data sets that stages leave for each other.
extension StageFiles {
  /// The samples of a data set.
  static let dataName = "data.safetensors"

  /// Writes a data set: `<split>.inputs` (U8 or F32, samples × shape), `.labels` (I32), `.ids`
  /// (I64), and where there are any `.targets` (F32), `.true_labels` (I32), `.masks` (U8 or F32),
  /// `.parents` (I64) and `.in_band` (U8); shape, `classes` and the normalisation as metadata.
  static func write(_ table: DataTable, to path: String) throws {
    let normalisation = table.normalisation
    var content = Safetensors(metadata: [
      "classes": "\(table.classes)",
      "mean": Value.list(normalisation.mean.map { .number($0) }).json,
      "deviation": Value.list(normalisation.deviation.map { .number($0) }).json,
      "shape": Value.list(table.shape.map { .integer($0) }).json,
    ])
    // What most data sets do not have is written for those that do, so that the bytes of the
    // others are what they always were.
    if normalisation.scale != 255 { content.metadata["scale"] = "\(normalisation.scale)" }
    if let vocabulary = table.vocabulary { content.metadata["vocabulary"] = "\(vocabulary)" }
    if !table.features.isEmpty {
      content.metadata["features"] = Value.list(table.features.map { .text($0) }).json
    }
    if table.trainingSplit != "train" { content.metadata["training"] = table.trainingSplit }
    for (name, split) in table.splits {
      func keep(_ column: String, _ tensor: SafetensorsTensor) {
        content.tensors["\(name).\(column)"] = tensor
      }
      let shape = [split.count] + table.shape
      keep("inputs", SafetensorsTensor(split.inputs, shape: shape))
      keep("labels", SafetensorsTensor(split.labels, shape: [split.count]))
      keep("ids", SafetensorsTensor(split.ids, shape: [split.count]))
      if !split.targets.isEmpty {
        keep("targets", SafetensorsTensor(split.targets, shape: [split.count, table.classes]))
      }
      if let labels = split.correctedLabels {
        keep("true_labels", SafetensorsTensor(labels, shape: [split.count]))
      }
      if let masks = split.masks { keep("masks", SafetensorsTensor(masks, shape: shape)) }
      if let parents = split.parents {
        keep("parents", SafetensorsTensor(parents, shape: [split.count]))
      }
      if let marks = split.isInBand {
        keep("in_band", SafetensorsTensor(marks.map { UInt8($0 ? 1 : 0) }, shape: [split.count]))
      }
    }
    try content.write(to: path)
  }

  /// The data set of a published stage; the last ones read stay in memory.
  static func data(of stage: PublishedStage) throws -> DataTable {
    if let known = cache.withLock({ $0.first { $0.key == stage.key }?.table }) { return known }
    let table = try readData(stage.path(of: dataName))
    cache.withLock { entries in
      entries.insert((stage.key, table), at: 0)
      if entries.count > cachedTables { entries.removeLast() }
    }
    return table
  }

  /// Data sets kept by a worker: training and pool of a study, with room to alternate.
  private static let cachedTables = 2
  private static let cache = Mutex<[(key: ContentHash, table: DataTable)]>([])

  private static func readData(_ path: String) throws -> DataTable {
    let content = try Safetensors(contentsOf: path)
    func list(_ name: String) throws -> [Value] {
      guard let text = content.metadata[name], let values = try Value(json: Array(text.utf8)).list
      else { throw StageParameterError.unreadable("data.\(name)", nil) }
      return values
    }
    let shape = try list("shape").compactMap(\.integer)
    guard let classes = content.metadata["classes"].flatMap({ Int($0) }) else {
      throw StageParameterError.unreadable("data.classes", nil)
    }
    var splits: [String: DataSplit] = [:]
    for name in content.tensors.keys.sorted() where name.hasSuffix(".inputs") {
      let split = String(name.dropLast(".inputs".count))
      splits[split] = try readSplit(split, of: content, shape: shape, classes: classes)
    }
    var table = DataTable(
      shape: shape, classes: classes, splits: splits,
      normalisation: Normalisation(
        mean: try list("mean").compactMap(\.number),
        deviation: try list("deviation").compactMap(\.number),
        scale: content.metadata["scale"].flatMap { Double($0) } ?? 255))
    table.vocabulary = content.metadata["vocabulary"].flatMap { Int($0) }
    table.trainingSplit = content.metadata["training"] ?? table.trainingSplit
    if content.metadata["features"] != nil {
      table.features = try list("features").compactMap(\.text)
    }
    return table
  }

  private static func readSplit(
    _ name: String, of content: Safetensors, shape: [Int], classes: Int
  ) throws -> DataSplit {
    let count = content.tensors["\(name).inputs"]?.shape.first ?? 0
    func has(_ column: String) -> Bool { content.tensors["\(name).\(column)"] != nil }
    var split = DataSplit(
      inputs: try content.values(of: "\(name).inputs", shape: [count] + shape),
      labels: try content.numbers(of: "\(name).labels", shape: [count]),
      ids: try content.numbers(of: "\(name).ids", shape: [count]))
    if has("targets") {
      split.targets = try content.numbers(of: "\(name).targets", shape: [count, classes])
    }
    if has("true_labels") {
      split.correctedLabels = try content.numbers(of: "\(name).true_labels", shape: [count])
    }
    if has("masks") {
      split.masks = try content.values(of: "\(name).masks", shape: [count] + shape)
    }
    if has("parents") {
      split.parents = try content.numbers(of: "\(name).parents", shape: [count])
    }
    if has("in_band") {
      let marks: [UInt8] = try content.numbers(of: "\(name).in_band", shape: [count])
      split.isInBand = marks.map { $0 == 1 }
    }
    return split
  }
}

extension SafetensorsTensor {
  /// A tensor of bytes or of numbers.
  fileprivate init(_ values: RawValues, shape: [Int]) {
    switch values {
    case .bytes(let bytes): self.init(bytes, shape: shape)
    case .numbers(let numbers): self.init(numbers, shape: shape)
    }
  }
}

extension Safetensors {
  /// The bytes or numbers of `tensor`; throws unless it is there with this shape.
  fileprivate func values(of tensor: String, shape: [Int]) throws -> RawValues {
    if tensors[tensor]?.type == .uint8 {
      return .bytes(try numbers(of: tensor, shape: shape))
    }
    return .numbers(try numbers(of: tensor, shape: shape))
  }
}
