import Base
import Pipeline
import Store

/// Brings published stages into the store: the only writer of metric rows.
public final class StageCollector {
  private let store: ResultsStore
  private let folder: ResultsFolder
  private var collected: Set<ContentHash>

  /// A collector for the stages of one results folder; asks the store once what it has.
  public init(store: ResultsStore, folder: ResultsFolder) throws {
    self.store = store
    self.folder = folder
    collected = try store.collectedKeys()
  }

  /// Records a stage and its rows, once; later calls for the same key do nothing.
  ///
  /// Throws when its metric file cannot be read or the store cannot be written.
  public func collect(_ record: StageRecord) throws {
    guard !collected.contains(record.key) else { return }
    let stage = PublishedStage(key: record.key, path: folder.stage(record.key))
    let hasRows = record.outputs.contains { $0.name == MetricFile.name }
    let table = hasRows ? try MetricFile.read(stage.path(of: MetricFile.name)) : MetricTable()
    _ = try store.collect(CollectedStage(record), table)
    collected.insert(record.key)
  }
}
