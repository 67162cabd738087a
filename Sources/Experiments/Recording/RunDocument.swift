import Base
import Foundation
import Pipeline
import Store

/// `runs/<id>.json`: what stage folders do not know of a run, its study's plan and its claims.
///
/// With the stage folders, these files are the truth that the store is built from.
public struct RunDocument: Sendable, Hashable {
  /// The schema this program writes; it reads 1 too, which lacks plan, claims and stages of the run.
  static let schema = 2

  /// What the store knows of the run.
  public var snapshot: RunSnapshot
  /// The stages of the run's plan, whether they had to run or not.
  public var stages: [ContentHash]

  /// Makes a document.
  public init(snapshot: RunSnapshot, stages: [ContentHash]) {
    self.snapshot = snapshot
    self.stages = stages
  }

  /// The document of the run `id` as the store knows it now; `stages` are those of its plan.
  public init(of id: String, stages: [ContentHash], in store: ResultsStore) throws(StoreError) {
    self.init(snapshot: try store.snapshot(run: id), stages: stages)
  }

  /// The run's name.
  public var id: String { snapshot.record.id }
  /// The run's study.
  public var study: String { snapshot.record.study }

  // MARK: Files

  /// Writes the file beside its final name and renames it.
  public func write(in folder: ResultsFolder) throws {
    try FileManager.default.createDirectory(
      atPath: folder.runs, withIntermediateDirectories: true)
    try Data(value.jsonBytes).write(
      to: URL(fileURLWithPath: Self.path(of: id, in: folder)), options: .atomic)
  }

  /// The file of a run.
  public static func path(of id: String, in folder: ResultsFolder) -> String {
    "\(folder.runs)/\(id).json"
  }

  /// The documents of a folder in the order in which the runs were started, and the files that
  /// cannot be read as one.
  public static func all(in folder: ResultsFolder) -> (
    documents: [RunDocument], faults: [FileError]
  ) {
    var documents: [RunDocument] = []
    var faults: [FileError] = []
    let files = LocalFileSystem()
    guard files.exists(folder.runs) else { return ([], []) }
    do {
      for name in try files.list(folder.runs) where name.hasSuffix(".json") {
        let path = folder.runs + "/" + name
        do {
          let value = try Value(json: try files.read(path, limit: .max))
          guard let document = RunDocument(value) else {
            throw FileError(path: path, reason: "not a record of a run")
          }
          documents.append(document)
        } catch let error as FileError {
          faults.append(error)
        } catch {
          faults.append(FileError(path: path, reason: "\(error)"))
        }
      }
    } catch {
      faults.append(error)
    }
    documents.sort { ($0.snapshot.record.startedAt, $0.id) < ($1.snapshot.record.startedAt, $1.id) }
    return (documents, faults)
  }

  /// Says in the files of a study's runs that never ended that they were killed; `store` says so
  /// already, and the study's lease is held; `isAlive` tells runs of other parts of the study.
  public static func noteKilledRuns(
    of study: String, at time: Double, in folder: ResultsFolder, store: ResultsStore,
    unless isAlive: (String, Int) -> Bool = { _, _ in false }
  ) throws {
    let running = RunStatus.running.rawValue
    for document in all(in: folder).documents
    where document.study == study && document.snapshot.status == running
      && !isAlive(document.snapshot.record.host, document.snapshot.record.pid)
    {
      var ended = document
      do throws(StoreError) { ended.snapshot = try store.snapshot(run: document.id) } catch {
        // A store that was made after the run does not know it.
        guard case .unknownRun = error else { throw error }
        ended.snapshot.status = RunStatus.killed.rawValue
        ended.snapshot.endedAt = time
      }
      try ended.write(in: folder)
    }
  }
}
