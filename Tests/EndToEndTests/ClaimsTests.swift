import Foundation
import TestSupport
import Testing

/// What `runexp claims` says of what the store holds, and what a script can check.
@Suite("claims")
struct ClaimsTests {
  private static let claims = """

    claims:
      grows:
        says: training makes order 0 no weaker by a hundred
        effect: {of: strength.S, where: {context_order: 0, variant: normal}, contrast: {checkpoint: [2, 0]}}
        at_least: -100
        min_units: 2
      accurate:
        says: the network is never right
        cite: "arXiv:2512.18607"
        effect: {of: accuracy.accuracy, where: {checkpoint: last, split: train, variant: normal}}
        at_least: 2
        min_units: 2
        expects: not-reproduced
      untested:
        says: nobody knows
        effect: {of: training.loss, where: {checkpoint: 2, split: train, variant: normal}}
        at_most: 9
        min_units: 3
        expects: inconclusive
    """

  private func finished() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text + Self.claims, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml", "-j", "1", "--check-claims"], in: scratch.path)
    #expect(run.code == 6, "\(run.errors)")
    return scratch
  }

  @Test("verdicts, registration, self-test and sentences come from the store alone")
  func table() throws {
    let scratch = try finished()
    let found = try Program.run(["claims", "tiny.yaml"], in: scratch.path)
    #expect(found.code == 0, "\(found.errors)")
    let lines = found.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 13, "\(found.output)")
    #expect(lines[1].hasPrefix("grows     reproduced "), "\(found.output)")
    #expect(lines[1].hasSuffix("  2 seeds  registered"), "\(found.output)")
    #expect(lines[2].hasPrefix("accurate  not reproduced "), "\(found.output)")
    #expect(lines[3].hasPrefix("untested  not evaluable "), "\(found.output)")
    #expect(
      lines[4...].joined(separator: "\n") == """
        grows: cannot fail: it is reproduced with its arms swapped too; raise the threshold, or say \
        `within` if the arms are to be alike
        untested: 2 units, fewer than the 3 needed
        untested: expected inconclusive
        self-test: 0 of 1 reproduced contrasts are not reproduced with their arms swapped

        grows: training makes order 0 no weaker by a hundred
        accurate: the network is never right (arXiv:2512.18607)
        untested: nobody knows

        """)
    let markdown = try Program.run(["claims", "tiny.yaml", "--md"], in: scratch.path)
    #expect(
      markdown.output.hasPrefix(
        """
        | claim | verdict | effect | interval (Holm) | needed | p | p (Holm) | units | made |
        | --- | --- | ---: | ---: | --- | ---: | ---: | ---: | --- |
        | grows | reproduced | 
        """.trimmingCharacters(in: .whitespaces)), "\(markdown.output)")
  }

  @Test("a script sees the same, and exit code 6 while a verdict is not the one expected")
  func checked() throws {
    let scratch = try finished()
    let before = scratch.files(named: "runexp.sqlite", below: "results")
    let json = try Program.run(
      ["claims", "tiny.yaml", "--json", "--check-claims"], in: scratch.path)
    #expect(json.code == 6)
    for part in [
      "\"schema\":1", "\"study\":\"tiny\"", "\"as_expected\":false",
      "\"self_test\":\"cannot fail\"", "\"self_test\":\"not applicable\"",
      "\"unit_of_inference\":{\"count\":2,\"samples\":4,\"unit\":\"seed\"}",
    ] {
      #expect(json.output.contains(part), "\(part) in \(json.output)")
    }
    #expect(scratch.files(named: "runexp.sqlite", below: "results") == before)
    let text = try String(contentsOfFile: scratch.path + "/tiny.yaml", encoding: .utf8)
    try scratch.write(
      text.replacingOccurrences(of: "min_units: 3", with: "min_units: 2")
        .replacingOccurrences(of: "expects: inconclusive", with: "expects: reproduced"),
      to: "tiny.yaml")
    let all = try Program.run(["claims", "tiny.yaml", "--check-claims"], in: scratch.path)
    #expect(all.code == 0, "\(all.output)")
    #expect(all.output.contains("  not registered\n"), "\(all.output)")
    #expect(
      all.output.contains(
        "untested: was not-evaluable when it was last judged, on other numbers or in other words"))
    // Made after its data, and that is remembered.
    #expect(try Program.run(["tiny.yaml"], in: scratch.path).code == 0)
    let changed = try Program.run(["claims", "tiny.yaml"], in: scratch.path)
    #expect(changed.output.contains("changed after data ("), "\(changed.output)")
    try FileManager.default.removeItem(atPath: scratch.path + "/results/runexp.sqlite")
    #expect(try Program.run(["rebuild"], in: scratch.path).code == 0)
    let rebuilt = try Program.run(["claims", "tiny.yaml"], in: scratch.path)
    #expect(rebuilt.output == changed.output)
  }

  @Test("a claim whose measurement the spec changed is stale")
  func stale() throws {
    let scratch = try finished()
    let found = try Program.run(
      ["claims", "tiny.yaml", "--set", "samples.pool.per-class=2", "--check-claims"],
      in: scratch.path)
    #expect(found.code == 6)
    let lines = found.output.split(separator: "\n")
    #expect(lines[1].hasPrefix("grows     stale "), "\(found.output)")
    #expect(lines[2].hasPrefix("accurate  not reproduced "), "\(found.output)")
    #expect(
      lines.contains(
        "grows: the store's `strength` is not of this spec; run it to judge it anew"),
      "\(found.output)")
  }

  @Test("without results, or with two formats, it says what to do")
  func refusals() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let none = try Program.run(["claims", "tiny.yaml"], in: scratch.path)
    #expect(none.code == 2)
    #expect(
      none.errors == """
        error: there are no results of `tiny` in results
          run it first: runexp tiny.yaml
          or name another folder: --results DIR

        """)
    let both = try Program.run(["claims", "tiny.yaml", "--json", "--md"], in: scratch.path)
    #expect(both.code == 2)
    #expect(
      both.errors.hasPrefix("Error: --json and --md exclude each other: choose one"),
      "\(both.errors)")
  }
}
