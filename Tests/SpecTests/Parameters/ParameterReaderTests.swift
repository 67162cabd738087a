import Base
import Spec
import Testing

@Suite struct ParameterReaderTests {
  private func faults(_ yaml: String, _ make: (ParameterReader) -> Void) -> String {
    do {
      _ = try ParameterReader.read(yaml: yaml, file: "p.yaml", path: "thing", make)
      return ""
    } catch {
      return error.text
    }
  }

  @Test func defaultsAreFilledInAndTyped() throws {
    let (made, parameters) = try ParameterReader.read(yaml: "count: 3\nrates: 1e-3") { read in
      (
        read.integer("count", "how many"),
        read.number("slope", default: 2, "how steep"),
        read.numbers("rates", "how fast"),
        read.choice("kind", of: ["a", "b"], default: "b", "which")
      )
    }
    #expect(made == (3, 2, [0.001], "b"))
    #expect(
      parameters
        == .map([
          "count": .integer(3), "slope": .number(2), "rates": .list([.number(0.001)]),
          "kind": .text("b"),
        ]))
  }

  @Test func aParameterAddedLaterStaysOutWhileItHasItsDefault() throws {
    func parameters(_ yaml: String) throws -> Value {
      try ParameterReader.read(yaml: yaml) { read in
        read.integer("new", default: 7, omitWhenDefault: true, "added later")
      }.parameters
    }
    #expect(try parameters("{}") == [:])
    #expect(try parameters("new: 7") == [:])
    #expect(try parameters("new: 8") == ["new": 8])
  }

  @Test func spellingDoesNotChangeParameters() throws {
    func hash(_ yaml: String) throws -> ContentHash {
      try ParameterReader.read(yaml: yaml) { read in
        _ = read.number("x", "a number")
        _ = read.integer("n", "an integer")
      }.parameters.contentHash
    }
    let first = try hash("{x: 0.001, n: 1000}")
    #expect(try hash("n: 1e3\nx: 1e-3") == first)
    #expect(try hash("{x: -0.0, n: 0}") == hash("{x: 0, n: 0}"))
  }

  @Test func everyFaultIsReportedAndReadingGoesOn() {
    let text = faults(
      """
      count: 0
      slope: .inf
      flag: yes
      kind: bb
      list: [1, x]
      nested: {deep: a, typo: 1}
      unknwon: 1
      """
    ) { read in
      #expect(read.integer("count", in: 1...9, "how many") == 1)
      #expect(read.number("slope", in: .above(0), "how steep") == 1)
      #expect(read.boolean("flag", default: true, "whether"))
      #expect(read.choice("kind", of: ["aa", "bbb"], "which") == "aa")
      #expect(read.integers("list", each: 1...5, "some") == [1, 1])
      _ = read.nested("nested", "below") { below in
        #expect(below.integer("deep", "deeper") == 1)
        _ = below.optionalText("type", "a type")
      }
      _ = read.optionalInteger("unknown", "a number")
      _ = read.text("name", "what it is called")
    }
    #expect(
      text == """
        p.yaml:1:1: error: missing required key `name` in thing
          count: 0
          ^
          add `name`: a text; what it is called
        p.yaml:1:8: error: `count` must be an integer from 1 to 9, not 0
          count: 0
                 ^
        p.yaml:2:8: error: `slope` must be a finite number, not .inf
          slope: .inf
                 ^~~~
          NaN and infinities are never legal
        p.yaml:3:7: error: `flag` must be true or false, not the text `yes`
          flag: yes
                ^~~
          write `true` or `false`
        p.yaml:4:7: error: `kind` cannot be `bb`
          kind: bb
                ^~
          did you mean `bbb`?
          legal values: aa, bbb
        p.yaml:5:11: error: `list` must be an integer from 1 to 5, not the text `x`
          list: [1, x]
                    ^
        p.yaml:6:16: error: `deep` must be an integer of at least 0, not the text `a`
          nested: {deep: a, typo: 1}
                         ^
        p.yaml:6:19: error: unknown key `typo` in thing.nested
          nested: {deep: a, typo: 1}
                            ^~~~
          did you mean `type`?
          legal keys: deep, type
        p.yaml:7:1: error: unknown key `unknwon` in thing
          unknwon: 1
          ^~~~~~~
          did you mean `unknown`?
          legal keys: count, slope, flag, kind, list, nested, unknown, name
        """)
  }

  @Test(arguments: [
    ("x: 'many'", "`x` must be a number above 0, not the text `many`"),
    ("x: '3'", "`x` must be a number above 0, not the text `3`"),
    ("x: [1]", "`x` must be a number above 0, not a list"),
    ("x: {a: 1}", "`x` must be a number above 0, not a mapping"),
    ("x: 0", "`x` must be a number above 0, not 0"),
    ("x: 1e999", "`x` must be a finite number, not 1e999"),
    ("x: -inf", "`x` must be a finite number, not -inf"),
    ("x: true", "`x` must be a number above 0, not true"),
    ("x:", "missing required key `x` in thing"),
    ("{}", "missing required key `x` in thing"),
    ("[1]", "`thing` must be a mapping, not a list"),
  ])
  func wrongValuesAreNamed(yaml: String, message: String) {
    let text = faults(yaml) { _ = $0.number("x", in: .above(0), "a number") }
    #expect(text.contains("error: \(message)\n"), "\(text)")
  }

  @Test func quotesOnANumberAreExplained() {
    #expect(
      faults("x: '3'") { _ = $0.integer("x", "an integer") } == """
        p.yaml:1:4: error: `x` must be an integer of at least 0, not the text `3`
          x: '3'
             ^~~
          remove the quotes: quoted scalars are texts
        """)
  }

  @Test func listsHaveTheirLengthChecked() {
    #expect(
      faults("x: [1, 2, 3]") { _ = $0.integers("x", count: 2...2, "a pair") } == """
        p.yaml:1:4: error: `x` must be a list of 2, each an integer of at least 0, not 3 long
          x: [1, 2, 3]
             ^~~~~~~~~
        """)
    #expect(
      faults("x: []") { _ = $0.integers("x", "some") }.contains("not empty"))
  }

  @Test func faultsBetweenKeysPointAtOneOfThem() {
    let text = faults("low: 3\nhigh: 2") { read in
      let (low, high) = (read.integer("low", "low"), read.integer("high", "high"))
      if low > high { read.fault(at: "high", "`high` is below `low`", notes: ["swap them"]) }
    }
    #expect(
      text == """
        p.yaml:2:7: error: `high` is below `low`
          high: 2
                ^
          swap them
        """)
  }

  @Test func pluginsAreReadByTheirCatalog() throws {
    let catalog = Vocabulary.sample.architectures
    func plugin(_ yaml: String) throws(DiagnosticList) -> Plugin? {
      try ParameterReader.read(yaml: yaml, vocabulary: .sample) {
        $0.plugin("net", from: catalog, "the network")
      }.made
    }
    let bare = try #require(try plugin("net: mlp"))
    let long = try #require(try plugin("net: {name: mlp, hidden: [100]}"))
    #expect(bare.parameters == long.parameters)
    #expect(bare.parameters == ["name": "mlp", "hidden": [100]])
    #expect((bare.made as? SampleNetwork)?.hidden == [100])
    let planned = try #require(try plugin("net: {name: lenet, width: 64}"))
    #expect(planned.isPlanned)
    #expect(planned.parameters == ["name": "lenet", "width": 64])
    #expect(throws: DiagnosticList.self) { try plugin("net: {name: mlp, width: 64}") }
    #expect(throws: DiagnosticList.self) { try plugin("net: perceptron") }
  }

  @Test func theSameReaderYieldsItsSchemaWithoutInput() {
    let fields = ParameterReader.fields { _ = SampleNetwork($0) }
    #expect(
      fields == [
        FieldDescription(
          name: "hidden", type: .list(of: .integer(1...65_536), count: 1...Int.max),
          defaultValue: [100], isRequired: false, summary: "units of each hidden layer"),
        FieldDescription(
          name: "activation", type: .choice(["relu", "tanh"]), defaultValue: "relu",
          isRequired: false, summary: "what follows each hidden layer"),
      ])
  }

  @Test func referencesGoToInputsNotToParameters() throws {
    let (inputs, parameters) = try ParameterReader.read(
      yaml: "from: main.train\nteacher: {of: big@first:train-accuracy>=0.65, across: seed}"
    ) { read in
      read.reference("from", to: [.data], role: "data", "data")
      read.references("teacher", to: [.models], "teachers")
      return read.inputs
    }
    #expect(parameters == [:])
    #expect(inputs.map(\.role) == ["data", "teacher"])
    #expect(inputs[0].references[0].split == "train")
    #expect(
      inputs[1].references[0].checkpoint
        == .first(metric: "train-accuracy", comparison: ">=", bound: 0.65))
    #expect(inputs[1].references[0].scope == .across("seed"))
  }

  @Test(arguments: [
    ("a@b", "`a@b`: `b` is not a checkpoint"), ("a b", "`a b` is not a reference"),
    ("a@first:x=3", "`a@first:x=3`: `first:x=3` is not a checkpoint"),
    ("[a]", "a reference must be a name or a mapping with `of`, not a list"),
    ("{across: seed}", "missing required key `of` in a reference"),
    ("{of: a, across: seed, pairs: seed}", "`across` and `pairs` exclude each other"),
    ("{of: a, acros: seed}", "unknown key `acros` in a reference"),
  ])
  func badReferencesAreNamed(yaml: String, message: String) {
    let text = faults("of: \(yaml)") { $0.reference("of", to: [.models], "a model") }
    #expect(text.contains("error: \(message)\n"), "\(text)")
  }
}
