import Base
import Pipeline
import Store

/// What the store of a results folder tells of earlier runs; nothing where there is no store yet, or
/// one of an older program, which the next run brings up to date.
struct RecordedHistory {
  /// The results folder.
  let folder: ResultsFolder
  /// The store, open for reading.
  let store: ResultsStore?

  init(_ folder: ResultsFolder) throws(StoreError) {
    self.folder = folder
    let path = StudyRun.storePath(folder)
    guard LocalFileSystem().exists(path) else {
      store = nil
      return
    }
    let opened = try Self.open(path)
    store = try opened.settings().schemaVersion == ResultsStore.schemaVersion ? opened : nil
  }

  private static func open(_ path: String) throws(StoreError) -> ResultsStore {
    do { return try ResultsStore(at: path, mode: .readOnly) } catch {
      // In a folder that cannot be written to nobody writes, so the file stands still.
      guard let still = try? ResultsStore(at: path, mode: .immutable) else { throw error }
      return still
    }
  }

  /// What the stages a plan runs will cost with `workers`.
  func forecast(_ plan: Plan, workers: Int) throws(StoreError) -> Forecast {
    let kinds = Set(plan.entries.lazy.filter { $0.state == .run }.map(\.node.kind))
    let past = try store?.finishedStages(kinds: kinds) ?? []
    let model = CostModel(
      past.map { stage in
        PastStage(
          kind: stage.kind, parameters: stage.parameters, inputKinds: stage.inputKinds,
          weight: stage.weight,
          cost: StageCost(
            seconds: stage.wallSeconds, bytes: stage.bytes,
            forwardPasses: stage.forwardPasses ?? 0))
      })
    return Forecast(plan, model: model, workers: workers)
  }

  /// What the earlier stages of a study were.
  func earlierStages(of study: String) throws(StoreError) -> EarlierStages {
    EarlierStages(keys: try store?.finishedKeys(study: study) ?? [:], in: folder)
  }
}
