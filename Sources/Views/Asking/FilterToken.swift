import Base

/// A word, number, text or sign of a filter.
struct FilterToken: Sendable, Hashable {
  enum Kind: Sendable, Hashable {
    /// A name or a word of the language: letters, digits, `_`, `-`, `.`.
    case word(String)
    case number(Double)
    /// What stands between quotes.
    case text(String)
    case sign(String)
    case end
  }

  var kind: Kind
  /// Unicode scalars before it.
  var start: Int
  /// Unicode scalars of it.
  var length: Int

  /// What a person calls it.
  var words: String {
    switch kind {
    case .word(let word): "`\(word)`"
    case .number(let number): "the number \(FilterToken.plain(number))"
    case .text(let text): "the text \"\(text)\""
    case .sign(let sign): "`\(sign)`"
    case .end: "the end"
    }
  }

  /// A number as it is written: an integer without a point.
  static func plain(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }
}

/// The text a person wrote, cut into tokens.
struct FilterText {
  /// What the text is called in messages, such as `--where`.
  let name: String
  let text: String
  private let scalars: [Unicode.Scalar]
  private(set) var tokens: [FilterToken] = []

  /// Signs of two characters stand before those that begin them.
  private static let signs = [
    "!=", "<=", ">=", "==", "=", "<", ">", "~", "(", ")", "[", "]", ",", "@", ":",
  ]

  init(_ text: String, name: String) throws {
    self.name = name
    self.text = text
    scalars = Array(text.unicodeScalars)
    var place = 0
    while place < scalars.count {
      if scalars[place].properties.isWhitespace {
        place += 1
        continue
      }
      let token = try next(place)
      tokens.append(token)
      place += token.length
    }
    tokens.append(FilterToken(kind: .end, start: scalars.count, length: 1))
  }

  /// A fault at a token.
  func fault(_ message: String, at token: FilterToken, notes: [String] = []) -> Diagnostic {
    Diagnostic(
      .error,
      at: SourceSpan(file: name, line: 1, column: token.start + 1, length: token.length), message,
      sourceLine: text.replacing("\n", with: " "), notes: notes)
  }

  private func next(_ start: Int) throws -> FilterToken {
    let first = scalars[start]
    if first == "\"" || first == "'" { return try quoted(start, by: first) }
    if Self.isDigit(first) || (first == "-" || first == "+" || first == "."), isNumber(start) {
      return try number(start)
    }
    if first.properties.isAlphabetic || first == "_" {
      let word = scalars[start...].prefix(while: Self.isOfWord)
      return FilterToken(kind: .word(Self.string(word)), start: start, length: word.count)
    }
    for sign in Self.signs where scalars[start...].starts(with: sign.unicodeScalars) {
      return FilterToken(kind: .sign(sign), start: start, length: sign.unicodeScalars.count)
    }
    throw fault(
      "`\(first)` means nothing here", at: FilterToken(kind: .end, start: start, length: 1),
      notes: ["signs: = != < <= > >= ~ ( ) [ ] , @"])
  }

  private func quoted(_ start: Int, by quote: Unicode.Scalar) throws -> FilterToken {
    guard let end = scalars[(start + 1)...].firstIndex(of: quote) else {
      throw fault(
        "the text is not closed", at: FilterToken(kind: .end, start: start, length: 1),
        notes: ["it ends with the sign it begins with: \(quote)"])
    }
    return FilterToken(
      kind: .text(Self.string(scalars[(start + 1)..<end])), start: start, length: end - start + 1)
  }

  /// Whether a number begins here, perhaps with a sign or a point.
  private func isNumber(_ start: Int) -> Bool {
    let digits = scalars[start...].drop { $0 == "-" || $0 == "+" }.drop { $0 == "." }
    return digits.first.map(Self.isDigit) ?? false
  }

  private func number(_ start: Int) throws -> FilterToken {
    var end = start + 1
    while end < scalars.count {
      let scalar = scalars[end]
      let isSignOfExponent =
        (scalar == "-" || scalar == "+") && (scalars[end - 1] == "e" || scalars[end - 1] == "E")
      guard isSignOfExponent || Self.isOfWord(scalar) && scalar != "-" else { break }
      end += 1
    }
    let token = FilterToken(kind: .end, start: start, length: end - start)
    let text = Self.string(scalars[start..<end])
    guard let number = Double(text), number.isFinite else {
      throw fault(
        "`\(text)` is no number", at: token, notes: ["a text stands in quotes: \"\(text)\""])
    }
    return FilterToken(kind: .number(number), start: start, length: end - start)
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || isDigit(scalar) || scalar == "_" || scalar == "-"
      || scalar == "."
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
