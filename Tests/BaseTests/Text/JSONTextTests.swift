import Base
import Testing

@Suite struct JSONTextTests {
  @Test(
    arguments: [
      (Value.null, "null"), (true, "true"), (-7, "-7"), (.number(1), "1.0"),
      (.number(1e-5), "1e-05"),
      (.number(1e300), "1e+300"), ([], "[]"), ([1, "a", [false]], #"[1,"a",[false]]"#),
      ([:], "{}"), (["b": 1, "a": ["c": .null]], #"{"a":{"c":null},"b":1}"#),
      ("\"\\\n\t\u{1}é😀", #""\"\\\n\t\u0001é😀""#),
    ] as [(Value, String)])
  func valueIsWrittenOnOneLineAndReadBackWithItsType(value: Value, text: String) throws {
    #expect(value.json == text)
    #expect(try Value(json: Array(text.utf8)) == value)
  }

  @Test(
    arguments: [
      (" { \"a\" : [ 1 , 2 ] } \n", ["a": [1, 2]]),
      (#""\u00e9\ud83d\ude00\/\b\f\r""#, "é😀/\u{8}\u{c}\r"),
      (#"{"a":1,"a":2}"#, ["a": 2]),
      ("1180591620717411303424", .number(0x1p70)),
    ] as [(String, Value)])
  func otherSpellingsAreRead(text: String, value: Value) throws {
    #expect(try Value(json: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("", "not JSON at byte 0: the text ends early"),
    ("{\"a\" 1}", "not JSON at byte 5: no colon after a member name"),
    ("[1,2", "not JSON at byte 4: a list is not closed"),
    ("{} x", "not JSON at byte 3: text after the value"),
    ("nul", "not JSON at byte 0: no value"), ("-", "not JSON at byte 0: no value"),
    ("1e999", "not JSON at byte 0: no value"),
    ("\"a", "not JSON at byte 2: a text is not closed"),
    (#""\ud800""#, "not JSON at byte 7: half a surrogate pair"),
    (#""\x""#, "not JSON at byte 3: an unknown escape"),
    ("{1:2}", "not JSON at byte 1: no member name"),
  ])
  func faultSaysWhereAndWhat(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try Value(json: Array(text.utf8)) }
    #expect(error?.description == message)
  }

  @Test func textThatIsNotUTF8IsRefused() {
    let error = #expect(throws: JSONError.self) { try Value(json: [0x22, 0xFF, 0x22]) }
    #expect(error?.description == "not JSON at byte 3: a text is not UTF-8")
  }

  @Test func depthIsBounded() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    _ = try Value(json: nested(200))
    let error = #expect(throws: JSONError.self) { try Value(json: nested(100_000)) }
    #expect(error?.reason == "nested deeper than 200 levels")
  }

  @Test func numbersThatAreNoneAreTexts() {
    #expect(Value.list([.number(.nan), .number(-.infinity)]).json == #"["nan","-inf"]"#)
  }
}
