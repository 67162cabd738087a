import Base
import Foundation
import TestSupport
import Testing

/// `runexp inspect` as a user types it.
@Suite("inspecting samples")
struct InspectTests {
  /// The tiny study with a measurement that keeps interactions, one that does not, and a larger grid.
  private static let spec =
    TinyStudy.text
    .replacingOccurrences(
      of: "players: {patches: {grid: [2, 3]}}",
      with: "players: {patches: {grid: [2, 3]}, fine: {grid: [5, 5]}}"
    )
    .replacingOccurrences(
      of: "\nmeasure:\n",
      with: """

        measure:
          dividends: {metric: harsanyi, of: main, at: [2], samples: pool, players: patches}
          coarse: {metric: multi-order-interaction, of: main, at: [2], samples: pool, players: fine, estimate: sampled, contexts: 2, pairs: 4}

        """)

  private struct Fixture {
    let scratch: ScratchFolder
    var spec = InspectTests.spec

    init() throws {
      scratch = try ScratchFolder()
      try scratch.write(spec, to: "tiny.yaml")
      let run = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
      #expect(run.code == 0, "\(run.errors)")
    }

    func inspect(_ arguments: String...) throws -> Program.Result {
      try Program.run(["inspect", "tiny", "--results", "out"] + arguments, in: scratch.path)
    }

    func json(_ arguments: String...) throws -> Value {
      let result = try Program.run(
        ["inspect", "tiny", "--results", "out", "--json"] + arguments, in: scratch.path)
      #expect(result.code == 0, "\(result.errors)")
      return try Value(json: Array(result.output.utf8))
    }

    /// The number of a sample of the pool.
    func pooled() throws -> Int {
      let store = scratch.path + "/out/runexp.sqlite"
      return Int(
        try #require(
          Rows.numbers("SELECT sample FROM metrics WHERE sample IS NOT NULL LIMIT 1", in: store)
            .first))
    }
  }

  @Test("recorded, of recorded values and computed now give the same numbers; they add up")
  func sources() throws {
    let fixture = try Fixture()
    let sample = "main.train/\(try fixture.pooled())"
    let recorded = try fixture.json("--model", "main@2", "--sample", sample, "--top", "64")
    #expect(recorded["source"] == "recorded")
    #expect(recorded["measure"] == "dividends")
    #expect(recorded["matching_cells"] == 4)
    // At epoch 1 only `strength` was measured, which keeps values.
    let values = try fixture.json("--model", "main@1", "--sample", sample, "--top", "64")
    #expect(values["source"] == "recorded-values")
    for answer in [recorded, values] {
      let players = try #require(answer["players"]?.list)
      #expect(players.count == 6)
      let shares = players.compactMap { $0["shapley_value"]?.number }.reduce(0, +)
      let all = try #require(answer["v_all"]?.number)
      let none = try #require(answer["v_none"]?.number)
      expectClose(shares, all - none, absolute: 1e-4)
      let sets = try #require(answer["interactions"]?.list)
      let sum = sets.compactMap { $0["value"]?.number }.reduce(0, +)
      expectClose(sum, all - none, absolute: 1e-4)
      let sizes = sets.compactMap { $0["value"]?.number }.map(abs)
      #expect(sizes == sizes.sorted(by: >))
    }
  }

  @Test("a sample nobody measured is computed; nothing is written into the folder")
  func computed() throws {
    let fixture = try Fixture()
    func listing() -> [String] {
      // Readers of a write-ahead log keep its index beside the store.
      (FileManager.default.subpaths(atPath: fixture.scratch.path + "/out") ?? []).sorted()
        .filter { !$0.hasPrefix("runexp.sqlite-") }
    }
    let before = listing()
    let unknown = try fixture.inspect("--model", "main@2", "--sample", "main.test/-1")
    #expect(unknown.code == 2)
    let range = try #require(unknown.errors.firstRange(of: "numbered from "))
    let first = unknown.errors[range.upperBound...].prefix { $0.isNumber }
    #expect(
      unknown.errors.hasPrefix(
        "error: main.test has no sample -1\n  it has 50 samples, numbered from \(first) to "))
    let sample = "main.test/\(first)"
    let answer = try fixture.json(
      "--model", "main@last", "--sample", sample, "--variant", "high", "--seed", "1")
    #expect(answer["source"] == "computed")
    #expect(answer["cell"] == "variant=high,seed=1")
    #expect(answer["checkpoint"] == 2)
    #expect(answer["matching_cells"] == 1)
    let shown = try fixture.inspect("--model", "main", "--sample", sample, "-o", "a.svg")
    #expect(shown.code == 0, "\(shown.errors)")
    #expect(
      shown.output.contains(
        "\(sample) seen by main@2 of tiny, cell variant=normal,seed=0 (the first of 4"))
    #expect(shown.output.contains("strongest interactions, computed now:"))
    #expect(shown.output.hasSuffix("drawn in a.svg\n"))
    let svg = try String(contentsOfFile: fixture.scratch.path + "/a.svg", encoding: .utf8)
    #expect(svg.hasPrefix("<?xml") && svg.contains("data:image/png;base64,"))
    _ = try fixture.inspect("--model", "main", "--sample", sample, "-o", "b.svg")
    #expect(try String(contentsOfFile: fixture.scratch.path + "/b.svg", encoding: .utf8) == svg)
    let fine = try fixture.json("--model", "main@2", "--sample", sample, "--players", "fine")
    #expect(fine["source"] == "none")
    #expect(fine["players"]?.list?.count == 25)
    #expect(fine["interactions"] == [])
    #expect(listing() == before)
  }

  struct Mistake: CustomStringConvertible, Sendable {
    var arguments: [String]
    var errors: String
    var description: String { arguments.joined(separator: " ") }
  }

  static let mistakes = [
    Mistake(
      arguments: ["--model", "mian@2", "--sample", "main.test/1"],
      errors: """
        error: there is no model `mian` in cell variant=normal,seed=0
          did you mean `main`?
          legal: main

        """),
    Mistake(
      arguments: ["--model", "main@3", "--sample", "main.test/1"],
      errors: """
        error: model main has no checkpoint 3
          checkpoints: 0; 1; 2

        """),
    Mistake(
      arguments: ["--model", "main@x", "--sample", "main.test/1"],
      errors: """
        error: `main@x` names no checkpoint of a model
          write main@20, or main@last for its last one

        """),
    Mistake(
      arguments: ["--model", "main@2", "--sample", "main/1"],
      errors: """
        error: `main/1` names no sample
          write DATA.SPLIT/NUMBER, such as main.test/17; numbers are those of `metrics`

        """),
    Mistake(
      arguments: ["--model", "main@2", "--sample", "main.tset/1"],
      errors: """
        error: there is no split `tset` in main
          did you mean `test`?
          legal: test; train

        """),
    Mistake(
      arguments: ["--model", "main@2", "--sample", "other.test/1"],
      errors: """
        error: there is no data `other` in what main is trained or measured on
          legal: main

        """),
    Mistake(
      arguments: ["--model", "main@2", "--sample", "main.test/1", "--players", "finer"],
      errors: """
        error: there is no players `finer` in the measurements of main
          did you mean `fine`?
          legal: fine; patches

        """),
    Mistake(
      arguments: [
        "--model", "main@2", "--sample", "main.test/1", "--cell", "variant=normal,seed=7",
      ],
      errors: """
        error: study tiny has no such cell
          did you mean `variant=normal,seed=0`?
          cells: variant=normal,seed=0; variant=normal,seed=1; variant=high,seed=0; variant=high,seed=1

        """),
  ]

  @Test("what is not there is told with what is, and what is evicted with how it comes back")
  func mistakes() throws {
    let fixture = try Fixture()
    for mistake in Self.mistakes {
      let result = try Program.run(
        ["inspect", "tiny", "--results", "out"] + mistake.arguments, in: fixture.scratch.path)
      #expect(result.code == 2, "\(mistake)")
      #expect(result.errors == mistake.errors)
    }
    // An archive without weights: the checkpoint has to be made again.
    for arguments in [
      ["export", "tiny", "--results", "out", "--without", "weights"],
      ["import", "tiny.runexp.tar", "--results", "in"],
    ] { #expect(try Program.run(arguments, in: fixture.scratch.path).code == 0) }
    let arguments = [
      "inspect", "tiny", "--results", "in", "--model", "main@2", "--sample",
      "main.train/\(try fixture.pooled())",
    ]
    let evicted = try Program.run(arguments, in: fixture.scratch.path)
    #expect(evicted.code == 2)
    #expect(
      evicted.errors == """
        error: checkpoint.safetensors of stage train/normal/seed=0@2 was removed to save space
          make it again: runexp SPEC.yaml --only train/normal/seed=0@2

        """)
    let again = try Program.run(
      ["tiny.yaml", "--only", "train/normal/seed=0@2", "--results", "in"], in: fixture.scratch.path)
    #expect(again.code == 0, "\(again.errors)")
    #expect(try Program.run(arguments, in: fixture.scratch.path).code == 0)
  }
}
