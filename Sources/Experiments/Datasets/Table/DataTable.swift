/// Labelled images with stable identities: one split of a data set.
public struct DataSplit: Sendable, Hashable {
  /// Raw values 0…255, sample after sample, each height × width × channels.
  public var inputs: [UInt8]
  /// The class of each sample, from 0.
  public var labels: [Int32]
  /// Which sample of the data set each is.
  ///
  /// An id does not depend on how many samples are taken or how they are cut into splits, and no
  /// two splits share one.
  public var ids: [Int64]

  /// Makes a split; the three arrays tell of the same samples.
  public init(inputs: [UInt8], labels: [Int32], ids: [Int64]) {
    precondition(
      labels.count == ids.count,
      "DataSplit: \(labels.count) labels and \(ids.count) ids of the same samples")
    self.inputs = inputs
    self.labels = labels
    self.ids = ids
  }

  /// Number of samples.
  public var count: Int { labels.count }

  /// The samples at `rows`, in that order; `elements` is the number of raw values of one sample.
  func rows(_ rows: [Int], elements: Int) -> DataSplit {
    var part = DataSplit(inputs: [], labels: [], ids: [])
    part.inputs.reserveCapacity(rows.count * elements)
    for row in rows {
      part.inputs += inputs[row * elements..<(row + 1) * elements]
      part.labels.append(labels[row])
      part.ids.append(ids[row])
    }
    return part
  }
}

/// A data set in memory: its splits and what is needed to feed them to a network.
public struct DataTable: Sendable, Hashable {
  /// Height, width and channels of one sample.
  public var shape: [Int]
  /// Number of classes.
  public var classes: Int
  /// The splits by name, such as `train` and `test`.
  public var splits: [String: DataSplit]
  /// How raw values become network inputs.
  public var normalisation: Normalisation

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
        split.labels.allSatisfy { $0 >= 0 && $0 < classes },
        "DataTable: \(name) has a label outside 0..<\(classes)")
    }
  }

  /// Number of raw values of one sample.
  public var elements: Int { shape.reduce(1, *) }

  /// The split called `name`; throws naming the legal ones.
  public func split(_ name: String) throws(DatasetError) -> DataSplit {
    guard let split = splits[name] else {
      throw DatasetError.unknownSplit(name, legal: splits.keys.sorted())
    }
    return split
  }

  /// The network inputs of a whole split, samples × height × width × channels.
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
}
