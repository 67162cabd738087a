import Base
import Store
import Testing

@testable import Views

/// How answers look in each format.
@Suite struct AnswerWriterTests {
  static let columns = ["name", "value", "n"]
  static let rows: [[QueryValue]] = [
    [.text("low-order"), .number(0.1), .integer(3)],
    [.text("a \"b\", c\nd | e"), .number(1e-7), .null],
    [.text(""), .null, .blob(byteCount: 12)],
  ]

  static func text(
    _ format: AnswerFormat, columns: [String] = columns, rows: [[QueryValue]] = rows
  ) throws -> String {
    var bytes: [UInt8] = []
    var writer = AnswerWriter(format) { bytes += $0 }
    try writer.begin(columns: columns)
    for row in rows { try writer.add(row) }
    try writer.end()
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func aTableIsAlignedAndOneLineARow() throws {
    #expect(
      try Self.text(.table).split(separator: "\n") == [
        "name             value           n",
        "low-order          0.1           3",
        "a \"b\", c\\nd | e  1e-07",
        "                        (12 bytes)",
      ])
  }

  @Test func wideTextsAreAlignedByTheColumnsTheyTake() throws {
    #expect(
      try Self.text(
        .table, columns: ["a", "b"], rows: [[.text("図"), .text("x")], [.text("ab"), .text("y")]])
        == "a   b\n図  x\nab  y\n")
  }

  @Test func csvIsThatOfTheStandard() throws {
    #expect(
      try Self.text(.csv)
        == "name,value,n\r\nlow-order,0.1,3\r\n\"a \"\"b\"\", c\nd | e\",1e-07,\r\n\"\",,(12 bytes)\r\n"
    )
  }

  @Test func jsonHasASchemaAndKeepsTypes() throws {
    let text = try Self.text(.json)
    #expect(
      text == """
        {"schema":1,"columns":["name","value","n"],"rows":[
        ["low-order",0.1,3],
        ["a \\"b\\", c\\nd | e",1e-07,null],
        ["",null,"(12 bytes)"]
        ]}

        """)
    #expect(try Value(json: Array(text.utf8))["schema"] == 1)
    #expect(
      try Self.text(.json, rows: []) == """
        {"schema":1,"columns":["name","value","n"],"rows":[]}

        """)
  }

  @Test func markdownEscapesWhatWouldEndACell() throws {
    #expect(
      try Self.text(.markdown) == """
        | name | value | n |
        | --- | ---: | ---: |
        | low-order | 0.1 | 3 |
        | a "b", c\\\\nd \\| e | 1e-07 |  |
        |  |  | (12 bytes) |

        """)
    #expect(
      try Self.text(.markdown, rows: []) == "| name | value | n |\n| --- | --- | --- |\n")
  }

  @Test func controlCharactersAreSpelt() {
    #expect(ShownText.line("a\u{1B}[31m\tb\r") == "a\\u{1b}[31m\\tb\\r")
    #expect(ShownText.line("größer 図") == "größer 図")
  }
}
