import Base
import Glibc
import Testing

@testable import Pipeline

/// What is kept of a run that goes on by itself.
@Suite struct RunFolderTests {
  private let results: TemporaryResults

  init() throws { results = try TemporaryResults() }

  private func record(_ run: String, since: Double) -> ControllerRecord {
    ControllerRecord(run: run, study: "a", since: since, command: "runexp a.yaml", store: "/s")
  }

  @Test func theProcessOfADetachedRunIsFoundByItsRun() throws {
    #expect(try results.folder.controllers() == [])
    let newer = record("r1", since: 12.5)
    #expect(newer.pid == ProcessIdentity.pid)
    let home = results.folder.run("r1")
    #expect(home.controller == nil)
    try home.make()
    try home.note(newer)
    try FileTree.makeFolder(results.folder.runs + "/r0/slurm")
    try FileTree.write(Array("{}".utf8), to: results.folder.runs + "/r1.json")
    let older = record("r2", since: 11)
    try results.folder.run("r2").make()
    try results.folder.run("r2").note(older)
    #expect(try results.folder.controllers() == [older, newer])
    #expect(try FileTree.names(in: home.path) == ["controller.json"])
  }

  @Test func howARunEndedIsKeptWhereItHasAFolder() throws {
    let home = results.folder.run("r1")
    try home.note(RunEnding(code: 1, at: 5))
    #expect(home.ending == nil)
    #expect(!FileTree.isFolder(home.path))
    try home.make()
    try home.note(RunEnding(code: 143, at: 5))
    #expect(home.ending == RunEnding(code: 143, at: 5))
  }

  @Test func theEndOfALogIsWholeLines() throws {
    let home = results.folder.run("r1")
    #expect(home.endOfLog() == "")
    try home.make()
    try FileTree.write(Array("one\ntwo\nthree\n".utf8), to: home.log)
    #expect(home.endOfLog() == "one\ntwo\nthree\n")
    #expect(home.endOfLog(count: 8) == "three\n")
  }
}

/// A process that goes on without us, played by the shell.
///
/// One at a time: a process has one way to take a hang-up.
@Suite(.serialized) struct DetachedProcessTests {
  private let results: TemporaryResults
  private var log: String { results.folder.path + "/log" }

  init() throws {
    results = try TemporaryResults()
    try FileTree.makeFolder(results.folder.path)
  }

  private func ending(_ process: DetachedProcess) -> Int32 {
    while true {
      if let code = process.ending() { return code }
      usleep(1000)
    }
  }

  private func start(_ script: String) throws -> DetachedProcess {
    try DetachedProcess("/bin/sh", arguments: ["sh", "-c", script], log: log)
  }

  private var lines: [String] {
    get throws {
      String(decoding: try FileTree.read(log), as: UTF8.self).split(separator: "\n")
        .map(String.init)
    }
  }

  @Test func itLeadsASessionAndHasNothingOfOursOpen() throws {
    let inherited = open("/dev/null", O_RDONLY)
    defer { close(inherited) }
    // Fields of proc(5): state, parent, group, session.
    let process = try start(
      "echo $$; cut -d' ' -f6 /proc/$$/stat; readlink /proc/$$/fd/0; ls /proc/$$/fd; echo no >&2; exit 3"
    )
    #expect(ending(process) == 3)
    #expect(
      try lines
        == ["\(process.pid)", "\(process.pid)", "/dev/null", "0", "1", "2", "no"])
  }

  @Test func itDoesNotHearOfHangUpsAndEndsWhenAskedTo() throws {
    let process = try start("kill -HUP $$; echo still here; kill -TERM $$; sleep 9")
    #expect(ending(process) == 128 + SIGTERM)
    #expect(try lines == ["still here"])
    // We do hear of them.
    let ours = signal(SIGHUP, SIG_DFL)
    signal(SIGHUP, ours)
    #expect(unsafeBitCast(ours, to: Int.self) == unsafeBitCast(SIG_DFL, to: Int.self))
  }

  @Test func itIsAskedToEnd() throws {
    let process = try start("echo begun; exec sleep 60")
    while try !lines.contains("begun") { usleep(1000) }
    process.terminate()
    #expect(ending(process) == 143)
  }

  @Test func aProgramThatIsNotThereIsTold() throws {
    let error = #expect(throws: FileError.self) {
      try DetachedProcess("/no/such", arguments: ["x"], log: log)
    }
    #expect(error?.description == "/no/such: no such file or directory")
  }
}
