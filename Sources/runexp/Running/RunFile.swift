import Base
import Foundation
import Pipeline
import Store

/// `runs/<id>.json`: written whole or not at all, when a run begins and again when it ends.
enum RunFile {
  /// Writes the record of a run beside its final name and renames it.
  static func write(_ value: Value, named id: String, in folder: ResultsFolder) throws {
    try FileManager.default.createDirectory(
      atPath: folder.runs, withIntermediateDirectories: true)
    let path = "\(folder.runs)/\(id).json"
    try Data(value.jsonBytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  }

  /// Calls the runs of a study `killed` that never ended; the study's lease is held.
  static func endKilledRuns(of study: String, at time: Double, in folder: ResultsFolder) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.runs)) ?? []
    for name in names.sorted() where name.hasSuffix(".json") {
      guard let data = FileManager.default.contents(atPath: "\(folder.runs)/\(name)"),
        var members = (try? Value(json: Array(data)))?.map, members["study"]?.text == study,
        members["status"]?.text == RunStatus.running.rawValue
      else { continue }
      members["status"] = .text(RunStatus.killed.rawValue)
      members["ended_at"] = .number(time)
      try write(.map(members), named: String(name.dropLast(5)), in: folder)
    }
  }
}
