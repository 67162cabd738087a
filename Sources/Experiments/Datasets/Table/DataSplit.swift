/// Samples with stable identities: one split of a data set.
public struct DataSplit: Sendable, Hashable {
  /// Raw values, sample after sample, each in the shape of the data set.
  public var inputs: RawValues
  /// What the data set says of each sample: its class, from 0; 0 where there are targets.
  ///
  /// These are trained on; with label noise some are wrong.
  public var labels: [Int32]
  /// Which sample of the data set each is.
  ///
  /// An id does not depend on how many samples are taken or how they are cut into splits, and no
  /// two splits share one.
  public var ids: [Int64]
  /// What a regression is trained on, samples × numbers; empty for classes.
  public var targets: [Float] = []
  /// The class each sample is of; nil where `labels` say it.
  public var correctedLabels: [Int32]?
  /// The elements that decide the label, where that is known: samples × elements, 0 for those
  /// that do not matter.
  public var masks: RawValues?
  /// The id of the sample that each was made from; nil where none was made from another.
  public var parents: [Int64]?
  /// Whether each is an adversarial copy that is as far from its sample as the attack aimed at; nil
  /// where no attack aimed at a distance.
  public var isInBand: [Bool]?

  /// Makes a split; all arrays tell of the same samples.
  public init(inputs: RawValues, labels: [Int32], ids: [Int64]) {
    precondition(
      labels.count == ids.count,
      "DataSplit: \(labels.count) labels and \(ids.count) ids of the same samples")
    self.inputs = inputs
    self.labels = labels
    self.ids = ids
  }

  /// Makes a split of images.
  public init(inputs: [UInt8], labels: [Int32], ids: [Int64]) {
    self.init(inputs: .bytes(inputs), labels: labels, ids: ids)
  }

  /// Number of samples.
  public var count: Int { ids.count }

  /// The class each sample is of, whatever the data set says.
  public var trueLabels: [Int32] { correctedLabels ?? labels }

  /// The samples at `rows`, in that order; `elements` is the number of raw values of one sample.
  func rows(_ rows: [Int], elements: Int) -> DataSplit {
    var part = DataSplit(
      inputs: inputs.rows(rows, elements: elements), labels: rows.map { labels[$0] },
      ids: rows.map { ids[$0] })
    let targetsOfEach = count > 0 ? targets.count / count : 0
    part.targets = rows.flatMap { targets[$0 * targetsOfEach..<($0 + 1) * targetsOfEach] }
    part.correctedLabels = correctedLabels.map { labels in rows.map { labels[$0] } }
    part.masks = masks?.rows(rows, elements: elements)
    part.parents = parents.map { parents in rows.map { parents[$0] } }
    part.isInBand = isInBand.map { marks in rows.map { marks[$0] } }
    return part
  }

  /// The samples of both, one after the other.
  static func + (first: DataSplit, second: DataSplit) -> DataSplit {
    var both = DataSplit(
      inputs: first.inputs + second.inputs, labels: first.labels + second.labels,
      ids: first.ids + second.ids)
    both.targets = first.targets + second.targets
    if first.correctedLabels != nil || second.correctedLabels != nil {
      both.correctedLabels = first.trueLabels + second.trueLabels
    }
    if let masks = first.masks, let others = second.masks { both.masks = masks + others }
    if first.parents != nil || second.parents != nil {
      both.parents = (first.parents ?? first.ids) + (second.parents ?? second.ids)
    }
    if first.isInBand != nil || second.isInBand != nil {
      func marks(_ split: DataSplit) -> [Bool] {
        split.isInBand ?? [Bool](repeating: false, count: split.count)
      }
      both.isInBand = marks(first) + marks(second)
    }
    return both
  }
}
