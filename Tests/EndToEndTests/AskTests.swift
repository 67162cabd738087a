import Foundation
import TestSupport
import Testing

/// What lists, shows and annotates results.
@Suite("list, show, tag, note")
struct AskTests {
  private static func ask(_ scratch: ScratchFolder, _ arguments: String...) throws -> Program.Result
  {
    try Program.run(arguments + ["--results", "out"], in: scratch.path)
  }

  private static func tiny() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    let text = TinyStudy.text.replacing("sweep: {seed: [0, 1]}", with: "sweep: {seed: [0]}")
    try scratch.write(text, to: "tiny.yaml")
    let run = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    return scratch
  }

  private static func json(_ result: Program.Result) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    return try #require(object as? [String: Any])
  }

  @Test("cells, stages and what they measured, as a person and a script read them")
  func finishedStudy() throws {
    let scratch = try Self.tiny()
    let store = URL(fileURLWithPath: scratch.path + "/out/runexp.sqlite")
    let before = try Data(contentsOf: store)
    let list = try Self.ask(scratch, "list")
    #expect(list.code == 0, "\(list.errors)")
    let lines = list.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.first?.hasPrefix("cell                   state     ") == true, "\(list.output)")
    for column in ["accuracy.train", "accuracy.test", "strength.v-effect"] {
      #expect(lines.first?.contains(column) == true, "\(list.output)")
    }
    #expect(lines.last?.hasPrefix("variant=high,seed=0    finished") == true, "\(list.output)")
    let filtered = try Self.ask(
      scratch, "list", "--where", "strength.J[context_order=0] > 0 and variant = 'high'",
      "--columns", "cell,accuracy.test@2", "--csv", "--sort", "-accuracy.test")
    #expect(filtered.output.hasPrefix("cell,accuracy.test@2\r\n\"variant=high,seed=0\",0."))
    #expect(filtered.output.split(separator: "\r\n").count == 2)
    let wrong = try Self.ask(scratch, "list", "--where", "strength.J > 1")
    #expect(wrong.code == 2)
    #expect(
      wrong.errors == """
        --where:1:1: error: `strength.J` is 5 numbers a cell
          strength.J > 1
          ^~~~~~~~~~
          fix what tells them apart, such as `strength.J[context_order=0]`
          context_order: 0, 1, 2, 3, 4

        """)

    let cell = try Self.ask(scratch, "show", "tiny:variant=normal,seed=0")
    #expect(
      cell.output.hasPrefix(
        """
        cell tiny:variant=normal,seed=0
          variant     normal
          seed        0
          stages      13 of 13 finished

        """), "\(cell.output)")
    #expect(cell.output.contains("\n  strength  J[context_order=0]"), "\(cell.output)")
    #expect(cell.output.contains("\n  finished  summary/strength/normal/seed=0@2\n"))
    let members = try Self.json(Self.ask(scratch, "show", "variant=normal,seed=0", "--json"))
    #expect(members["schema"] as? Int == 1)
    let metrics = try #require(members["metrics"] as? [[String: Any]])
    let epochs = metrics.filter { $0["metric"] as? String == "v-empty" }
    #expect(epochs.compactMap { $0["checkpoint"] as? Int } == [0, 1, 2])
    #expect(epochs.compactMap { $0["n"] as? Int } == [30, 30, 30])

    let stage = try Self.ask(scratch, "show", "measure/accuracy/normal/seed=0@2")
    #expect(stage.output.hasPrefix("stage measure/accuracy/normal/seed=0@2\n  key         "))
    for part in [
      "\n  kind        measure, version ", "\ninputs:\n", "\noutputs:\n  metrics.bin, ",
      "\nrows of:\n  tiny:variant=normal,seed=0, accuracy@2\n", "\n  accuracy[split=test] ",
    ] { #expect(stage.output.contains(part), "\(part) in \(stage.output)") }
    let facts = try Self.json(Self.ask(scratch, "show", "train/normal/seed=0@2", "--json"))
    #expect((facts["dependants"] as? [[String: Any]])?.isEmpty == false)
    #expect(facts["state"] as? String == "finished")
    let key = try #require(facts["key"] as? String)
    #expect(
      try Self.json(Self.ask(scratch, "show", String(key.prefix(12)), "--json"))["key"] as? String
        == key)

    let run = try Self.ask(scratch, "show", "last")
    for part in ["  study       tiny\n", "  status      finished\n", " cached, ", "environment:\n"]
    {
      #expect(run.output.contains(part), "\(part) in \(run.output)")
    }
    let overview = try Self.ask(scratch, "show")
    #expect(
      overview.output.hasPrefix("out/runexp.sqlite\n  holds       1 study, "), "\(overview.output)")
    #expect(
      try Self.ask(scratch, "show", "tiny").output.hasPrefix(
        "study tiny\n  title       A study for tests\n"))
    let unknown = try Self.ask(scratch, "show", "train/normal/seed=0@3")
    #expect(unknown.code == 2)
    #expect(
      unknown.errors == """
        error: no run, study, cell or stage `train/normal/seed=0@3` in the store
          did you mean `train/normal/seed=0@0`?
          `runexp list` lists cells, with --runs runs, with --stages stages

        """, "\(unknown.errors)")
    #expect(try Data(contentsOf: store) == before)
  }

  @Test("a run that failed says what failed and why")
  func failedRun() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(more: ", failing: [2]"), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 1)
    let run = try Self.ask(scratch, "show", "last")
    #expect(
      run.output.contains(
        "  stages      4 planned, 0 cached, 2 finished, 1 failed, 1 skipped, 0 stopped, 0 excluded\n"
      ),
      "\(run.output)")
    #expect(
      run.output.contains("failed:\n  noop/2: the spec asks for this failure (noop.failing)\n"),
      "\(run.output)")
    let runs = try Self.ask(
      scratch, "list", "--runs", "--where", "failed > 0", "--columns", "study,state,failed", "--md")
    #expect(
      runs.output == """
        | study | state | failed |
        | --- | --- | ---: |
        | quiet | failed | 1 |

        """)
    let stages = try Self.ask(
      scratch, "list", "--stages", "--where", "state = 'finished'", "--columns", "stage,kind")
    #expect(stages.output == "stage   kind\nnoop/0  noop\nnoop/1  noop\n")
  }

  @Test("tags and notes are files, survive a rebuild, and go with their study")
  func annotations() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    #expect(try Self.ask(scratch, "tag", "noop/1", "best", "checked").output == "best, checked\n")
    #expect(try Self.ask(scratch, "tag", "noop/1", "best").output == "best, checked\n")
    #expect(try Self.ask(scratch, "tag", "quiet", "mine").output == "mine\n")
    let hostile = "two\nlines, \"quotes\" 'and' `code` größer 図"
    #expect(try Self.ask(scratch, "note", "last", hostile).code == 0)
    let notes = try #require(
      try Self.json(Self.ask(scratch, "note", "last", "--json"))["annotations"] as? [[String: Any]])
    #expect(notes.map { $0["text"] as? String } == [hostile])
    #expect(
      try Self.ask(scratch, "note").output.hasSuffix(
        ": two\\nlines, \"quotes\" 'and' `code` größer 図\n"))
    let tagged = ["list", "--stages", "--where", "tag:best", "--columns", "stage,tags", "--csv"]
    let found = try Program.run(tagged + ["--results", "out"], in: scratch.path)
    #expect(found.output == "stage,tags\r\nnoop/1,best checked\r\n")

    let rebuild = try Self.ask(scratch, "rebuild")
    #expect(
      rebuild.output.hasSuffix(
        "1 run of quiet, and 4 tags and notes\nthe old store held the same\n"), "\(rebuild.output)")
    let store = scratch.path + "/out/runexp.sqlite"
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: store + suffix)
    }
    #expect(try Self.ask(scratch, "rebuild").code == 0)
    #expect(
      try Program.run(tagged + ["--results", "out"], in: scratch.path).output == found.output)

    let wrong = try Self.ask(scratch, "tag", "noop/1", "bst", "--remove")
    #expect(wrong.code == 2)
    #expect(
      wrong.errors.hasSuffix(
        " has no tag `bst`\n  did you mean `best`?\n  its tags: best, checked\n"))
    #expect(try Self.ask(scratch, "tag", "noop/1", "best", "--remove").output == "checked\n")
    let files = scratch.path + "/out/annotations"
    #expect(try FileManager.default.contentsOfDirectory(atPath: files).count == 3)
    #expect(try Self.ask(scratch, "gc").code == 0)
    #expect(try Self.ask(scratch, "verify").code == 0)
    let dryRun = try Self.ask(scratch, "rm", "quiet", "--dry-run")
    #expect(dryRun.output.contains("\n  2 tags, 1 note\n"), "\(dryRun.output)")
    #expect(try Self.ask(scratch, "rm", "quiet", "--yes").code == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: files) == [])
    #expect(try Rows.numbers("SELECT count(*) FROM annotation", in: store) == [0])
  }

  @Test("a tag is given while a run writes, not while a command needs the folder alone")
  func besideARun() throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      NoopStudy.text(count: 200, shape: "wide", more: ", seconds: 0.05"), to: "quiet.yaml")
    let run = try LiveRun(["quiet.yaml", "--results", "out", "-j", "1"], in: scratch.path)
    #expect(run.wait { scratch.files(named: "done.json", below: "out/stages").count >= 3 })
    let tag = try Self.ask(scratch, "tag", "noop/150", "early")
    #expect(tag.output == "early\n", "\(tag.errors)")
    #expect(run.isAlive)
    kill(-run.pid, SIGKILL)
    _ = run.wait()
    let lock = open(scratch.path + "/out/locks/folder.lock", O_RDWR)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let refused = try Self.ask(scratch, "tag", "noop/150", "late")
    #expect(refused.code == 4)
    #expect(refused.errors.hasPrefix("error: out is needed alone by "), "\(refused.errors)")
    #expect(refused.errors.hasSuffix("; wait for the end\n"))
    #expect(try Self.ask(scratch, "tag", "noop/150").output == "early\n")
  }

  @Test("an annotation's file that cannot be read is told and left out of a rebuild")
  func damagedFile() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    #expect(try Self.ask(scratch, "tag", "quiet", "mine").code == 0)
    try scratch.write("{\"schema\":1}", to: "out/annotations/x.json")
    let rebuild = try Self.ask(scratch, "rebuild")
    #expect(rebuild.code == 0)
    #expect(
      rebuild.errors == "left out: out/annotations/x.json: not a tag or a note, or renamed\n")
    #expect(try Self.ask(scratch, "tag", "quiet").output == "mine\n")
  }

  @Test("wrong usage is refused with what is legal")
  func usage() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    let cases: [([String], String)] = [
      (
        ["tag", "quiet", "not a word"],
        "Error: a tag consists of letters, digits, `-`, `_` and `.`, not `not a word`\n"
      ),
      (["tag", "quiet", "--remove"], "Error: --remove needs the tags to remove\n"),
      (["note", "quiet", ""], "Error: the note is empty\n"),
      (["list", "--csv", "--json"], "Error: --json, --csv and --md exclude each other\n"),
      (["list", "--runs", "--stages"], "Error: --runs, --cells and --stages exclude each other\n"),
      (["list", "--limit", "-1"], "Error: "),
      (["query", "SELECT 1", "--timeout", "soon"], "Error: --timeout: write a duration"),
      (
        ["list", "--study", "quit"],
        "error: no study `quit` in the store\n  did you mean `quiet`?\n"
      ),
      (["list", "--sort", "cell,study"], "error: --sort takes one name, not 2\n"),
      (
        ["list", "--runs", "--sort", "tiem"],
        """
        --sort:1:1: error: unknown name `tiem`
          tiem
          ^~~~
          names: run, study, state, started, finished, seconds, planned, cached, done, failed, \
        skipped, excluded, jobs, command, tags

        """
      ),
    ]
    for (arguments, text) in cases {
      let result = try Program.run(arguments + ["--results", "out"], in: scratch.path)
      #expect(result.code == 2, "\(arguments)")
      #expect(result.errors.hasPrefix(text), "\(arguments): \(result.errors)")
    }
  }
}
