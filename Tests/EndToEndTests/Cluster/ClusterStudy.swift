import Foundation
import TestSupport
import Testing

/// A study in a folder of its own, run on a cluster.
final class ClusterStudy {
  let scratch: ScratchFolder
  /// What programs need to find the cluster.
  private let environment: [String: String]

  /// Writes the spec and a profile for tests: short intervals, little memory, one minute a task;
  /// `profile` says what else or otherwise.
  init(
    _ spec: String, on environment: [String: String], profile: KeyValuePairs<String, String> = [:]
  ) throws {
    scratch = try ScratchFolder()
    self.environment = environment
    try write(spec)
    var settings = ["poll": "0.5s", "settle": "3s", "memory": "100MiB", "time": "60s"]
    for (name, value) in profile { settings[name] = value }
    let lines = settings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }
    try scratch.write(lines.joined(), to: "cluster.yaml")
  }

  /// Writes another spec in place of the first.
  func write(_ spec: String) throws { try scratch.write(spec, to: "study.yaml") }

  private static let command = ["study.yaml", "--results", "out", "--on", "cluster.yaml"]

  /// Runs it to the end.
  func run(_ options: String...) throws -> Program.Result {
    try Program.run(Self.command + options, in: scratch.path, environment: environment)
  }

  /// Starts it.
  func start(_ options: String...) throws -> LiveRun {
    try LiveRun(Self.command + options, in: scratch.path, environment: environment)
  }

  /// Runs another command of the program.
  func ask(_ arguments: String...) throws -> Program.Result { try ask(arguments) }

  /// Runs another command of the program.
  func ask(_ arguments: [String]) throws -> Program.Result {
    try Program.run(arguments, in: scratch.path, environment: environment)
  }

  /// What a local run of the same spec leaves.
  func local(_ options: String...) throws -> FinishedStudy {
    let local = try ScratchFolder()
    try FileManager.default.copyItem(
      atPath: scratch.path + "/study.yaml", toPath: local.path + "/study.yaml")
    let run = try Program.run(["study.yaml", "--results", "out"] + options, in: local.path)
    #expect(run.code == 0, "\(run.errors)")
    return try FinishedStudy(in: local)
  }

  /// How many stages are published.
  var published: Int { scratch.files(named: "done.json", below: "out/stages").count }

  /// The keys of the stages of every task that was submitted, task by task.
  func submitted() throws -> [[String]] {
    try scratch.files(named: "submission.json", below: "out/runs").sorted { $0.key < $1.key }
      .flatMap { _, data -> [[String]] in
        let value = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return try #require(value["tasks"] as? [[String]])
      }
  }

  /// What a task's stages are, in the order they were submitted.
  private func requests() throws -> [(path: String, stages: [[String: Any]])] {
    let tasks = scratch.path + "/out/runs"
    let paths = (FileManager.default.enumerator(atPath: tasks) ?? .init()).compactMap {
      $0 as? String
    }
    return try paths.filter { $0.contains("/tasks/") && $0.hasSuffix(".json") }.sorted().map {
      path in
      let data = try Data(contentsOf: URL(fileURLWithPath: tasks + "/" + path))
      let stages = try JSONSerialization.jsonObject(with: data) as? [[String: Any]]
      return (path, try #require(stages))
    }
  }

  /// The Slurm task that the stage called `label` was last put into, as `12_3`; nil before.
  func task(of label: String) throws -> String? {
    let place = try requests().last { $0.stages.contains { $0["label"] as? String == label } }
    guard let place else { return nil }
    let parts = place.path.components(separatedBy: "/tasks/")
    let file = scratch.path + "/out/runs/" + parts[0] + "/job.json"
    guard let data = FileManager.default.contents(atPath: file),
      let value = try JSONSerialization.jsonObject(with: data) as? [String: Any],
      let job = value["job"] as? Int
    else { return nil }
    return "\(job)_\(parts[1].dropLast(".json".count))"
  }

  /// The process that computes the stage called `label` now; nil when none does.
  func worker(of label: String) throws -> pid_t? {
    let stage = try requests().lazy.flatMap(\.stages).first { $0["label"] as? String == label }
    guard let key = stage?["key"] as? String else { return nil }
    // It keeps the log of its attempt open.
    return Processes.all().filter(\.isWorker).map(\.pid).first { pid in
      let links = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []
      return links.contains { link in
        let file = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/\(pid)/fd/\(link)")
        return file?.contains("/stages/tmp/" + key) == true
      }
    }
  }

  /// The scripts that were submitted, by their paths.
  func scripts() -> [String] {
    scratch.files(named: "script.sh", below: "out/runs").keys.sorted()
      .map { scratch.path + "/out/runs/" + $0 }
  }

  /// Checks that the study is done, its results those of a local run, nothing under way or expected.
  func expectSound(_ other: FinishedStudy, sourceLocation: SourceLocation = #_sourceLocation) throws
  {
    let found = try FinishedStudy(in: scratch)
    #expect(found.differences(from: other) == [], sourceLocation: sourceLocation)
    try expectNoRemains(in: scratch, sourceLocation: sourceLocation)
    let open = Set(scratch.files(named: "submission.json", below: "out/runs").keys.map(Self.folder))
      .subtracting(scratch.files(named: "closed", below: "out/runs").keys.map(Self.folder))
    #expect(open == [], "submissions are open", sourceLocation: sourceLocation)
  }

  private static func folder(_ path: String) -> String {
    (path as NSString).deletingLastPathComponent
  }

  /// Checks that no stage was put into two tasks.
  func expectNothingTwice(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let keys = try submitted().joined()
    #expect(!keys.isEmpty, sourceLocation: sourceLocation)
    #expect(keys.count == Set(keys).count, sourceLocation: sourceLocation)
  }
}
