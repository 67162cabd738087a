import Base
import Foundation
import Pipeline

/// `runs/<id>.json`: written whole or not at all.
enum RunFile {
  /// Writes the record of a run beside its final name and renames it.
  static func write(_ value: Value, named id: String, in folder: ResultsFolder) throws {
    try FileManager.default.createDirectory(
      atPath: folder.runs, withIntermediateDirectories: true)
    let path = "\(folder.runs)/\(id).json"
    try Data(value.jsonBytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
