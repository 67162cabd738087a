import Foundation
import TestSupport
import Testing

/// `runexp report` on real results.
@Suite("reports")
struct ReportTests {
  /// One run for all that is asked of its report: the run takes longer than the reports.
  @Test("of a finished study whose spec is gone")
  func ofAFinishedStudy() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text + "\n" + Self.claim, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    try FileManager.default.removeItem(atPath: scratch.path + "/tiny.yaml")
    try writesNothingElse(scratch)
    try isDeterministic(scratch)
    try goesToStandardOutput(scratch)
    try knowsTheStudies(scratch)
    try namesAChangedSpec(scratch)
  }

  private static let claim = """
    claims:
      as-accurate:
        says: "the \\"high\\" model is as accurate as the <normal> one"
        cite: "arXiv:2512.18607"
        effect: {of: accuracy.accuracy, where: {split: test, checkpoint: last}, contrast: [high, normal]}
        unit: seed
        within: 0.9
        min_units: 2
    """

  private func page(_ scratch: ScratchFolder, _ name: String) throws -> String {
    try String(contentsOfFile: scratch.path + "/" + name, encoding: .utf8)
  }

  /// A report needs neither the spec nor a place to write but its own file.
  private func writesNothingElse(_ scratch: ScratchFolder) throws {
    let before = try TreeState(of: scratch.path + "/results")
    let report = try Program.run(["report", "tiny", "-o", "one.html"], in: scratch.path)
    #expect(report.code == 0, "\(report.errors)")
    #expect(report.output == "report: one.html\n" && report.errors == "")
    #expect(try TreeState(of: scratch.path + "/results") == before)
    let page = try page(scratch, "one.html")
    #expect(page.contains("<h1>A study for tests</h1>"))
    #expect(page.contains("the \"high\" model is as accurate as the &lt;normal&gt; one"))
    #expect(page.contains("id=\"figure-1-fig-strength-by-order-gpDot\""))
    for section in [
      "verdicts", "figures", "results", "training", "failures", "graph", "cost", "runs",
      "provenance", "spec",
    ] {
      #expect(page.contains("<section id=\"\(section)\""), "no section \(section)")
    }
  }

  /// The same store gives the same bytes, also where the figures have to be drawn anew.
  private func isDeterministic(_ scratch: ScratchFolder) throws {
    for name in ["a.html", "b.html"] {
      #expect(try Program.run(["report", "tiny", "-o", name], in: scratch.path).code == 0)
    }
    #expect(try page(scratch, "a.html") == page(scratch, "b.html"))
    let copy = scratch.path + "/without-figures"
    try FileManager.default.copyItem(atPath: scratch.path + "/results", toPath: copy)
    try FileManager.default.removeItem(atPath: copy + "/figures")
    let report = try Program.run(
      ["report", "tiny", "-o", "c.html", "--results", copy], in: scratch.path)
    #expect(report.code == 0, "\(report.errors)")
    #expect(!FileManager.default.fileExists(atPath: copy + "/figures"))
    #expect(try page(scratch, "a.html") == page(scratch, "c.html"))
  }

  /// Standard output is a file too.
  private func goesToStandardOutput(_ scratch: ScratchFolder) throws {
    let report = try Program.run(["report", "tiny", "-o", "-"], in: scratch.path)
    #expect(report.output.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(report.output.hasSuffix("</html>\n"))
  }

  @Test("while a run writes, the report tells how far it is")
  func whileARunWrites() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "runexp: 1\nname: slow\nnoop: {count: 3, shape: chain, bytes: 10, seconds: 2}\n",
      to: "slow.yaml")
    let process = Program.process(["slow.yaml", "-j", "1"], in: scratch.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
      process.terminate()
      process.waitUntilExit()
    }
    for _ in 0..<400 {
      if try Program.run(["status"], in: scratch.path).output.contains("  running   noop/") {
        break
      }
      usleep(50_000)
    }
    let report = try Program.run(["report", "slow", "-o", "slow.html"], in: scratch.path)
    #expect(report.code == 0, "\(report.errors)")
    #expect(process.isRunning)
    let page = try page(scratch, "slow.html")
    #expect(page.contains(" of 3 stages of the plan finished."))
    #expect(page.contains(" and has not ended."))
  }

  @Test("a results folder that may only be read", .enabled(if: Namespace.canMount))
  func readOnly() throws {
    let scratch = try ScratchFolder()
    try scratch.write("runexp: 1\nname: quick\nnoop: {count: 2, bytes: 10}\n", to: "quick.yaml")
    #expect(try Program.run(["quick.yaml"], in: scratch.path).code == 0)
    let report = try Namespace.script(
      """
      mount --bind results results && mount -o remount,ro,bind results
      "$RUNEXP" report quick -o quick.html
      """, in: scratch.path)
    #expect(report.code == 0, "\(report.errors)")
    #expect(try page(scratch, "quick.html").contains("All 2 stages of the plan finished."))
  }

  @Test("stages that failed are told with what they printed, and the page is written")
  func failures() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "runexp: 1\nname: three\nnoop: {count: 3, shape: chain, bytes: 10, failing: [1]}\n",
      to: "three.yaml")
    #expect(try Program.run(["three.yaml"], in: scratch.path).code == 1)
    let report = try Program.run(["report", "three.yaml"], in: scratch.path)
    #expect(report.code == 0, "\(report.errors)")
    #expect(report.output == "report: three-report.html\n")
    let page = try page(scratch, "three-report.html")
    #expect(page.contains("1 stage failed, and 1 that need them were not run."))
    #expect(page.contains("<h3><code>noop/1</code></h3>"))
    #expect(!page.contains("<section id=\"verdicts\"") && !page.contains("<section id=\"figures\""))
  }

  /// A study that is not there, and a folder without results.
  private func knowsTheStudies(_ scratch: ScratchFolder) throws {
    let typo = try Program.run(["report", "tinny"], in: scratch.path)
    #expect(typo.code == 2)
    #expect(
      typo.errors == """
        error: there is no study `tinny` in results
          did you mean `tiny`?
          studies in it: tiny

        """)
    let nothing = try Program.run(["report", "tiny", "--results", "none"], in: scratch.path)
    #expect(nothing.code == 2)
    #expect(nothing.errors.hasPrefix("error: there is no results folder none\n"))
  }

  /// Title, figures and claims of a spec that was changed since its last run are the spec's.
  private func namesAChangedSpec(_ scratch: ScratchFolder) throws {
    let spec = TinyStudy.text.replacing("A study for tests", with: "Another title")
    try scratch.write(spec, to: "changed.yaml")
    let report = try Program.run(
      ["report", "changed.yaml", "-o", "changed.html"], in: scratch.path)
    #expect(report.code == 0)
    #expect(report.errors.hasPrefix("changed.yaml is not the spec of run "), "\(report.errors)")
    let page = try page(scratch, "changed.html")
    #expect(page.contains("<h1>Another title</h1>"))
    #expect(page.contains("<summary>As it is now</summary>"))
    #expect(!page.contains("<section id=\"verdicts\""))
  }
}

/// Every file below a folder with its size and time.
private struct TreeState: Equatable {
  var files: [String: [String]] = [:]

  init(of folder: String) throws {
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
      // Readers of SQLite's log have its index open, and may make or drop both.
      if name.hasSuffix("-wal") || name.hasSuffix("-shm") { continue }
      let facts = try FileManager.default.attributesOfItem(atPath: folder + "/" + name)
      if facts[.type] as? FileAttributeType == .typeDirectory { continue }
      files[name] = ["\(facts[.size] ?? 0)", "\(facts[.modificationDate] ?? 0)"]
    }
  }
}
