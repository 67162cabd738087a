import Testing

@testable import Experiments

@Suite("rows of delimited texts")
struct DelimitedTextTests {
  private func rows(_ text: String, separator: Character = ",", skipping: Int = 0) throws
    -> [DelimitedText.Row]
  {
    var reader = DelimitedText(
      Array(text.utf8), separator: separator.asciiValue ?? 0, skippedLines: skipping,
      path: "t.csv")
    var rows: [DelimitedText.Row] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
  }

  @Test("fields are trimmed, quoted ones are not, and lines are counted from 1")
  func fields() throws {
    let text = "\u{FEFF}a, b ,\" c \"\r\n\n\"x,\"\"y\nz\", ,\r\n  \n1,2,3"
    #expect(
      try rows(text) == [
        DelimitedText.Row(line: 1, fields: ["a", "b", " c "]),
        DelimitedText.Row(line: 3, fields: ["x,\"y\nz", "", ""]),
        DelimitedText.Row(line: 6, fields: ["1", "2", "3"]),
      ])
  }

  @Test("other separators, and lines to be passed over")
  func separators() throws {
    #expect(
      try rows("note\na\t b\t\n", separator: "\t", skipping: 1)
        == [DelimitedText.Row(line: 2, fields: ["a", "b", ""])])
    #expect(try rows("a;b,c", separator: ";").first?.fields == ["a", "b,c"])
    #expect(try rows("").isEmpty)
    #expect(try rows("one line", skipping: 3).isEmpty)
  }

  @Test("quotes that do not close, and text behind them, are faults with their line")
  func quotes() {
    let cases: [(String, String)] = [
      (
        "a,b\n1,\"2\n3",
        "t.csv: line 2 opens a quote that is never closed\n"
          + "  close it; write a quote in a quoted field as two"
      ),
      (
        "a,\"b\"c",
        "t.csv: line 1, field 2: text follows a closing quote\n"
          + "  put the whole field into quotes; write a quote in it as two"
      ),
    ]
    for (text, words) in cases {
      let error = #expect(throws: TableError.self) { try rows(text) }
      #expect(error?.description == words)
    }
  }
}
