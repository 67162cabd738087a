/// One fault or warning in something a person wrote, with all that is needed to mend it.
public struct Diagnostic: Error, Sendable, Hashable {
  /// How bad it is: an error stops the command, a warning does not.
  public enum Severity: String, Sendable, Hashable {
    case error, warning
  }

  /// How bad it is.
  public var severity: Severity
  /// Where; nil when no place in a text is to blame.
  public var span: SourceSpan?
  /// What is wrong, one line, lower case, no full stop.
  public var message: String
  /// The text of the line at `span`, shown above the caret.
  public var sourceLine: String?
  /// What is legal, which name is nearest, what to do next; one line each.
  public var notes: [String]

  /// Makes a diagnostic; see the properties for what each part holds.
  public init(
    _ severity: Severity = .error, at span: SourceSpan? = nil, _ message: String,
    sourceLine: String? = nil, notes: [String] = []
  ) {
    self.severity = severity
    self.span = span
    self.message = message
    self.sourceLine = sourceLine
    self.notes = notes
  }

  /// The text a person reads: `file:line:column: error: …`, source line, caret, notes.
  public var text: String {
    var lines: [String] = []
    if let span {
      lines.append("\(span.file):\(span.line):\(span.column): \(severity.rawValue): \(message)")
      if let sourceLine {
        lines.append("  " + Self.printable(sourceLine))
        // The caret line keeps tabs so that it stands under its text in any terminal.
        let scalars = Array(sourceLine.unicodeScalars)
        let lead = scalars.prefix(span.column - 1).map { scalar in
          scalar == "\t" ? "\t" : String(repeating: " ", count: DisplayWidth.columns(of: scalar))
        }.joined()
        let marked = scalars.dropFirst(span.column - 1).prefix(span.length)
        let room = max(1, marked.map(DisplayWidth.columns(of:)).reduce(0, +))
        lines.append("  " + lead + "^" + String(repeating: "~", count: room - 1))
      }
    } else {
      lines.append("\(severity.rawValue): \(message)")
    }
    lines += notes.map { "  " + $0 }
    return lines.joined(separator: "\n")
  }

  /// The line without control characters, which could drive the reader's terminal.
  private static func printable(_ line: String) -> String {
    String(
      String.UnicodeScalarView(
        line.unicodeScalars.map { $0.value < 0x20 && $0 != "\t" || $0.value == 0x7F ? "?" : $0 }))
  }
}

/// Several diagnostics thrown as one error, in the order of their places.
public struct DiagnosticList: Error, Sendable {
  /// The faults and warnings, sorted by file, line and column.
  public var diagnostics: [Diagnostic]

  /// Makes a list, sorted by place.
  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics.enumerated().sorted { left, right in
      let a = left.element.span
      let b = right.element.span
      let leftPlace = (a?.file ?? "", a?.line ?? 0, a?.column ?? 0, left.offset)
      let rightPlace = (b?.file ?? "", b?.line ?? 0, b?.column ?? 0, right.offset)
      return leftPlace < rightPlace
    }.map(\.element)
  }

  /// All diagnostics' texts, one after the other.
  public var text: String { diagnostics.map(\.text).joined(separator: "\n") }
}
