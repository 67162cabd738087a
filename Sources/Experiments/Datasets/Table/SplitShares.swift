import Base

/// Named shares of all samples, as a spec's `split` says, in its order.
public struct SplitShares: Sendable, Hashable {
  /// One split.
  public struct Share: Sendable, Hashable {
    /// The split's name.
    public var name: String
    /// Its share of all samples, above 0 and at most 1.
    public var fraction: Double

    /// Makes a share.
    public init(_ name: String, _ fraction: Double) {
      self.name = name
      self.fraction = fraction
    }
  }

  /// The shares; what they leave over is not used.
  public var shares: [Share]

  /// Makes shares.
  public init(_ shares: [Share]) { self.shares = shares }

  /// Four fifths to train on, a fifth to test.
  public static let standard = SplitShares([Share("train", 0.8), Share("test", 0.2)])

  /// The split that is trained on: `train`, else the first.
  public var training: String {
    shares.contains { $0.name == "train" } ? "train" : shares.first?.name ?? "train"
  }

  /// The rows of each split, ascending.
  ///
  /// Samples are ranked by a random number that belongs to the id, so which of two samples ranks
  /// first does not depend on the others. A split ends at the whole part of its cumulated share.
  public func rows(of ids: [Int64], seed: UInt64) -> [String: [Int]] {
    let ranked = ids.enumerated().map { row, id in
      var stream = RandomStream(seed: seed, purpose: "split", index: UInt64(bitPattern: id))
      let rank: UInt64 = stream.next()
      return (rank: rank, row: row)
    }.sorted { ($0.rank, $0.row) < ($1.rank, $1.row) }
    var rows: [String: [Int]] = [:]
    var sum = 0.0
    var start = 0
    for share in shares {
      sum += share.fraction
      // Sums of decimal fractions fall short of a whole number by their roundings.
      let end = min(Int(sum * Double(ids.count) + 1e-6), ids.count)
      rows[share.name] = ranked[start..<end].map(\.row).sorted()
      start = end
    }
    return rows
  }

  /// What keys are hashed from.
  var value: Value {
    .list(shares.map { .list([.text($0.name), .number($0.fraction)]) })
  }

  /// Reads what `value` wrote; nil for anything else.
  init?(_ value: Value?) {
    guard let list = value?.list else { return nil }
    shares = list.compactMap { share in
      guard let pair = share.list, pair.count == 2, let name = pair[0].text,
        let fraction = pair[1].number
      else { return nil }
      return Share(name, fraction)
    }
  }
}

extension DataTable {
  /// All samples by id, cut anew; the normalisation stays.
  func cut(into shares: SplitShares, seed: UInt64) -> DataTable {
    var table = self
    let parts = splits.keys.sorted().compactMap { splits[$0] }
    guard let first = parts.first else { return table }
    let all = parts.dropFirst().reduce(first, +)
    let order = all.ids.indices.sorted { all.ids[$0] < all.ids[$1] }
    let rows = shares.rows(of: order.map { all.ids[$0] }, seed: seed)
    table.splits = rows.mapValues { rows in
      all.rows(rows.map { order[$0] }, elements: elements)
    }
    table.trainingSplit = shares.training
    return table
  }
}
