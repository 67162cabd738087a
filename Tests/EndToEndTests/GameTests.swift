import Base
import Foundation
import Testing

/// `runexp game` on tables that some other program wrote.
@Suite("runexp game")
struct GameTests {
  /// v = x₀ + 2x₁ + 4x₀x₁x₂.
  private static let values: [Double] = [0, 1, 2, 3, 0, 1, 2, 7]
  private static let table = """
    {"n": 3, "values": [0, 1, 2, 3, 0, 1, 2, 7]}
    """

  private func run(_ arguments: String..., writing table: String = table) throws -> Program.Result {
    let scratch = try ScratchFolder()
    try scratch.write(table, to: "t.json")
    return try Program.run(["game", "t.json"] + arguments, in: scratch.path)
  }

  @Test("JSON: every member, numbers that read back as the same doubles")
  func json() throws {
    let run = try run("--index", "sii", "--json")
    #expect(run.code == 0)
    #expect(run.errors.isEmpty)
    #expect(
      run.output == """
        {"index": "sii", "n": 3, "exact": true, "interactions": [\
        {"players": [0], "value": 2.333333333333333}, {"players": [1], "value": 3.333333333333333}, \
        {"players": [2], "value": 1.3333333333333333}, {"players": [0, 1], "value": 2.0}, \
        {"players": [0, 2], "value": 2.0}, {"players": [1, 2], "value": 2.0}]}

        """)
  }

  @Test("JSON of pairs at each context order")
  func contextOrders() throws {
    let run = try run("--index", "multi-order", "--json")
    #expect(
      run.output == """
        {"index": "multi-order", "n": 3, "exact": true, "interactions": [\
        {"players": [0, 1], "context_order": 0, "value": 0.0}, \
        {"players": [0, 2], "context_order": 0, "value": 0.0}, \
        {"players": [1, 2], "context_order": 0, "value": 0.0}, \
        {"players": [0, 1], "context_order": 1, "value": 4.0}, \
        {"players": [0, 2], "context_order": 1, "value": 4.0}, \
        {"players": [1, 2], "context_order": 1, "value": 4.0}]}

        """)
  }

  @Test("CSV of every coalition, the strongest first with --top, names where given")
  func csv() throws {
    #expect(
      try run("--index", "moebius", "--csv").output
        == "players,value\n,0.0\n0,1.0\n1,2.0\n0;1,0.0\n2,0.0\n0;2,0.0\n1;2,0.0\n0;1;2,4.0\n")
    #expect(
      try run("--index", "moebius", "--csv", "--top", "2", "--names", "a, b,\"c").output
        == "players,value\n\"a;b;\"\"c\",4.0\nb,2.0\n")
    #expect(
      try run("--index", "multi-order", "--csv", "--top", "1").output
        == "players,context_order,value\n0;1,1,4.0\n")
  }

  @Test("JSON with names")
  func names() throws {
    #expect(
      try run("--index", "or", "--json", "--top", "1", "--names", "a,b,c").output == """
        {"index": "or", "n": 3, "exact": true, "interactions": [{"players": ["b"], "value": 6.0}]}

        """)
  }

  @Test("a table for people")
  func text() throws {
    #expect(
      try run("--index", "k-sii", "--names", "age,sex,long name").output == """
        k-sii of t.json: 3 players, exact, 6 values
        players            value
        {age}              0.33333333333333304
        {sex}              1.333333333333333
        {long name}       -0.6666666666666667
        {age, sex}         2.0
        {age, long name}   2.0
        {sex, long name}   2.0

        """)
    #expect(
      try run("--index", "multi-order", "--top", "1").output == """
        multi-order of t.json: 3 players, exact, 6 values; the 1 strongest, --top K for more
        players  context order   value
        {0, 1}   1               4.0

        """)
  }

  @Test("every index is one, --order reaches those that have it")
  func indices() throws {
    let counts = [
      "moebius": 8, "co-moebius": 8, "or": 8, "shapley": 3, "banzhaf": 3, "sii": 7, "k-sii": 7,
      "bii": 7, "stii": 7, "fsii": 7, "fbii": 8, "multi-order": 6,
    ]
    for (index, count) in counts {
      let run = try run("--index", index, "--order", "3", "--csv")
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.output.split(separator: "\n").count == count + 1, "\(index)")
    }
  }

  @Test("an array of float64 gives what JSON gives; --output writes all values")
  func arrays() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.table, to: "t.json")
    let bytes = NumPyArray.bytes(of: Self.values, shape: [8])
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path + "/t.npy"))
    for index in ["shapley", "co-moebius", "fbii"] {
      let array = try Program.run(["game", "t.npy", "--index", index, "--json"], in: scratch.path)
      let json = try Program.run(["game", "t.json", "--index", index, "--json"], in: scratch.path)
      #expect(array.output == json.output)
    }
    let quiet = try Program.run(
      ["game", "t.npy", "--index", "moebius", "--output", "w.npy"], in: scratch.path)
    #expect(quiet.output == "wrote 8 values to w.npy\n")
    let both = try Program.run(
      ["game", "t.npy", "--index", "multi-order", "--csv", "--top", "1", "--output", "i.npy"],
      in: scratch.path)
    #expect(both.output == "players,context_order,value\n0;1,1,4.0\n")
    func written(_ name: String) throws -> NumPyArray {
      let data = try #require(FileManager.default.contents(atPath: scratch.path + "/" + name))
      return try NumPyArray(Array(data))
    }
    #expect(try written("w.npy").doubles == [0, 1, 2, 0, 0, 0, 0, 4])
    #expect(try written("i.npy").shape == [2, 3])
    #expect(try written("i.npy").doubles == [0, 0, 0, 4, 4, 4])
  }

  static let badTexts: [(text: String, error: String)] = [
    (
      "{\"n\": 2, \"values\": [1, 2, 3]}",
      "t.json: 2 players need 4 values, one per coalition, not 3\n  \(format)"
    ),
    (
      "{\"n\": 2, \"values\": [1, 2, 3, NaN]}",
      "t.json: NaN at byte 29; every value must be finite\n"
        + "  evaluate that coalition again before it is written"
    ),
    (
      "{\"n\": 1, \"values\": [1, -Infinity]}",
      "t.json: -Infinity at byte 23; every value must be finite\n"
        + "  evaluate that coalition again before it is written"
    ),
    (
      "{\"n\": 29, \"values\": []}",
      "t.json: a JSON table has at most 20 players, not 29\n"
        + "  write it with numpy.save(\"table.npy\", values.astype(\"<f8\"))"
    ),
    (
      "{\"n\": 21, \"values\": []}",
      "t.json: a JSON table has at most 20 players, not 21\n"
        + "  write it with numpy.save(\"table.npy\", values.astype(\"<f8\"))"
    ),
    ("{\"n\": -1, \"values\": [1]}", "t.json: a table of values has 0 to 28 players, not -1"),
    ("{\"values\": [1]}", "t.json: `n` must be the number of players\n  \(format)"),
    ("{\"n\": 0.5, \"values\": [1]}", "t.json: `n` must be the number of players\n  \(format)"),
    ("{\"n\": 0}", "t.json: `values` must be a list of numbers\n  \(format)"),
    (
      "{\"n\": 1, \"values\": [1, \"2\"]}",
      "t.json: `values` must be a list of numbers\n  \(format)"
    ),
    (
      "{\"n\": 1, \"values\": [1, 2",
      "t.json: not JSON at byte 24: a list is not closed\n  \(format)"
    ),
  ]

  private static let format =
    "a table is JSON {\"n\": 2, \"values\": [v0, v1, v2, v3]} or a one-axis float64 .npy file;"
    + " bit i of an index is player i"

  @Test("bad JSON tables: what is wrong, exit code 2", arguments: badTexts)
  func badText(_ text: String, _ error: String) throws {
    let run = try run("--index", "shapley", writing: text)
    #expect(run.code == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors == "error: \(error)\n")
  }

  /// A header for `count` values of a type, and so many bytes.
  private static func array(
    _ kind: NumPyHeader.Kind, _ shape: [Int], bytes: Int
  ) -> [UInt8] {
    NumPyHeader(kind: kind, shape: shape).bytes + [UInt8](repeating: 0, count: bytes)
  }

  static let badArrays: [(bytes: [UInt8], error: String)] = [
    (
      array(.float64, [3], bytes: 24),
      "t.npy: 3 values are no table: there must be 2^n of them, one per coalition\n  \(format)"
    ),
    (
      array(.float64, [0], bytes: 0),
      "t.npy: 0 values are no table: there must be 2^n of them, one per coalition\n  \(format)"
    ),
    (
      array(.float32, [4], bytes: 16),
      "t.npy: the array is of type <f4\n"
        + "  write it with numpy.save(\"table.npy\", values.astype(\"<f8\"))"
    ),
    (
      array(.int64, [4], bytes: 32),
      "t.npy: the array is of type <i8\n"
        + "  write it with numpy.save(\"table.npy\", values.astype(\"<f8\"))"
    ),
    (
      array(.float64, [2, 2], bytes: 32),
      "t.npy: the array has shape [2, 2], not one axis\n  write values.reshape(-1) of it"
    ),
    (
      array(.float64, [4], bytes: 31),
      "t.npy: the array has 31 bytes of values, not 32\n  write or fetch the file again"
    ),
    (
      Array(array(.float64, [4], bytes: 0).prefix(100)),
      "t.npy: the array is cut short\n  write or fetch the file again"
    ),
    (
      Array("PK, not an array".utf8),
      "t.npy: the array is not in NumPy's format\n  write or fetch the file again"
    ),
    (
      NumPyArray.bytes(of: [0, 1, .nan, 3], shape: [4]),
      "t.npy: the value of coalition {1} is nan; every value must be finite\n"
        + "  evaluate that coalition again before it is written"
    ),
    (
      NumPyArray.bytes(of: [0, 1, 2, -.infinity], shape: [4]),
      "t.npy: the value of coalition {0, 1} is -inf; every value must be finite\n"
        + "  evaluate that coalition again before it is written"
    ),
  ]

  @Test("bad arrays: what is wrong, exit code 2", arguments: badArrays)
  func badArray(_ bytes: [UInt8], _ error: String) throws {
    let scratch = try ScratchFolder()
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path + "/t.npy"))
    for index in ["shapley", "moebius"] {
      let run = try Program.run(["game", "t.npy", "--index", index], in: scratch.path)
      #expect(run.code == 2)
      #expect(run.output.isEmpty)
      #expect(run.errors == "error: \(error)\n")
    }
  }

  @Test("29 players are refused from the header alone")
  func tooManyPlayers() throws {
    let scratch = try ScratchFolder()
    let path = scratch.path + "/t.npy"
    try Data(NumPyHeader(kind: .float64, shape: [1 << 29]).bytes).write(
      to: URL(fileURLWithPath: path))
    // A file with a hole: 4 GiB long, a few kilobytes on the disk.
    #expect(truncate(path, 128 + 8 << 29) == 0)
    let run = try Program.run(["game", "t.npy", "--index", "shapley"], in: scratch.path)
    #expect(run.code == 2)
    #expect(run.errors == "error: t.npy: a table of values has 0 to 28 players, not 29\n")
  }

  static let misuses: [(arguments: [String], error: String)] = [
    (
      ["--index", "shaply"],
      "no index `shaply`\n  did you mean `shapley`?\n  legal: moebius, co-moebius, or, shapley,"
        + " banzhaf, sii, k-sii, bii, stii, fsii, fbii, multi-order"
    ),
    (["--index", "sii", "--order", "4"], "`--order` must be 1, 2 or 3, not 4"),
    (["--index", "sii", "--top", "0"], "`--top` must be 1 or more, not 0"),
    (["--index", "sii", "--json", "--csv"], "`--json` and `--csv` exclude each other"),
    (["--index", "sii", "--names", "a,b"], "`--names` gives 2 names to 3 players"),
    (
      ["--index", "sii", "--names", "a,b,a"],
      "`--names` must give each player a name of its own"
    ),
    (
      ["--index", "sii", "--output", "x.csv"], "`--output` writes .npy files only, not x.csv"
    ),
  ]

  @Test("wrong options: the option and what is legal, exit code 2", arguments: misuses)
  func misuse(_ arguments: [String], _ error: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.table, to: "t.json")
    let run = try Program.run(["game", "t.json"] + arguments, in: scratch.path)
    #expect(run.code == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors == "error: \(error)\n")
  }

  @Test("files that are not there, of another kind, or the table itself")
  func files() throws {
    let scratch = try ScratchFolder()
    try scratch.write("a,b", to: "t.csv")
    let bytes = NumPyArray.bytes(of: Self.values, shape: [8])
    try Data(bytes).write(to: URL(fileURLWithPath: scratch.path + "/t.npy"))
    func errors(_ arguments: String...) throws -> String {
      let run = try Program.run(["game"] + arguments + ["--index", "or"], in: scratch.path)
      #expect(run.code == 2)
      return run.errors
    }
    #expect(try errors("no.npy") == "error: no.npy: no such file or directory\n")
    #expect(try errors("no.json") == "error: no.json: no such file or directory\n")
    #expect(try errors("t.csv") == "error: t.csv: neither .json nor .npy\n  \(Self.format)\n")
    #expect(
      try errors(
        "t.npy", "--output", "../" + (scratch.path as NSString).lastPathComponent + "/t.npy")
        == "error: `--output` would overwrite the table t.npy\n")
    #expect(FileManager.default.contents(atPath: scratch.path + "/t.npy") == Data(bytes))
  }
}
