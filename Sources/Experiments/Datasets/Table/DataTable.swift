/// A data set in memory: its splits and what is needed to feed them to a network.
public struct DataTable: Sendable, Hashable {
  /// Height, width and channels of an image, or the number of features or tokens of a sample.
  public var shape: [Int]
  /// Number of classes; for a regression, of targets: a network has as many outputs.
  public var classes: Int
  /// The splits by name, such as `train` and `test`.
  public var splits: [String: DataSplit]
  /// How raw values become network inputs.
  public var normalisation: Normalisation
  /// How many token ids there are, 0 ..< vocabulary; nil where samples are no tokens.
  public var vocabulary: Int?
  /// The names of the features of a table; empty where they have none.
  public var features: [String] = []
  /// The split that means are taken over.
  public var trainingSplit = "train"

  /// Makes a table; every split must hold whole samples of `shape` with labels below `classes`.
  public init(
    shape: [Int], classes: Int, splits: [String: DataSplit], normalisation: Normalisation
  ) {
    self.shape = shape
    self.classes = classes
    self.splits = splits
    self.normalisation = normalisation
    precondition(
      normalisation.channels == shape.last, "DataTable: one mean and deviation per channel")
    for (name, split) in splits {
      precondition(
        split.inputs.count == split.count * elements,
        "DataTable: \(name) holds \(split.inputs.count) values, not \(split.count) × \(elements)")
      precondition(
        (split.trueLabels + split.labels).allSatisfy { $0 >= 0 && $0 < classes },
        "DataTable: \(name) has a label outside 0..<\(classes)")
      precondition(
        split.targets.isEmpty || split.targets.count == split.count * classes,
        "DataTable: \(name) holds \(split.targets.count) targets, not \(split.count) × \(classes)")
    }
  }

  /// Number of raw values of one sample.
  public var elements: Int { shape.reduce(1, *) }

  /// Whether numbers are learned, not classes.
  public var isRegression: Bool { splits.values.contains { !$0.targets.isEmpty } }

  /// The split called `name`; throws naming the legal ones.
  public func split(_ name: String) throws(DatasetError) -> DataSplit {
    guard let split = splits[name] else {
      throw DatasetError.unknownSplit(name, legal: splits.keys.sorted())
    }
    return split
  }

  /// The network inputs of a whole split, samples × the shape of one.
  public func inputs(of name: String) throws(DatasetError) -> [Float] {
    normalisation.apply(to: try split(name).inputs)
  }

  /// The network inputs of the samples `ids` of a split, in the order of `ids`.
  public func inputs(of name: String, ids: [Int64]) throws(DatasetError) -> [Float] {
    normalisation.apply(to: try samples(of: name, ids: ids).inputs)
  }

  /// The samples `ids` of a split, in the order of `ids`.
  public func samples(of name: String, ids: [Int64]) throws(DatasetError) -> DataSplit {
    let split = try split(name)
    let places = Dictionary(zip(split.ids, split.ids.indices)) { first, _ in first }
    var rows: [Int] = []
    for id in ids {
      guard let row = places[id] else { throw DatasetError.unknownSample(id, split: name) }
      rows.append(row)
    }
    return split.rows(rows, elements: elements)
  }

  /// The least and the greatest network input of each element, over the training split; of
  /// bytes, those of 0 and 255.
  ///
  /// Attacks are kept within it.
  public func inputRange() throws(DatasetError) -> (lower: [Float], upper: [Float]) {
    let split = try split(trainingSplit)
    let channels = normalisation.channels
    func inputs(_ raw: [Double]) -> [Float] {
      raw.enumerated().map {
        Float(normalisation.value(raw: $0.element, channel: $0.offset % channels))
      }
    }
    guard case .numbers(let values) = split.inputs else {
      return (
        inputs([Double](repeating: 0, count: elements)),
        inputs([Double](repeating: 255, count: elements))
      )
    }
    guard split.count > 0 else { throw .emptySplit(trainingSplit) }
    var lower = values.prefix(elements).map(Double.init)
    var upper = lower
    for (index, value) in values.enumerated() {
      let element = index % elements
      lower[element] = min(lower[element], Double(value))
      upper[element] = max(upper[element], Double(value))
    }
    return (inputs(lower), inputs(upper))
  }
}
