import Foundation
import TestSupport
import Testing

/// Results folders that are full or may only be read, as mounts.
@Suite("a results folder that cannot be written")
struct FullDiskTests {
  /// Stages that write 100 bytes, and one of another size.
  private static func noop(_ size: String) -> String {
    """
    runexp: 1
    name: n
    noop: {count: 1}
    sweep: {noop.bytes: [100, \(size), 200]}
    """
  }

  @Test(
    "a stage that fills the disk fails alone, its space comes back, and a larger disk mends it",
    .enabled(if: Namespace.canMount))
  func oneStageFillsTheDisk() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.noop("30000000"), to: "n.yaml")
    let run = try Namespace.script(
      """
      mkdir out; mount -t tmpfs -o size=8m none out
      $RUNEXP n.yaml --results out -j 1 2> errors || echo code $?
      grep -c 'failed: .*: no space left on device' errors
      ls out/stages/tmp; ls -d out/stages/*/*/done.json | wc -l
      [ $(df --output=avail out | tail -1) -gt 6000 ] && echo space is back
      mount -o remount,size=100m out
      $RUNEXP n.yaml --results out 2>> errors || echo code $?
      """, in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(lines.first?.hasPrefix("2 of 3 stages run in ") == true, "\(run.output)")
    #expect(lines.contains("code 1"))
    #expect(lines.contains("space is back"))
    #expect(run.output.contains("1 of 1 stage run in "))
    #expect(!run.output.contains("code 5"))
  }

  @Test(
    "a disk that is full in the middle of a run ends it with words, and the store opens afterwards",
    .enabled(if: Namespace.canMount), arguments: [1, 2])
  func diskIsFull(jobs: Int) throws {
    let scratch = try ScratchFolder()
    try scratch.write(
      "runexp: 1\nname: n\nnoop: {count: 300, bytes: 20000}\n", to: "n.yaml")
    let run = try Namespace.script(
      """
      mkdir out; mount -t tmpfs -o size=3m none out
      $RUNEXP n.yaml --results out -j \(jobs) > first 2> errors || echo code $?
      grep -c -e 'no space left on device' -e 'disk is full' errors
      mount -o remount,size=60m out
      $RUNEXP n.yaml --results out > second 2>> errors || echo code $?
      $RUNEXP plan n.yaml --results out --check > plan
      tail -1 plan; ls out/stages/tmp
      """, in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n")
    #expect(["code 1", "code 5"].contains(lines.first), "\(run.output)")
    #expect(!lines.dropFirst().contains { $0.hasPrefix("code") }, "\(run.output)")
    #expect(lines.last == "300 stages: 0 to run, 300 cached, 0 blocked", "\(run.output)")
  }

  @Test(
    "a folder that is full at the start is an error with code 5", .enabled(if: Namespace.canMount))
  func fullAtTheStart() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.noop("300"), to: "n.yaml")
    let run = try Namespace.script(
      """
      mkdir out; mount -t tmpfs -o size=64k none out
      head -c 64k /dev/zero > out/ballast || true
      $RUNEXP n.yaml --results out || echo code $?
      rm out/ballast; mount -o remount,size=20m out
      $RUNEXP n.yaml --results out || echo code $?
      """, in: scratch.path)
    #expect(run.output.hasPrefix("code 5\n3 of 3 stages run in "), "\(run.output)\(run.errors)")
    let words = ["no space left on device", "the disk is full: make room, then the same command"]
    #expect(words.contains { run.errors.contains($0) }, "\(run.errors)")
  }

  @Test(
    "where nothing may be written, a finished study is shown and an unfinished one refused",
    .enabled(if: Namespace.canMount))
  func readOnly() throws {
    let scratch = try ScratchFolder()
    try scratch.write(TinyStudy.text, to: "tiny.yaml")
    let first = try Program.run(["tiny.yaml", "--results", "out"], in: scratch.path)
    #expect(first.code == 0, "\(first.errors)")
    let run = try Namespace.script(
      """
      mount --bind out out; mount -o remount,bind,ro out
      $RUNEXP plan tiny.yaml --results out | tail -1
      $RUNEXP tiny.yaml --results out || echo code $?
      $RUNEXP tiny.yaml --results out --set training.batch=16 || echo code $?
      """, in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.contains("0 to run") == true, "\(run.output)")
    #expect(lines[1].hasPrefix("up to date: "), "\(run.output)")
    // The same tables as the run that could write.
    let table = try #require(first.output.split(separator: "\n").first { $0.contains("±") })
    #expect(run.output.contains(table))
    #expect(run.output.hasSuffix("code 5\n"), "\(run.output)")
    #expect(
      run.errors == """
        out: read-only file system: nothing is recorded and no figure drawn
        error: the results folder out cannot be used: out: read-only file system
          choose another with --results

        """)
  }

  @Test("a store elsewhere is made, used and named")
  func storeElsewhere() throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.noop("300"), to: "n.yaml")
    let arguments = ["n.yaml", "--results", "out", "--store", "db/n.sqlite"]
    let run = try Program.run(arguments, in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.hasSuffix("\nstore: db/n.sqlite\n"))
    let files = FileManager.default
    #expect(files.fileExists(atPath: scratch.path + "/db/n.sqlite"))
    #expect(!files.fileExists(atPath: scratch.path + "/out/runexp.sqlite"))
  }
}
