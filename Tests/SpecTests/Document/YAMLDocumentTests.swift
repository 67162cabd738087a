import Base
import Testing

@testable import Spec

@Suite struct YAMLDocumentTests {
  private func read(_ text: String) -> (node: SpecNode?, faults: String) {
    let sink = FaultSink()
    let node = YAMLDocument.read(Array(text.utf8), file: "a.yaml", sink: sink)
    return (node, sink.list.text)
  }

  @Test func nodesKnowTheirPlacesInCharacters() throws {
    let root = try #require(read("ü: {b: [1, 'two']}\nc: three").node)
    let list = try #require(root["ü"]?["b"])
    #expect(list.span == SourceSpan(file: "a.yaml", line: 1, column: 8, length: 10))
    #expect(
      list.elements?[1].span == SourceSpan(file: "a.yaml", line: 1, column: 12, length: 5))
    #expect(root.member("c")?.keySpan == SourceSpan(file: "a.yaml", line: 2, column: 1))
    #expect(root["c"]?.span == SourceSpan(file: "a.yaml", line: 2, column: 4, length: 5))
  }

  @Test(
    arguments: [
      ("1e-3", Value.number(0.001)), ("5.0e-4", 0.0005), (".5", 0.5), ("1.", 1.0), ("12", 12),
      ("-3", -3), ("+4", 4), ("true", true), ("no", "no"), ("on", "on"), ("0x10", "0x10"),
      ("1_000", "1_000"), ("'12'", "12"), ("\"true\"", "true"), ("~", .null), ("", .null),
      (".nan", ".nan"), ("1e999", "1e999"), ("[1, a]", [1, "a"]), ("{a: 1}", ["a": 1]),
      ("2026-11-21", "2026-11-21"), ("-", [.null]),
    ] as [(String, Value)])
  func scalarsAreReadByTheCoreSchemaNotByTags(text: String, value: Value) throws {
    #expect(try #require(read("k: \n \(text)").node)["k"]?.untypedValue == value)
  }

  @Test func anchorsAndMergesShareNodesAndKeepOwnKeys() throws {
    let root = try #require(
      read(
        """
        base: &base {a: 1, b: 2}
        more: &more {b: 3, c: 4}
        one: {<<: *base, b: 5}
        two: {<<: [*more, *base], d: 6}
        same: *base
        """
      ).node)
    #expect(root["one"]?.untypedValue == ["a": 1, "b": 5])
    #expect(root["two"]?.untypedValue == ["a": 1, "b": 3, "c": 4, "d": 6])
    #expect(root["same"] === root["base"])
    #expect(root["one"]?["a"]?.span.line == 1)
  }

  @Test func aliasBombsStopAtTheBudget() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1..<20 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(
      read(text).faults == """
        a.yaml:6:15: error: more than 250000 values once aliases are expanded
          a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]
                        ^~~
          repeat less with aliases, or sweep over fewer points
        """)
  }

  @Test func aliasChainsAndBracketsStopAtTheDepthLimit() {
    var text = "a0: &a0 [x]\n"
    for level in 1..<200 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(
      read(text).faults == """
        a.yaml:99:12: error: nested deeper than 100 levels
          a98: &a98 [*a97]
                     ^~~~
          a spec needs fewer than ten
        """)
    let brackets = read("k: " + String(repeating: "[", count: 100_000)).faults
    #expect(brackets.hasPrefix("a.yaml:1:103: error: nested deeper than 100 levels"))
  }

  @Test func mergesCountTowardsTheBudget() {
    var text = "m: &m {"
    for key in 0..<1000 { text += "k\(key): 1, " }
    text += "}\n"
    for copy in 0..<300 { text += "c\(copy): {<<: *m}\n" }
    #expect(read(text).faults.contains("more than 250000 values once aliases are expanded"))
  }

  @Test func aByteOrderMarkIsNoPartOfTheText() {
    let (node, faults) = read("\u{FEFF}a: 1\na: 2\n")
    #expect(node?.untypedValue == ["a": 1])
    #expect(faults.contains("first given at a.yaml:1:1"))
  }

  @Test func duplicateKeysNameBothPlacesAndKeepTheFirst() {
    let (node, faults) = read("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    #expect(
      faults == """
        a.yaml:2:11: error: duplicate key `c`
          b: {c: 1, c: 2}
                    ^
          first given at a.yaml:2:5; remove one of the two
        a.yaml:3:1: error: duplicate key `a`
          a: 3
          ^
          first given at a.yaml:1:1; remove one of the two
        """)
    #expect(node?.untypedValue == ["a": 1, "b": ["c": 1]])
  }

  @Test(arguments: [
    (
      "a: [1, 2\nb: 3\n",
      """
      a.yaml:2:2: error: not YAML: did not find expected ',' or ']'
        b: 3
         ^
        while parsing a flow sequence that began at line 1, column 4
      """
    ),
    (
      "a:\n\tb: 1\n",
      """
      a.yaml:2:1: error: not YAML: found character that cannot start any token
        \tb: 1
        ^
        while scanning for the next token that began at line 2, column 1
        a tab stands here: indent with spaces
      """
    ),
    (
      "a: {b: c",
      """
      a.yaml:1:9: error: not YAML: did not find expected ',' or '}'
        a: {b: c
                ^
        while parsing a flow mapping that began at line 1, column 4
      """
    ),
    (
      "a: 1\n---\nb: 2\n",
      """
      a.yaml:2:1: error: a second document starts here, but a spec is one document
        ---
        ^~~
        put each spec in a file of its own
      """
    ),
    (
      "a: !!int 3\n",
      """
      a.yaml:1:4: error: tag `tag:yaml.org,2002:int` has no meaning here
        a: !!int 3
           ^~~~~~~
        remove it: the key decides the type of its value
      """
    ),
    (
      "a: *b\n",
      """
      a.yaml:1:4: error: unknown alias `*b`
        a: *b
           ^~
        an alias repeats a node marked `&b` before it
      """
    ),
    (
      "a: &a [*a]\n",
      """
      a.yaml:1:8: error: alias `*a` stands inside its own anchor
        a: &a [*a]
               ^~
        an alias repeats a node marked `&a` before it
      """
    ),
    (
      "[a]: 1\n",
      """
      a.yaml:1:1: error: a key must be a text, not a list
        [a]: 1
        ^
        write `key: value`
      """
    ),
    (
      "a: \u{1}\n",
      """
      a.yaml:1:4: error: not YAML: control characters are not allowed
        a: ?
           ^
        remove the character
      """
    ),
  ])
  func whatIsNotYAMLIsShownAtItsPlace(text: String, expected: String) {
    #expect(read(text).faults == expected)
  }

  @Test func invalidUTF8IsShownAtItsByte() {
    let sink = FaultSink()
    let bytes = Array("a: ü\nb: ".utf8) + [0xC3, 0x28] + Array("\n".utf8)
    #expect(YAMLDocument.read(bytes, file: "a.yaml", sink: sink) == nil)
    #expect(
      sink.list.text == """
        a.yaml:2:4: error: byte 9 is not valid UTF-8
          b: \u{FFFD}(
             ^
          save the file as UTF-8
        """)
  }

  @Test func linesEndWhereLibyamlEndsThem() {
    #expect(
      TextLines.split("a\nb\r\nc\rd\u{85}e\u{2028}f") == ["a", "b", "c", "d", "e", "f"])
    #expect(read("a: 1\rb: [").faults.hasPrefix("a.yaml:2:5: error: not YAML"))
  }
}
