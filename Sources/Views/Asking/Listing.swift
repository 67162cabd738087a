import Base
import Store

/// A listing of cells, runs or stages: filtered, sorted, cut, and written as rows.
public struct Listing {
  /// What is listed.
  public enum Subject: Sendable, Hashable {
    case cells, runs, stages
  }

  /// What a person asked for.
  public struct Request: Sendable, Hashable {
    /// What is listed.
    public var subject: Subject
    /// The only study; nil for all.
    public var study: String?
    /// The filter's text.
    public var filter: String?
    /// A name to sort by, `-` before it for the largest first.
    public var sort: String?
    /// The names of the columns, separated by commas; nil for the usual ones.
    public var columns: String?
    /// The most rows.
    public var limit: Int?
    /// Whether dates and numbers are shortened for a person.
    public var isForPeople: Bool

    /// Makes a request.
    public init(
      subject: Subject, study: String? = nil, filter: String? = nil, sort: String? = nil,
      columns: String? = nil, limit: Int? = nil, isForPeople: Bool = false
    ) {
      self.subject = subject
      self.study = study
      self.filter = filter
      self.sort = sort
      self.columns = columns
      self.limit = limit
      self.isForPeople = isForPeople
    }
  }

  /// The names of the columns.
  public let columns: [String]
  /// The rows.
  public let rows: [[QueryValue]]
  /// How many things passed the filter, printed or not.
  public let count: Int

  /// Lists what the store holds; faults of what was asked are diagnostics.
  public init(_ request: Request, of store: ResultsStore) throws {
    var things = try ListedThings(request.subject, study: request.study, store)
    let names = things.names
    let filter = try request.filter.map {
      try FilterParser.filter($0, named: "--where", names)
    }
    let key = request.sort.map { $0.hasPrefix("-") ? String($0.dropFirst()) : $0 }
    let sortNames = try key.map { try FilterParser.list($0, named: "--sort", names) } ?? []
    if sortNames.count > 1 {
      throw Diagnostic(.error, "--sort takes one name, not \(sortNames.count)")
    }
    let asked = try request.columns.map { try FilterParser.list($0, named: "--columns", names) }
    try things.measure((filter?.names ?? []) + sortNames + (asked ?? []), store)
    let shown: [AskedName]
    if let asked {
      shown = asked
    } else {
      shown = try things.usualColumns(brief: request.isForPeople, store)
    }
    var kept = things.items.filter { item in
      filter?.matches({ things.value(of: $0, item) }, tags: item.tags) ?? true
    }
    if let name = sortNames.first {
      let isDescending = request.sort?.hasPrefix("-") ?? false
      kept = Self.sorted(kept, isDescending: isDescending) { things.value(of: name, $0) }
    }
    count = kept.count
    columns = shown.map(\.title)
    rows = kept.prefix(request.limit ?? .max).map { item in
      shown.map { name in
        Self.cell(
          things.value(of: name, item),
          type: request.isForPeople ? things.type(of: name) : nil)
      }
    }
  }

  /// Sorted by value, numbers before texts, what has none last; ties keep their order.
  private static func sorted(
    _ items: [ListedThings.Item], isDescending: Bool, _ value: (ListedThings.Item) -> Value?
  ) -> [ListedThings.Item] {
    func precedes(_ first: Value, _ second: Value) -> Bool {
      switch (first.number, second.number) {
      case (let a?, let b?): return isDescending ? a > b : a < b
      case (nil, nil):
        let (a, b) = (first.text ?? first.json, second.text ?? second.json)
        return isDescending ? a > b : a < b
      case (let a, _): return (a != nil) != isDescending
      }
    }
    let keyed = items.enumerated().map { (place: $0, item: $1, value: value($1)) }
    return keyed.sorted { first, second in
      guard let a = first.value, let b = second.value else {
        return (first.value != nil, -first.place) > (second.value != nil, -second.place)
      }
      return precedes(a, b) || !precedes(b, a) && first.place < second.place
    }.map(\.item)
  }

  /// What stands in a cell; shortened where `type` is given.
  private static func cell(_ value: Value?, type: AskedNames.ValueType?) -> QueryValue {
    guard let type, case .number(let number) = value else { return QueryValue(value) }
    return type == .date ? .text(DateText.text(number)) : .number(ShownNumber.rounded(number))
  }
}

/// So that pairs of a flag and a number compare.
private func > (first: (Bool, Int), second: (Bool, Int)) -> Bool {
  first.0 == second.0 ? first.1 > second.1 : first.0
}
