import Neural

/// The engine's part of one row of the interactions table: work on files that all sides read, and
/// its results for the comparison with theirs.
protocol InteractionRow {
  /// Restores what the work overwrites; not timed.
  mutating func prepare() throws
  /// All of the work, once.
  mutating func work() throws
  /// What the last work gave, by name.
  var results: [String: [Double]] { get }
}

extension InteractionRow {
  mutating func prepare() {}
}

/// The rows by name, as `interaction_rows.py` has them.
enum InteractionRows {
  static let names = [
    "masked-cnn", "masked-cnn-plain", "exact-shares", "sampled-shares", "official-shares",
    "moebius-16", "moebius-16-aligned", "moebius-20", "moebius-20-aligned", "moebius-24",
    "moebius-24-aligned", "pairs-16", "fsii-16", "fsii-20", "and-or", "and-or-eight",
    "and-or-optimum", "and-or-optimum-random", "streaming-24",
  ]

  /// The row of a name, with its inputs read.
  static func row(_ name: String, in folder: ExchangeFolder) throws -> any InteractionRow {
    switch name {
    case "masked-cnn": try MaskedNetworkRow(folder, route: nil)
    case "masked-cnn-plain": try MaskedNetworkRow(folder, route: .plain)
    case "exact-shares": try ExactSharesRow(folder)
    case "sampled-shares": try SampledSharesRow(folder, plan: .sharedContexts)
    case "official-shares": try SampledSharesRow(folder, plan: .official)
    case "moebius-16": try MoebiusRow(folder, players: 16)
    case "moebius-16-aligned": try AlignedMoebiusRow(folder, players: 16)
    case "moebius-20-aligned": try AlignedMoebiusRow(folder, players: 20)
    case "moebius-24-aligned": try AlignedMoebiusRow(folder, players: 24)
    case "moebius-20": try MoebiusRow(folder, players: 20)
    case "moebius-24": try MoebiusRow(folder, players: 24)
    case "pairs-16": try PairIndicesRow(folder, players: 16)
    case "fsii-16": try FaithfulPairsRow(folder, players: 16)
    case "fsii-20": try FaithfulPairsRow(folder, players: 20)
    case "and-or": try AndOrRow(folder, game: "network-10", copies: 1, isOptimal: false)
    case "and-or-eight": try AndOrRow(folder, game: "network-10", copies: 8, isOptimal: false)
    case "and-or-optimum": try AndOrRow(folder, game: "network-10", copies: 1, isOptimal: true)
    case "and-or-optimum-random": try AndOrRow(folder, game: "10", copies: 1, isOptimal: true)
    case "streaming-24": StreamingRow(folder, players: 24)
    default:
      throw WorkloadFault("no row \(name); there are \(names.joined(separator: ", "))")
    }
  }
}
