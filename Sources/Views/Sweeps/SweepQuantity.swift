import Base
import Store

/// Which number a sweep is looked at by.
public enum SweepQuantity {
  /// The number `text` names, as `runexp list` has them: `accuracy.accuracy.test`; faults are
  /// diagnostics that call the text `option`.
  public static func named(
    _ text: String, option: String, measures: [String], quantities: [MetricQuantity]
  ) throws -> MetricReference {
    let names = AskedNames(properties: [], measures: measures, quantities: quantities)
    let found = try FilterParser.list(text, named: option, names)
    guard found.count == 1, case .metric(let reference)? = found.first else {
      throw Diagnostic(.error, "\(option) takes one number, not \(found.count)")
    }
    return reference
  }

  /// The number that successive halving compares, at an epoch.
  public static func reference(of halving: Halving, at epoch: Int?) -> MetricReference {
    MetricReference(
      text: halving.text, measure: halving.measure, name: halving.quantity,
      filters: halving.filters, checkpoint: epoch)
  }

  /// Whether a quantity may be the one nobody has to name.
  public static func isUsual(_ quantity: MetricQuantity) -> Bool {
    quantity.isScalar && quantity.name.hasSuffix(accuracy)
  }

  /// The number meant where none is named: the first accuracy there is in the order of `measures`,
  /// on the test split where that was measured; nil where there is none.
  public static func usual(in metrics: CellMetrics, measures: [String]) -> MetricReference? {
    func rank(_ entry: CellMetrics.Entry) -> [Int] {
      let quantity = metrics.quantities[entry.quantity]
      return [
        // Every training records its accuracy: what the spec asks for goes first.
        measures.firstIndex(of: entry.measure) ?? measures.count,
        quantity.name == accuracy ? 0 : 1, quantity.split == "test" ? 0 : 1,
      ]
    }
    let accuracies = metrics.entries.filter { isUsual(metrics.quantities[$0.quantity]) }
    let first = accuracies.min { rank($0).lexicographicallyPrecedes(rank($1)) }
    return first.map { entry in
      let quantity = metrics.quantities[entry.quantity]
      return MetricReference(
        text: "\(entry.measure).\(quantity.name)" + (quantity.split.map { ".\($0)" } ?? ""),
        measure: entry.measure, name: quantity.name,
        filters: quantity.split.map { ["split": .text($0)] } ?? [:], checkpoint: nil)
    }
  }

  /// The number of each cell that has one, by its place; throws where a cell has several.
  public static func numbers(of reference: MetricReference, in metrics: CellMetrics) throws
    -> [Int: Double]
  {
    let numbers = try MetricValues(reference, in: metrics).single(reference)
    return Dictionary(
      numbers.map { (Int($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  private static let accuracy = "accuracy"
}
