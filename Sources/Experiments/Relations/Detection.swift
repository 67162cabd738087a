import Base
import Spec
import Store

/// How well numbers of single inputs tell adversarial copies from the samples they were made of: the
/// area under the ROC curve of each, beside chance and beside what a simpler number does.
///
/// Samples are joined by id; every copy is held against every sample, as a detector meets them.
struct Detection: Relation {
  static let name = "detection"
  static let summary =
    "how well scores tell adversarial inputs from others: AUC, chance, and beyond another"
  static let version = 1

  /// Names of the rows, whose `part` is the score.
  enum Row {
    /// The probability that a copy's score exceeds a sample's (falls below it, for `lower`).
    static let area = "auc"
    /// The same over pairs in one tenth of the number in `beyond`.
    static let areaBeyond = "auc-beyond"
  }

  let scores: [String]
  let lower: [String]
  let beyond: String?

  /// Reads which numbers detect and which way.
  init(_ read: ParameterReader) {
    read.references("left", to: [.measure], "a measurement of samples as they are")
    read.references("right", to: [.measure], "the same of their adversarial copies")
    scores = read.texts(
      "scores", default: [], count: 0...1000, "what is larger for adversarial inputs, by metric")
    lower = read.texts(
      "lower", default: [], count: 0...1000, "what is smaller for adversarial inputs, by metric")
    beyond = read.optionalText(
      "beyond", "a number others are to add something to: auc-beyond is over pairs alike in it")
    if scores.isEmpty, lower.isEmpty {
      read.fault(
        at: nil, "nothing is to detect", notes: ["give `scores: [deviation]`, or `lower`"])
    }
    if let twice = scores.first(where: { lower.contains($0) }) {
      read.fault(
        at: "lower", "`\(twice)` cannot be both larger and smaller for adversarial inputs",
        notes: ["keep it in `scores` or in `lower`"])
    }
  }

  /// Of each score `auc` with its standard error over samples, the level it reaches where each
  /// sample and its copy are exchanged at random, and `auc-beyond`.
  func rows(of inputs: RelationInputs) throws -> [MetricRow] {
    try inputs.pairs("left", "right").flatMap { pair in
      let names = scores + lower + [beyond].compactMap(\.self)
      let pool = try DetectedSamples(pair.left, pair.right, names: names)
      return (scores + lower).flatMap { rows(of: $0, in: pool) }.map { row in
        var row = row
        row.checkpoint = pair.left.checkpoint ?? pair.right.checkpoint
        row.reference = JoinedSamples.reference(pair.left, pair.right)
        return row
      }
    }
  }

  private func rows(of name: String, in pool: DetectedSamples) -> [MetricRow] {
    let sign = lower.contains(name) ? -1.0 : 1
    let negatives = pool.left(name).map { sign * $0 }
    let positives = pool.right(name).map { sign * $0 }
    guard let area = ROCArea(positives: positives, negatives: negatives) else { return [] }
    func row(_ metric: String, _ value: Double, error: Double? = nil, count: Int) -> MetricRow {
      MetricRow(
        name: metric, value: value, part: name, standardError: error, count: count, exact: true)
    }
    var rows = [row(Row.area, area.value, error: area.pairedStandardError, count: positives.count)]
    if let level = Self.chance(positives, negatives) {
      rows.append(row(Row.area + "-chance", level, count: positives.count))
    }
    if let beyond, beyond != name,
      let within = ROCArea.within(
        positives: positives, negatives: negatives,
        covariates: (pool.right(beyond), pool.left(beyond)))
    {
      rows.append(row(Row.areaBeyond, within.value, count: within.pairs))
    }
    return rows
  }

  /// How far above ½ the area gets where it is not known which of the two is the copy.
  private static func chance(_ positives: [Double], _ negatives: [Double]) -> Double? {
    ChanceLevel.of("exchanged copies") { stream in
      var (first, second) = (positives, negatives)
      for place in first.indices where stream.nextWord() & 1 == 0 {
        (first[place], second[place]) = (second[place], first[place])
      }
      return ROCArea.value(positives: first, negatives: second).map { abs($0 - 0.5) + 0.5 }
    }
  }
}

/// Numbers of the samples that two measurements share.
struct DetectedSamples {
  private let ids: [Int64]
  private let numbers: (left: [String: [Int64: Double]], right: [String: [Int64: Double]])

  init(_ left: RelatedMeasurement, _ right: RelatedMeasurement, names: [String]) throws {
    let found = (left: try Self.read(left, names), right: try Self.read(right, names))
    numbers = found
    let first = names[0]
    let known = found.right[first] ?? [:]
    ids = (found.left[first] ?? [:]).keys.filter { known[$0] != nil }.sorted()
    guard !ids.isEmpty else { throw RelationError.noSharedSamples(left.label, right.label) }
  }

  /// The numbers called `name` of the first measurement, by id.
  func left(_ name: String) -> [Double] { ids.compactMap { numbers.left[name]?[$0] } }
  /// Those of the second, in the same order.
  func right(_ name: String) -> [Double] { ids.compactMap { numbers.right[name]?[$0] } }

  private static func read(_ measurement: RelatedMeasurement, _ names: [String]) throws
    -> [String: [Int64: Double]]
  {
    var found: [String: [Int64: Double]] = [:]
    let rows = try measurement.sampleRows()
    let wanted = Set(names)
    for row in rows where wanted.contains(row.name) {
      guard let sample = row.sample else { continue }
      if found[row.name]?[sample] != nil {
        throw RelationError.severalRows(
          "\(measurement.label).\(row.name)", dimensions: ["part or order"])
      }
      found[row.name, default: [:]][sample] = row.value
    }
    if let lacking = names.first(where: { found[$0] == nil }) {
      throw RelationError.noRows(
        measurement.label, metric: lacking, known: Set(rows.map(\.name)).sorted())
    }
    return found
  }
}
