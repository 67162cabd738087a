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

  /// The history of the results folder at `place`.
  init(_ place: ResultsOptions) throws {
    folder = place.folder
    let opened = try place.store().openForReading()
    let isCurrent = try opened?.settings().schemaVersion == ResultsStore.schemaVersion
    store = isCurrent ? opened : nil
  }

  /// The history in a store that is open.
  init(_ folder: ResultsFolder, _ store: ResultsStore) {
    self.folder = folder
    self.store = store
  }

  /// What each stage a plan runs is expected to take and use.
  func estimates(_ plan: Plan) throws(StoreError) -> [ContentHash: StageEstimate] {
    let kinds = Set(plan.entries.lazy.filter { $0.state == .run }.map(\.node.kind))
    let peaks = try store?.peakBytes(kinds: kinds) ?? [:]
    let forecast = try forecast(plan, workers: 1)
    var estimates: [ContentHash: StageEstimate] = [:]
    for entry in plan.entries where entry.state == .run {
      let key = entry.node.key
      estimates[key] = StageEstimate(
        seconds: forecast.costs[key]?.seconds, memory: peaks[entry.node.kind],
        isStated: forecast.bases[key] == .stated)
    }
    return estimates
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
