import Base
import Pipeline
import Store

extension ResultsOptions {
  /// The store, open for questions; throws when there is nothing that could answer.
  func askedStore() throws -> ResultsStore {
    try folder.requireExisting()
    let store = try self.store()
    guard let opened = try store.openForReading() else {
      throw Diagnostic(
        .error, "there is no store \(store.path)",
        notes: [
          "a run makes it: runexp SPEC.yaml", "or build it from what is there: runexp rebuild",
        ])
    }
    let found = try opened.settings().schemaVersion
    guard found == ResultsStore.schemaVersion else {
      throw Diagnostic(
        .error,
        "\(store.path) has schema \(found) of an older runexp, not \(ResultsStore.schemaVersion)",
        notes: ["the next run brings it up to date", "or build it anew: runexp rebuild"])
    }
    return opened
  }
}

extension ResultsStore {
  /// Throws, with the nearest name, when there is no such study.
  func require(study: String?) throws {
    let names = try studies()
    guard let study, !names.contains(study) else { return }
    let near = NearestName.suggestion(for: study, among: names)
    throw Diagnostic(
      .error, "no study `\(study)` in the store",
      notes: [
        near.map { "did you mean `\($0)`?" } ?? "studies in it: \(names.joined(separator: ", "))"
      ]
    )
  }
}
