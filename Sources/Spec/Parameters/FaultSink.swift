import Base

/// Collects the faults and warnings of one reading, and the texts they point into.
final class FaultSink {
  /// More faults than this are counted, not kept: nobody reads them, and an adversarial file
  /// could ask for millions.
  static let limit = 100
  /// Source lines longer than this are not shown.
  static let longestShownLine = 400

  private(set) var diagnostics: [Diagnostic] = []
  private(set) var dropped = 0
  private var seen: Set<Diagnostic> = []
  private var lines: [String: [String]] = [:]

  /// Remembers the text of `file`, so that faults can show its lines.
  func add(text: String, of file: String) { lines[file] = TextLines.split(text) }

  /// `span`, moved to the end of the text when it lies behind it, as marks at its end do.
  func within(_ span: SourceSpan) -> SourceSpan {
    guard let lines = lines[span.file], let last = lines.last, span.line > lines.count else {
      return span
    }
    return SourceSpan(
      file: span.file, line: lines.count, column: last.unicodeScalars.count + 1)
  }

  /// The line at `span`; nil when the file is not known or the line is too long to help.
  func line(at span: SourceSpan) -> String? {
    guard let lines = lines[span.file], lines.indices.contains(span.line - 1) else { return nil }
    let line = lines[span.line - 1]
    return line.unicodeScalars.count <= Self.longestShownLine ? line : nil
  }

  /// Reports once; the same fault met again through a shared part is not repeated.
  func report(
    _ severity: Diagnostic.Severity = .error, at span: SourceSpan?, _ message: String,
    notes: [String] = []
  ) {
    let diagnostic = Diagnostic(
      severity, at: span, message, sourceLine: span.flatMap(line(at:)), notes: notes)
    errorCount += severity == .error ? 1 : 0
    guard !seen.contains(diagnostic) else { return }
    guard diagnostics.count < Self.limit else {
      dropped += severity == .error ? 1 : 0
      return
    }
    seen.insert(diagnostic)
    diagnostics.append(diagnostic)
  }

  /// How many errors were reported, repetitions included.
  private(set) var errorCount = 0
  /// Whether any fault is an error.
  var hasErrors: Bool { errorCount > 0 }
  /// The warnings.
  var warnings: [Diagnostic] {
    DiagnosticList(diagnostics.filter { $0.severity == .warning })
      .diagnostics
  }

  /// All faults and warnings by place, and how many were left out.
  var list: DiagnosticList {
    var list = DiagnosticList(diagnostics)
    if dropped > 0 {
      list.diagnostics.append(
        Diagnostic(.error, "\(dropped) more faults are not shown", notes: ["mend these first"]))
    }
    return list
  }
}

/// Splits a text into lines where libyaml counts them.
enum TextLines {
  /// The lines without their breaks: LF, CR, CR LF, NEL, LS and PS end a line.
  static func split(_ text: String) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in text.unicodeScalars {
      if afterReturn, scalar == "\n" {
        afterReturn = false
        continue
      }
      afterReturn = scalar == "\r"
      switch scalar {
      case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
        lines.append(String(line))
        line = String.UnicodeScalarView()
      default: line.append(scalar)
      }
    }
    lines.append(String(line))
    return lines
  }
}
