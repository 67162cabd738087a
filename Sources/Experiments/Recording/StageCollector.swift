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

  /// A collector for the stages of one results folder.
  public init(store: ResultsStore, folder: ResultsFolder) {
    self.store = store
    self.folder = folder
  }

  /// Brings the stages of a plan that have results into the store, where it has not their rows.
  ///
  /// Stages that were read for the plan are compared with what the store has, and rows that came from
  /// other files are replaced; with `comparing`, so are all others: after a run that was killed, or
  /// when the store may have gone back in time.
  ///
  /// Returns whether the store was not as it should be.
  ///
  /// Throws `DamagedStage` when a metric file is not the one published, and whatever keeps the store
  /// from being written.
  @discardableResult
  public func collect(_ plan: Plan, comparing: Bool) throws -> Bool {
    let known = comparing ? [] : try store.collectedKeys()
    var batch = ResultsStore.RunNews()
    var hasNews = false
    for entry in plan.entries
    where entry.state == .cached && (entry.record != nil || !known.contains(entry.node.key)) {
      batch.collected.append(try rows(of: try entry.record ?? folder.record(of: entry.node.key)))
      if batch.collected.count >= Self.batch {
        hasNews = try store.collect(batch.collected) || hasNews
        batch = ResultsStore.RunNews()
      }
    }
    if !batch.isEmpty { hasNews = try store.collect(batch.collected) || hasNews }
    return hasNews
  }

  /// Brings the stages of these keys into the store, where it has not their rows; returns how many
  /// there are, and those that are not what was published, with what is wrong with them.
  public func collect(_ keys: [ContentHash]) throws -> (
    stages: Int, damaged: [(key: ContentHash, reason: String)]
  ) {
    var stages = 0
    var damaged: [(key: ContentHash, reason: String)] = []
    var batch: [(stage: CollectedStage, table: MetricTable)] = []
    for key in keys {
      switch folder.inspect(key) {
      case .published(let record), .evicted(let record):
        do {
          batch.append(try rows(of: record))
          stages += 1
        } catch is DamagedStage {
          damaged.append((key, "\(MetricFile.name) has other bytes than were recorded"))
        }
      case .damaged(let reason): damaged.append((key, reason))
      case .absent: break
      }
      if batch.count >= Self.batch {
        try store.collect(batch)
        batch = []
      }
    }
    try store.collect(batch)
    return (stages, damaged)
  }

  /// Stages collected in one transaction.
  private static let batch = 500

  /// A stage and its rows, as the store takes them.
  ///
  /// Throws `DamagedStage` when the metric file is not the one published.
  public func rows(of record: StageRecord) throws -> (stage: CollectedStage, table: MetricTable) {
    var collected = CollectedStage(record)
    collected.tensors = StageArrays.all(of: record, in: folder)
    guard let output = record.outputs.first(where: { $0.name == MetricFile.name }) else {
      return (collected, MetricTable())
    }
    let stage = PublishedStage(key: record.key, path: folder.stage(record.key))
    // A file that cannot be read is damaged too: the scheduler's own look says how.
    guard let bytes = try? stage.read(output.name), ContentHash(of: bytes) == output.sha256 else {
      throw DamagedStage(key: record.key, label: record.label)
    }
    return (collected, try MetricFile.decode(bytes, path: stage.path(of: output.name)))
  }
}
