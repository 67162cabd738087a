import Base
import Foundation
import Testing

@testable import runexp

@Suite("the doctor")
struct DoctorTests {
  /// What every finding is about, and how it is.
  private static func findings(_ output: String) -> [String: String] {
    var found: [String: String] = [:]
    for line in output.split(separator: "\n") where !line.hasPrefix(" ") {
      let words = line.split(separator: " ", maxSplits: 2)
      if words.count == 3 { found[String(words[1])] = String(words[0]) }
    }
    return found
  }

  @Test("finds a used folder well, leaves nothing in it, and says the same as JSON")
  func healthy() throws {
    let scratch = try ScratchFolder()
    try scratch.write(NoopStudy.text(), to: "quiet.yaml")
    #expect(try Program.run(["quiet.yaml", "--results", "out"], in: scratch.path).code == 0)
    /// What is in the folder, but for the index that SQLite makes to read the store's log.
    func names() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out")
        .filter { !$0.hasPrefix("runexp.sqlite-") }.sorted()
    }
    let before = try names()
    let doctor = try Program.run(["doctor", "--results", "out"], in: scratch.path)
    let found = Self.findings(doctor.output)
    for area in ["processor", "sqlite", "folder", "disk", "store", "leases"] {
      #expect(found[area] == "ok", "\(area): \(doctor.output)")
    }
    for area in ["program", "blas", "gnuplot", "gzip", "curl", "space"] {
      #expect(found[area] != nil, "\(area): \(doctor.output)")
    }
    #expect(doctor.output.contains("out can be written\n"))
    #expect(doctor.output.contains("out/runexp.sqlite, schema 3, sound\n"))
    #expect(doctor.output.contains("no run is alive in the folder\n"))
    #expect(doctor.code == (found.values.contains("problem") ? 1 : 0))
    #expect(try names() == before)
    let json = try Program.run(["doctor", "--results", "out", "--json"], in: scratch.path)
    let value = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(value["schema"] as? Int == 1)
    #expect((value["findings"] as? [[String: Any]])?.count == found.count)
  }

  @Test("names a damaged store, a living run and what killed runs left, with what to do")
  func unhealthy() throws {
    let scratch = try ScratchFolder()
    let none = try Program.run(["doctor", "--results", "out"], in: scratch.path)
    #expect(
      none.output.contains("out is not there yet\n                    → the first run makes it"))
    try scratch.write(NoopStudy.text(count: 1, more: ", seconds: 60"), to: "quiet.yaml")
    let run = try LiveRun(["quiet.yaml", "--results", "out"], in: scratch.path)
    let attempts = scratch.path + "/out/stages/tmp"
    #expect(
      run.wait {
        ((try? FileManager.default.contentsOfDirectory(atPath: attempts)) ?? []).count == 1
      })
    let live = try Program.run(["doctor", "--results", "out"], in: scratch.path)
    #expect(live.output.contains("held by process \(run.pid) on "), "\(live.output)")
    kill(-run.pid, SIGKILL)
    _ = run.wait()
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: scratch.path + "/out/runexp.sqlite\(suffix)")
    }
    try scratch.write("no database at all, but more than a few words", to: "out/runexp.sqlite")
    let doctor = try Program.run(["doctor", "--results", "out"], in: scratch.path)
    #expect(doctor.code == 1)
    #expect(
      doctor.output.contains(
        """
        problem  store      it does not open: out/runexp.sqlite: file is not a database
                            → make it anew from the results: runexp rebuild

        """), "\(doctor.output)")
    #expect(
      doctor.output.contains("note     attempts   1 attempt left by killed runs, "),
      "\(doctor.output)")
    #expect(doctor.output.contains("no run is alive in the folder\n"))
  }

  @Test("says what is missing of the machine")
  func machine() {
    let facts = ["blas": "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH", "blas_core": "Haswell"]
    #expect(
      MachineCheckup.blas(facts, coreType: nil).lines == [
        "ok       blas       OpenBLAS 0.3.21, core type Haswell, 1 thread a worker"
      ])
    #expect(
      MachineCheckup.blas(facts, coreType: "Zen").lines == [
        "note     blas       OpenBLAS 0.3.21, core type Haswell, 1 thread a worker;"
          + " OPENBLAS_CORETYPE is set to Zen",
        "                    → bits are equal only between runs with the same core type: unset it"
          + " unless that is meant",
      ])
    #expect(MachineCheckup.sqlite("3.40.1", options: ["THREADSAFE=1"]).status == .ok)
    #expect(
      MachineCheckup.sqlite("3.36.0", options: ["THREADSAFE=1"]).lines == [
        "problem  sqlite     SQLite 3.36.0, THREADSAFE=1",
        "                    → install SQLite 3.37 or newer: the store's tables need it",
      ])
    #expect(MachineCheckup.sqlite("3.40.1", options: ["THREADSAFE=0"]).status == .problem)
    #expect(MachineCheckup.sqlite("3.40.1", options: ["OMIT_WAL"]).status == .problem)
    #expect(MachineCheckup.gnuplot(version: "gnuplot 5.4", missing: []).status == .ok)
    #expect(
      MachineCheckup.gnuplot(version: nil, missing: []).lines == [
        "problem  gnuplot    not installed: figures are not drawn",
        "                    → install it: apt-get install gnuplot-nox",
      ])
    #expect(
      MachineCheckup.gnuplot(version: "gnuplot 5.4", missing: ["pdfcairo"]).text
        == "gnuplot 5.4, without the terminals pdfcairo")
  }

  @Test("says what is amiss with the disk")
  func disk() {
    #expect(ResultsCheckup.space(free: 5 << 30) == .ok("space", "5.0 GiB free"))
    #expect(ResultsCheckup.space(free: 500 << 20).status == .note)
    #expect(ResultsCheckup.space(free: 50 << 20).status == .problem)
    let local = FileSystemKind(name: "ext4", isNetwork: false)
    #expect(ResultsCheckup.fileSystem(local, storePath: "s") == .ok("disk", "ext4, local"))
    let network = FileSystemKind(name: "NFS", isNetwork: true)
    #expect(
      ResultsCheckup.fileSystem(network, storePath: "/var/s").lines == [
        "note     disk       NFS, on a network: leases hold on one machine only",
        "                    → run from one machine at a time; the store lies at /var/s",
      ])
  }
}
