import Base
import Store

/// Reads filters and lists of names.
///
/// `or` binds weakest, then `and`, then `not`. Faults are diagnostics with a caret.
public struct FilterParser {
  private let source: FilterText
  private let names: AskedNames
  private var place = 0
  private var depth = 0

  /// The deepest nesting of parentheses and `not`.
  private static let maximumDepth = 100

  private init(_ text: String, name: String, _ names: AskedNames) throws {
    source = try FilterText(text, name: name)
    self.names = names
  }

  /// Reads a filter; `name` is what its text is called in messages.
  public static func filter(_ text: String, named name: String, _ names: AskedNames) throws
    -> Filter
  {
    var parser = try FilterParser(text, name: name, names)
    let filter = try parser.disjunction()
    try parser.expectEnd("`and`, `or` or the end")
    return filter
  }

  /// Reads names separated by commas.
  public static func list(_ text: String, named name: String, _ names: AskedNames) throws
    -> [AskedName]
  {
    var parser = try FilterParser(text, name: name, names)
    var found = [try parser.name().name]
    while parser.take(",") { found.append(try parser.name().name) }
    try parser.expectEnd("a comma or the end")
    return found
  }

  private var token: FilterToken { source.tokens[place] }

  private func fault(_ message: String, at token: FilterToken? = nil, notes: [String] = [])
    -> Diagnostic
  {
    source.fault(message, at: token ?? self.token, notes: notes)
  }

  private mutating func take(_ sign: String) -> Bool {
    guard token.kind == .sign(sign) else { return false }
    place += 1
    return true
  }

  private mutating func take(word: String) -> Bool {
    guard case .word(let found) = token.kind, found.lowercased() == word else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ sign: String) throws {
    guard take(sign) else { throw fault("expected `\(sign)`, not \(token.words)") }
  }

  private func expectEnd(_ wanted: String) throws {
    guard token.kind == .end else { throw fault("expected \(wanted), not \(token.words)") }
  }

  // MARK: Conditions

  private mutating func disjunction() throws -> Filter {
    var filter = try conjunction()
    while take(word: "or") { filter = .or(filter, try conjunction()) }
    return filter
  }

  private mutating func conjunction() throws -> Filter {
    var filter = try condition()
    while take(word: "and") { filter = .and(filter, try condition()) }
    return filter
  }

  private mutating func condition() throws -> Filter {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.maximumDepth else {
      throw fault("conditions are nested deeper than \(Self.maximumDepth) levels")
    }
    if take(word: "not") { return .not(try condition()) }
    if take("(") {
      let filter = try disjunction()
      try expect(")")
      return filter
    }
    if let tag = try tag() { return .tag(tag) }
    let (name, start) = try name()
    return try comparison(of: name, start)
  }

  private mutating func tag() throws -> String? {
    guard token.kind == .word("tag"), source.tokens[place + 1].kind == .sign(":") else {
      return nil
    }
    place += 2
    defer { place += 1 }
    switch token.kind {
    case .word(let name), .text(let name): return name
    case .number(let number): return FilterToken.plain(number)
    default: throw fault("expected a tag behind `tag:`, not \(token.words)")
    }
  }

  private mutating func comparison(of name: AskedName, _ named: FilterToken) throws -> Filter {
    let sign = token
    let comparison: Filter.Comparison
    if take(word: "in") {
      comparison = .oneOf
    } else if case .sign(let text) = sign.kind,
      let found = Filter.Comparison(rawValue: text == "==" ? "=" : text)
    {
      place += 1
      comparison = found
    } else {
      throw fault(
        "expected a comparison behind \(Self.words(name)), not \(token.words)",
        notes: ["comparisons: = != < <= > >= ~ in"])
    }
    let type = self.type(of: name)
    try check(comparison, type, name, at: sign)
    guard comparison == .oneOf else {
      return .comparison(name, comparison, [try literal(type, name)])
    }
    try expect("(")
    var literals = [try literal(type, name)]
    while take(",") { literals.append(try literal(type, name)) }
    try expect(")")
    return .comparison(name, comparison, literals)
  }

  private func type(of name: AskedName) -> AskedNames.ValueType {
    switch name {
    case .metric: .number
    case .property(let property): names.type(of: property) ?? .mixed
    }
  }

  private static func words(_ name: AskedName) -> String { "`\(name.title)`" }

  /// Texts have no order, numbers hold nothing.
  private func check(
    _ comparison: Filter.Comparison, _ type: AskedNames.ValueType, _ name: AskedName,
    at sign: FilterToken
  ) throws {
    let legal: [Filter.Comparison]
    let words: String
    switch type {
    case .mixed: return
    case .text: (legal, words) = ([.equal, .unequal, .contains, .oneOf], "a text")
    case .number:
      (legal, words) = (Filter.Comparison.allCases.filter { $0 != .contains }, "a number")
    case .date:
      legal = [.equal, .unequal, .less, .atMost, .greater, .atLeast]
      words = "a date"
    }
    guard !legal.contains(comparison) else { return }
    throw fault(
      "\(Self.words(name)) is \(words), which `\(comparison.rawValue)` does not compare", at: sign,
      notes: ["legal: \(legal.map(\.rawValue).joined(separator: " "))"])
  }

  private mutating func literal(_ type: AskedNames.ValueType, _ name: AskedName) throws -> Value {
    let found = token
    place += 1
    switch (found.kind, type) {
    case (.number(let number), .number), (.number(let number), .mixed): return .number(number)
    case (.text(let text), .text), (.text(let text), .mixed): return .text(text)
    case (.text(let text), .date):
      if let seconds = DateText.seconds(text) { return .number(seconds) }
      throw fault(
        "\"\(text)\" is no date", at: found,
        notes: ["write a date in universal time: \"2026-11-28\" or \"2026-11-28 15:20:11\""])
    case (.word(let word), .text), (.word(let word), .mixed), (.word(let word), .date):
      throw fault(
        "\(Self.words(name)) is compared with a text, which stands in quotes", at: found,
        notes: ["write \"\(word)\""])
    default:
      let wanted: [AskedNames.ValueType: String] = [
        .text: "a text in quotes", .number: "a number", .date: "a date in quotes",
        .mixed: "a number or a text in quotes",
      ]
      throw fault(
        "\(Self.words(name)) is compared with \(wanted[type] ?? "a value"), not \(found.words)",
        at: found)
    }
  }

  // MARK: Names

  private mutating func name() throws -> (name: AskedName, token: FilterToken) {
    let first = token
    guard case .word(let path) = first.kind else {
      throw fault("expected a name, not \(token.words)", notes: names.notes(onUnknown: ""))
    }
    place += 1
    if names.type(of: path) != nil { return (.property(path), first) }
    guard let metric = names.metric(path) else {
      if names.measures.contains(path) {
        throw fault(
          "`\(path)` is a measure: name a metric of it, such as `\(path).NAME`", at: first,
          notes: names.notes(onUnknown: ""))
      }
      throw fault("unknown name `\(path)`", at: first, notes: names.notes(onUnknown: path))
    }
    var reference = MetricReference(
      text: path, measure: metric.measure, name: metric.name,
      filters: metric.split.map { ["split": .text($0)] } ?? [:], checkpoint: nil,
      place: SourceSpan(file: source.name, line: 1, column: first.start + 1),
      line: source.text.replacing("\n", with: " "))
    if take("[") {
      repeat { try dimension(of: &reference) } while take(",")
      try expect("]")
    }
    if take("@") { reference.checkpoint = try epoch() }
    let last = source.tokens[place - 1]
    reference.place.length = last.start + last.length - first.start
    let scalars = Array(source.text.unicodeScalars)[first.start..<(last.start + last.length)]
    reference.text = String(String.UnicodeScalarView(scalars))
    return (.metric(reference), first)
  }

  private mutating func dimension(of reference: inout MetricReference) throws {
    let legal = AskedNames.dimensions
    guard case .word(let dimension) = token.kind, legal.contains(dimension) else {
      var near: String?
      if case .word(let word) = token.kind {
        near = NearestName.suggestion(for: word, among: legal)
      }
      throw fault(
        "expected a dimension, not \(token.words)",
        notes: (near.map { ["did you mean `\($0)`?"] } ?? [])
          + ["dimensions: \(legal.joined(separator: ", "))"])
    }
    place += 1
    try expect("=")
    defer { place += 1 }
    switch token.kind {
    case .word(let text), .text(let text): reference.filters[dimension] = .text(text)
    case .number(let number):
      reference.filters[dimension] = Int(exactly: number).map { .integer($0) } ?? .number(number)
    default: throw fault("expected a value of `\(dimension)`, not \(token.words)")
    }
  }

  private mutating func epoch() throws -> Int {
    guard case .number(let number) = token.kind, let epoch = Int(exactly: number), epoch >= 0 else {
      throw fault("expected an epoch behind `@`, not \(token.words)")
    }
    place += 1
    return epoch
  }
}
