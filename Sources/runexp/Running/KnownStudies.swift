import Base
import Experiments
import Pipeline
import Store

/// The studies of a results folder, as run files and store know them.
struct KnownStudies {
  /// The runs there are files of, in the order in which they were started.
  let documents: [RunDocument]
  /// The files of runs that cannot be read.
  let faults: [FileError]
  /// The studies' names, sorted.
  let names: [String]

  /// Reads the run files; `store` may know studies of which no run has a file.
  init(in folder: ResultsFolder, store: ResultsStore?) throws {
    let runs = RunDocument.all(in: folder)
    documents = runs.documents
    faults = runs.faults
    names = Set(runs.documents.map(\.study)).union(try store?.studies() ?? []).sorted()
  }

  /// Throws, with the nearest name, when there is no such study.
  func require(_ study: String, in folder: ResultsFolder) throws {
    guard !names.contains(study) else { return }
    let near = NearestName.suggestion(for: study, among: names).map { ["did you mean `\($0)`?"] }
    let all =
      names.isEmpty ? "there is no study in it" : "studies in it: \(names.joined(separator: ", "))"
    throw Diagnostic(
      .error, "there is no study `\(study)` in \(folder.path)", notes: (near ?? []) + [all])
  }

  /// Throws when the file of a run cannot be read: what it uses would be taken for unused.
  func requireReadable() throws {
    guard let fault = faults.first else { return }
    throw Diagnostic(
      .error, "\(fault)",
      notes: [
        "what this run uses is not known, so nothing is removed; remove the file to go on without it"
      ])
  }

  /// The stages of the study's last plan; nil when no run of it has a file.
  func lastPlan(of study: String) -> [ContentHash]? {
    documents.last { $0.study == study }?.stages
  }
}

extension StorePlace {
  /// Opens the store that is there for a command that makes none; nil when there is none.
  func open(forWriting: Bool) throws(StoreError) -> ResultsStore? {
    guard forWriting else { return try openForReading() }
    return LocalFileSystem().exists(path) ? try openForWriting() : nil
  }
}
