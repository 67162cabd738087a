import Base
import Pipeline
import Store

/// Brings published stages into the store: the only writer of metric rows.
public final class StageCollector {
  /// A published stage whose measured values are not what was published.
  public struct DamagedStage: Error, Sendable, Hashable, CustomStringConvertible {
    /// The stage.
    public var key: ContentHash
    /// What people call it.
    public var label: String

    /// What is wrong and the next step.
    public var description: String {
      "\(label): \(MetricFile.name) has other bytes than were recorded; the same command runs the"
        + " stage again"
    }
  }

  private let store: ResultsStore
  private let folder: ResultsFolder
  private var collected: [ContentHash: Set<CollectedStage.Artifact>]

  /// A collector for the stages of one results folder; asks the store once what it has.
  public init(store: ResultsStore, folder: ResultsFolder) throws {
    self.store = store
    self.folder = folder
    collected = try store.collectedStages()
  }

  /// Records a stage and its rows, once; does nothing when the store has them from the same files,
  /// and replaces them when they came from others.
  ///
  /// Throws `DamagedStage` when the metric file is not the one published, and whatever keeps the
  /// store from being written.
  public func collect(_ record: StageRecord) throws {
    let stage = CollectedStage(record)
    let artifacts = Set(stage.artifacts)
    guard collected[record.key] != artifacts else { return }
    _ = try store.collect(stage, try table(of: record))
    collected[record.key] = artifacts
  }

  /// Takes the rows of a stage out of the store, since its folder is no result any more.
  public func forget(_ key: ContentHash) throws {
    guard collected.removeValue(forKey: key) != nil else { return }
    try store.forget(key)
  }

  private func table(of record: StageRecord) throws -> MetricTable {
    guard let output = record.outputs.first(where: { $0.name == MetricFile.name }) else {
      return MetricTable()
    }
    let stage = PublishedStage(key: record.key, path: folder.stage(record.key))
    // A file that cannot be read is damaged too: the scheduler's own look says how.
    guard let bytes = try? stage.read(output.name), ContentHash(of: bytes) == output.sha256 else {
      throw DamagedStage(key: record.key, label: record.label)
    }
    return try MetricFile.decode(bytes, path: stage.path(of: output.name))
  }
}
