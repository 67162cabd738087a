import Base

/// How a fixed pool of samples is chosen from a split, from data alone.
public enum SampleChoice: Sendable, Hashable {
  /// Every sample, in the split's order.
  case all
  /// The first so many, in the split's order.
  case first(Int)
  /// The first so many of each class in the split's order, class after class: the scheme of the
  /// code published with arXiv:2111.06236.
  case firstPerClass(Int)
  /// So many drawn uniformly under a seed, in the split's order.
  case uniform(Int, seed: UInt64)
  /// So many of each class drawn uniformly under a seed, class after class.
  case uniformPerClass(Int, seed: UInt64)

  /// The rows chosen from `split` of `name`, which has classes 0..<`classes`.
  ///
  /// A uniform draw ranks each sample by a random number that belongs to its id, so whether a
  /// sample ranks before another does not depend on which others there are or on their order.
  public func rows(of split: DataSplit, named name: String, classes: Int)
    throws(DatasetError) -> [Int]
  {
    let all = Array(0..<split.count)
    switch self {
    case .all: return all
    case .first(let count):
      return Array(try Self.checked(all, atLeast: count, in: name, of: nil).prefix(count))
    case .uniform(let count, let seed):
      let rows = try Self.checked(all, atLeast: count, in: name, of: nil)
      return Self.drawn(count, of: rows, ids: split.ids, seed: seed)
    case .firstPerClass(let count):
      return try perClass(split, name, classes, count) { Array($0.prefix(count)) }
    case .uniformPerClass(let count, let seed):
      return try perClass(split, name, classes, count) {
        Self.drawn(count, of: $0, ids: split.ids, seed: seed)
      }
    }
  }

  private func perClass(
    _ split: DataSplit, _ name: String, _ classes: Int, _ count: Int, _ choose: ([Int]) -> [Int]
  ) throws(DatasetError) -> [Int] {
    var members = [[Int]](repeating: [], count: classes)
    for (row, label) in split.trueLabels.enumerated() { members[Int(label)].append(row) }
    var rows: [Int] = []
    for (label, candidates) in members.enumerated() {
      rows += choose(try Self.checked(candidates, atLeast: count, in: name, of: label))
    }
    return rows
  }

  private static func checked(_ rows: [Int], atLeast count: Int, in split: String, of label: Int?)
    throws(DatasetError) -> [Int]
  {
    guard rows.count >= count else {
      throw DatasetError.tooFewSamples(wanted: count, found: rows.count, split: split, label: label)
    }
    return rows
  }

  private static func drawn(_ count: Int, of rows: [Int], ids: [Int64], seed: UInt64) -> [Int] {
    let ranked = rows.map { row in
      var stream = RandomStream(
        seed: seed, purpose: "samples", index: UInt64(bitPattern: ids[row]))
      let rank: UInt64 = stream.next()
      return (rank: rank, row: row)
    }.sorted { ($0.rank, $0.row) < ($1.rank, $1.row) }
    return ranked.prefix(count).map(\.row).sorted()
  }
}

/// A fixed pool: which samples of which split.
public struct SamplePool: Sendable, Hashable {
  /// The split the samples are in.
  public let split: String
  /// The samples, in the pool's order.
  public let ids: [Int64]
  /// The classes they are of.
  public let labels: [Int32]

  /// Chooses the pool from those samples of `table` that pass `filter`.
  public init(
    _ choice: SampleChoice, from split: String, of table: DataTable,
    where filter: SampleFilter? = nil
  ) throws(DatasetError) {
    var samples = try table.split(split)
    if let filter {
      samples = samples.rows(try filter.rows(of: samples, in: table), elements: table.elements)
    }
    let rows = try choice.rows(of: samples, named: split, classes: table.classes)
    self.split = split
    ids = rows.map { samples.ids[$0] }
    labels = rows.map { samples.trueLabels[$0] }
  }
}
