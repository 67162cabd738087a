import Base
import Store

/// A name in a filter, a sort key or a column: something every listed thing has, or a metric.
public enum AskedName: Sendable, Hashable {
  case property(String)
  case metric(MetricReference)

  /// The name as it stands above a column.
  public var title: String {
    switch self {
    case .property(let name): name
    case .metric(let reference): reference.text
    }
  }
}

/// A measured number a person named: `accuracy`, `accuracy.test`, `strength.J[context_order=0]@20`.
public struct MetricReference: Sendable, Hashable {
  /// As it was written.
  public var text: String
  /// The measure node; nil where none was named.
  public var measure: String?
  /// The metric's name.
  public var name: String
  /// Dimensions held at a value.
  public var filters: [String: Value]
  /// The epoch; nil is each cell's last.
  public var checkpoint: Int?
  /// Where it stands, for messages.
  var place = SourceSpan(file: "--columns", line: 1, column: 1)
  /// The text it stands in.
  var line = ""

  /// A fault of the reference.
  func fault(_ message: String, notes: [String]) -> Diagnostic {
    Diagnostic(.error, at: place, message, sourceLine: line, notes: notes)
  }
}

/// The names that mean something in one listing.
public struct AskedNames: Sendable {
  /// What values a name has.
  public enum ValueType: Sendable, Hashable {
    case text, number
    /// Seconds since 1970, written as a date.
    case date
    /// Texts and numbers.
    case mixed
  }

  /// What every listed thing has, in the order in which it is told.
  public let properties: [(name: String, type: ValueType)]
  /// The measures of the listed studies, sorted.
  public let measures: [String]
  /// The quantities recorded.
  public let quantities: [MetricQuantity]

  /// Makes a list of names; without quantities no metric can be named.
  public init(
    properties: [(name: String, type: ValueType)], measures: [String] = [],
    quantities: [MetricQuantity] = []
  ) {
    self.properties = properties
    self.measures = measures
    self.quantities = quantities
  }

  /// What brackets may hold besides the epoch.
  static let dimensions = [
    "split", "layer", "class", "label_kind", "part", "context_order", "interaction_order", "exact",
    "unit", "model", "reference",
  ]

  func type(of property: String) -> ValueType? {
    properties.first { $0.name == property }?.type
  }

  /// What a dotted path names; nil when that is no metric.
  func metric(_ path: String) -> (measure: String?, name: String, split: String?)? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    func isMetric(_ name: String, split: String? = nil) -> Bool {
      quantities.contains { $0.name == name && (split == nil || $0.split == split) }
    }
    switch parts.count {
    case 1 where isMetric(parts[0]): return (nil, parts[0], nil)
    case 2 where measures.contains(parts[0]) && isMetric(parts[1]):
      return (parts[0], parts[1], nil)
    case 2 where isMetric(parts[0], split: parts[1]): return (nil, parts[0], parts[1])
    case 3 where measures.contains(parts[0]) && isMetric(parts[1], split: parts[2]):
      return (parts[0], parts[1], parts[2])
    default: return nil
    }
  }

  /// The names of the metrics, sorted.
  private var metrics: [String] { Set(quantities.map(\.name)).sorted() }

  /// What to say of a name that means nothing: the nearest one, and all.
  func notes(onUnknown name: String) -> [String] {
    let paths = measures.flatMap { measure in metrics.map { "\(measure).\($0)" } }
    let near = NearestName.suggestion(for: name, among: properties.map(\.name) + metrics + paths)
    var notes = near.map { ["did you mean `\($0)`?"] } ?? []
    if !properties.isEmpty {
      notes.append("names: \(properties.map(\.name).joined(separator: ", "))")
    }
    if !measures.isEmpty {
      notes.append("measures: \(measures.joined(separator: ", "))")
      notes.append("metrics: \(metrics.joined(separator: ", "))")
    }
    return notes
  }
}
