import Base
import Testing

@Suite struct DiagnosticTests {
  @Test(arguments: [
    ("日本: x", 5, 1, "        ^"), ("a日本: x", 2, 2, "   ^~~~"), ("e\u{301}: x", 5, 1, "     ^"),
    ("🎲: x", 4, 1, "      ^"), ("한글", 2, 1, "    ^~"), ("é: x", 4, 1, "     ^"),
  ])
  func theCaretStandsUnderItsCharacterWhateverIsBefore(
    line: String, column: Int, length: Int, expected: String
  ) {
    let diagnostic = Diagnostic(
      at: SourceSpan(file: "a", line: 1, column: column, length: length), "x", sourceLine: line)
    #expect(diagnostic.text.split(separator: "\n").last.map(String.init) == expected)
  }

  @Test func placeLineCaretAndNotes() {
    let diagnostic = Diagnostic(
      at: SourceSpan(file: "study.yaml", line: 12, column: 3, length: 6),
      "unknown key 'hiden'", sourceLine: "  hiden: [100]",
      notes: ["legal keys: hidden, activation", "did you mean 'hidden'?"])
    #expect(
      diagnostic.text == """
        study.yaml:12:3: error: unknown key 'hiden'
            hiden: [100]
            ^~~~~~
          legal keys: hidden, activation
          did you mean 'hidden'?
        """)
  }

  @Test func theCaretLineKeepsTabs() {
    let diagnostic = Diagnostic(
      .warning, at: SourceSpan(file: "a", line: 1, column: 4, length: 2), "odd",
      sourceLine: "\tx\tyz")
    #expect(diagnostic.text == "a:1:4: warning: odd\n  \tx\tyz\n  \t \t^~")
  }

  @Test func theCaretStaysInsideTheLine() {
    let long = Diagnostic(
      at: SourceSpan(file: "a", line: 1, column: 2, length: 99), "odd", sourceLine: "xyz")
    #expect(long.text == "a:1:2: error: odd\n  xyz\n   ^~")
    // One past the end: where something is missing.
    let end = Diagnostic(
      at: SourceSpan(file: "a", line: 1, column: 4), "value missing", sourceLine: "xy:")
    #expect(end.text == "a:1:4: error: value missing\n  xy:\n     ^")
    let empty = Diagnostic(
      at: SourceSpan(file: "a", line: 1, column: 1, length: 0), "empty", sourceLine: "")
    #expect(empty.text == "a:1:1: error: empty\n  \n  ^")
  }

  @Test func columnsCountUnicodeScalars() {
    let diagnostic = Diagnostic(
      at: SourceSpan(file: "a", line: 1, column: 6, length: 1), "odd", sourceLine: "é→: !")
    #expect(diagnostic.text == "a:1:6: error: odd\n  é→: !\n       ^")
  }

  @Test func controlCharactersAreNotSentToTheTerminal() {
    let diagnostic = Diagnostic(
      at: SourceSpan(file: "a", line: 1, column: 1), "odd", sourceLine: "\u{1B}[31m\u{7F}x\r")
    #expect(diagnostic.text == "a:1:1: error: odd\n  ?[31m?x?\n  ^")
  }

  @Test func withoutAPlaceOrALine() {
    #expect(
      Diagnostic(.error, "no specs given", notes: ["runexp init writes one"]).text
        == "error: no specs given\n  runexp init writes one")
    #expect(
      Diagnostic(at: SourceSpan(file: "--set", line: 1, column: 3), "odd").text
        == "--set:1:3: error: odd")
  }

  @Test func listsAreSortedByPlaceAndKeepTheOrderWithinOne() {
    let at = { (file: String, line: Int, column: Int, message: String) in
      Diagnostic(at: SourceSpan(file: file, line: line, column: column), message)
    }
    let list = DiagnosticList([
      at("b", 1, 1, "5"), at("a", 10, 1, "4"), at("a", 2, 9, "2"), at("a", 2, 9, "3"),
      at("a", 2, 1, "1"), Diagnostic(.error, "0"),
    ])
    #expect(list.diagnostics.map(\.message) == ["0", "1", "2", "3", "4", "5"])
    #expect(
      list.text == """
        error: 0
        a:2:1: error: 1
        a:2:9: error: 2
        a:2:9: error: 3
        a:10:1: error: 4
        b:1:1: error: 5
        """)
  }
}
