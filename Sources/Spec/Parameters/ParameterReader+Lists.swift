import Base

extension ParameterReader {
  /// A list of integers; a single one stands for a list of one, and it is required without default.
  public func integers(
    _ key: String, default defaultValue: [Int]? = nil, each range: ClosedRange<Int> = 0...Int.max,
    count: ClosedRange<Int> = 1...Int.max, omitWhenDefault: Bool = false, _ summary: String
  ) -> [Int] {
    list(
      key, of: .integer(range), default: defaultValue.map { $0.map { .integer($0) } },
      placeholder: .integer(Self.placeholder(in: range)), count: count,
      required: defaultValue == nil, omitWhenDefault: omitWhenDefault, summary
    )?.compactMap(\.integer) ?? []
  }

  /// A list of lists of integers, required.
  public func integerLists(
    _ key: String, each range: ClosedRange<Int> = 0...Int.max, _ summary: String
  ) -> [[Int]] {
    list(
      key, of: .list(of: .integer(range), count: 1...Int.max), default: nil,
      placeholder: .list([.integer(Self.placeholder(in: range))]), count: 1...Int.max,
      required: true, summary
    )?.map { ($0.list ?? []).compactMap(\.integer) } ?? []
  }

  /// A list of finite numbers; a single one stands for a list of one, and it is required without default.
  public func numbers(
    _ key: String, default defaultValue: [Double]? = nil, each range: NumberRange = .any,
    count: ClosedRange<Int> = 1...Int.max, omitWhenDefault: Bool = false, _ summary: String
  ) -> [Double] {
    list(
      key, of: .number(range), default: defaultValue.map { $0.map { .number($0) } },
      placeholder: .number(range.placeholder), count: count, required: defaultValue == nil,
      omitWhenDefault: omitWhenDefault, summary
    )?.compactMap(\.number) ?? []
  }

  /// A list of texts; a single one stands for a list of one, and it is required without default.
  public func texts(
    _ key: String, default defaultValue: [String]? = nil, count: ClosedRange<Int> = 1...Int.max,
    omitWhenDefault: Bool = false, _ summary: String
  ) -> [String] {
    list(
      key, of: .text, default: defaultValue.map { $0.map { .text($0) } },
      placeholder: .text("text"),
      count: count, required: defaultValue == nil, omitWhenDefault: omitWhenDefault, summary
    )?.compactMap(\.text) ?? []
  }

  /// A list of words out of `names`; a single one stands for a list of one, and it is required
  /// without default.
  public func choices(
    _ key: String, of names: [String], default defaultValue: [String]? = nil,
    count: ClosedRange<Int> = 1...Int.max, omitWhenDefault: Bool = false, _ summary: String
  ) -> [String] {
    guard let first = names.first else { preconditionFailure("a choice of nothing for \(key)") }
    return list(
      key, of: .choice(names), default: defaultValue.map { $0.map { .text($0) } },
      placeholder: .text(first), count: count, required: defaultValue == nil,
      omitWhenDefault: omitWhenDefault, summary
    )?.compactMap(\.text) ?? []
  }

  /// Reads, checks and records one list; nil only when absent, optional and without default.
  func list(
    _ key: String, of type: FieldType, default defaultValue: [Value]?, placeholder: Value,
    count: ClosedRange<Int>, required: Bool, omitWhenDefault: Bool = false, _ summary: String
  ) -> [Value]? {
    let member = member(key)
    let listType = FieldType.list(of: type, count: count)
    let placeholders = Array(repeating: placeholder, count: min(count.lowerBound, 64))
    var values = defaultValue
    if let member {
      switch member.value.content {
      case .map:
        mismatch(key, member.value, listType)
        values = defaultValue ?? placeholders
      case .scalar:
        values =
          typed(member.value, as: type, for: key).map { [$0] } ?? defaultValue ?? placeholders
      case .list(let nodes):
        values = nodes.map { typed($0, as: type, for: key) ?? placeholder }
      }
      if let read = values, !count.contains(read.count) {
        sink.report(
          at: member.value.span,
          "`\(key)` must be \(listType.words), not \(read.isEmpty ? "empty" : "\(read.count) long")"
        )
        values = defaultValue ?? placeholders
      }
    } else if required {
      missing(key, listType, summary)
      values = placeholders
    }
    record(
      key, values.map { .list($0) }, from: member, type: listType,
      default: defaultValue.map { .list($0) }, required: required,
      omitWhenDefault: omitWhenDefault, summary)
    return values
  }
}
