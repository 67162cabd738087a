import Base
import Interactions
import Spec
import Store

/// A relation of measurements a spec may name: its parameters and what it computes.
protocol Relation: Sendable {
  /// The name in specs.
  static var name: String { get }
  /// One line for the catalog, with the paper where there is one.
  static var summary: String { get }
  /// Raised whenever the same parameters lead to other numbers; part of every key.
  static var version: Int { get }
  /// Whether it computes from tables of values, not from what was made of them.
  static var needsTables: Bool { get }
  /// Whether it asks which interaction losses the measured models were trained with.
  static var needsLosses: Bool { get }
  /// Whether its numbers depend on where the players of its measurements lie.
  static var needsLayout: Bool { get }
  /// Reads the parameters and the roles of its measurements, reporting every fault.
  init(_ read: ParameterReader)
  /// Numbers passed over for each sample of a measurement: what a plan is costed by.
  func operationsPerSample(players: PlayerLayout?) -> Double
  /// The rows of the relation: per sample where it has any, and over all samples; each with its
  /// chance level.
  func rows(of inputs: RelationInputs) throws -> [MetricRow]
}

extension Relation {
  /// Most relate what measurements keep.
  static var needsTables: Bool { false }
  /// Most ask how models are, not how they were trained.
  static var needsLosses: Bool { false }
  /// Players have no place.
  static var needsLayout: Bool { false }
  /// Rows are read and compared.
  func operationsPerSample(players: PlayerLayout?) -> Double { 1e4 }
}

/// Why a relation cannot be computed, with what to do about it.
enum RelationError: Error, Sendable, Hashable, CustomStringConvertible {
  case noInteractions(String)
  case noOrders(String)
  case noSharedSamples(String, String)
  case otherPlayers(Int, Int)
  case unmatched(String, role: String, others: [String])
  case onePair(role: String)
  case noRows(String, metric: String?, known: [String])
  case severalMetrics(String, names: [String])
  case severalRows(String, dimensions: [String])
  case tooFewUnits(Int, wanted: Int, of: String)
  case tooFewOrders(Int, wanted: Int, metric: String, of: String)
  case zeroReference(String)
  case fewSamples(Int)
  case noLogarithm(String, contextOrder: Int)
  case noMiddle(String, orders: [Int])

  /// The fault and the next step.
  var description: String {
    switch self {
    case .noInteractions(let label):
      return
        "\(label) keeps no interactions of sets of players\n  relate measurements of harsanyi or"
        + " and-or"
    case .noOrders(let label):
      return
        "\(label) keeps no interactions of single pairs\n  write `keep-pairs: true` into its"
        + " multi-order-interaction"
    case .noSharedSamples(let left, let right):
      return "\(left) and \(right) have no sample in common\n  measure both on one pool"
    case .otherPlayers(let left, let right):
      return "interactions of \(left) players cannot be compared with those of \(right)\n  measure"
        + " both with the same players"
    case .unmatched(let label, let role, let others):
      return
        "\(label) has no counterpart in `\(role)`: \(others.joined(separator: ", "))\n  measure"
        + " both at the same checkpoints, or one side at a single one"
    case .onePair(let role):
      return
        "`\(role)` holds one measurement, and pairs need two\n  write {of: …, pairs: seed} over a"
        + " swept coordinate, or give `right` too"
    case .noRows(let label, let metric, let known):
      let shown = known.joined(separator: ", ")
      guard let metric else { return "\(label) has no rows\n  it records: \(shown)" }
      let near = NearestName.suggestion(for: metric, among: known)
      return "\(label) records no `\(metric)`" + (near.map { "; did you mean `\($0)`?" } ?? "")
        + "\n  it records: \(shown)"
    case .severalMetrics(let label, let names):
      return "\(label) records \(names.count) quantities: name one, as in {of: …, metric:"
        + " \(names[0])}\n  it records: \(names.joined(separator: ", "))"
    case .severalRows(let label, let dimensions):
      return "several rows of \(label) are joined: they differ in"
        + " \(dimensions.joined(separator: ", "))\n  add these to `join`"
    case .tooFewUnits(let count, let wanted, let what):
      return "\(count) \(what), and the relation needs \(wanted)\n  add samples, seeds or variants"
    case .tooFewOrders(let count, let wanted, let metric, let label):
      return
        "`\(metric)` of \(label) shares \(count) context order\(count == 1 ? "" : "s") with its"
        + " reference, and the relation needs \(wanted)\n  measure multi-order-interaction of both at"
        + " the same orders"
    case .zeroReference(let label):
      return "the reference \(label) is 0, and nothing has a ratio to it\n  use paired-difference"
    case .fewSamples(let count):
      return
        "\(count) sample\(count == 1 ? "" : "s") cannot be permuted\n  use a pool of at least 2"
    case .noLogarithm(let label, let order):
      return
        "the strength of \(label) is 0 at context order \(order) and has no logarithm to fit\n  use a"
        + " network that interacts, or a larger pool"
    case .noMiddle(let label, let orders):
      return "context orders \(orders.map(String.init).joined(separator: ", ")) of \(label) have no"
        + " middle between two ends\n  measure at least 6 players, at context orders from 0 to n − 2"
    }
  }
}
