import Base
import Pipeline
import Store

/// Compares what a results folder and its store hold with what was recorded when it was published.
public struct ResultsVerification {
  /// What is damaged about a stage.
  public enum Fault: Sendable, Hashable {
    /// Its folder does not hold what its record says.
    case folder(String)
    /// The store has its rows, its folder is gone.
    case missing
    /// Its rows in the store came from other files than are published.
    case staleRows
    /// Its rows in the store are not those of its metric file.
    case rows

    /// What is wrong, in words.
    public var text: String {
      switch self {
      case .folder(let what): what
      case .missing: "its folder is gone"
      case .staleRows: "its rows in the store came from other files than are published"
      case .rows: "its rows in the store are not those of \(MetricFile.name)"
      }
    }
  }

  /// A stage with a fault.
  public struct Damage: Sendable, Hashable {
    /// The stage.
    public var key: ContentHash
    /// What people call it; the key's beginning when nothing says.
    public var label: String
    /// What is wrong.
    public var fault: Fault
    /// Where the folder was taken, when it was.
    public var keptPath: String?

    /// Whether a plain run would not notice it by itself, as far as a deep look can tell.
    public func needsMending(isDeep: Bool) -> Bool {
      switch fault {
      case .folder: isDeep
      case .missing: false
      case .staleRows, .rows: true
      }
    }
  }

  /// What was found.
  public struct Report: Sendable {
    /// Records of the stages that hold and are whole, ordered by key.
    public var sound: [StageRecord] = []
    /// Number of stages that hold but whose outputs were removed to save space.
    public var evicted = 0
    /// The stages that do not.
    public var damages: [Damage] = []
    /// Journals that are not as they were left, of stages whose results are whole: only what they tell
    /// of the computation is lost.
    public var journals: [(label: String, name: String)] = []
    /// Number of stages of the plan that have no result.
    public var absent = 0
    /// Number of published stages that the store does not know.
    public var uncollected = 0

    /// Number of stages looked at.
    public var checked: Int { sound.count + evicted + damages.count }

    /// The stages that can be computed again: they and their inputs are whole.
    public var repeatable: [StageRecord] {
      let whole = Set(sound.map(\.key))
      return sound.filter { $0.inputs.values.joined().allSatisfy(whole.contains) }
    }
  }

  private let folder: ResultsFolder
  private let store: ResultsStore?

  /// Names the folder and its store; nil when there is none.
  public init(of folder: ResultsFolder, store: ResultsStore?) {
    self.folder = folder
    self.store = store
  }

  /// Looks at every stage of the folder, or at `keys` alone; nothing is changed.
  ///
  /// With an index, a stage that it knows to be untouched since it was read is believed, and the
  /// store's rows are compared by the files they came from. Without one, every output is read and
  /// every row compared.
  public func inspect(_ keys: [ContentHash]? = nil, trusting index: StageIndex?) throws -> Report {
    let collected = try store?.collectedStages() ?? [:]
    let present = try folder.stageKeys()
    var all = keys.map(Set.init) ?? Set(present)
    if keys == nil { all.formUnion(collected.keys) }
    var report = Report()
    for key in all.sorted() {
      let state =
        index.map { folder.inspect(key, trusting: $0) } ?? folder.inspect(key, rehash: true)
      switch state {
      case .published(let record), .evicted(let record):
        if let fault = try storeFault(of: record, collected[key], deep: index == nil) {
          report.damages.append(Damage(key: key, label: record.label, fault: fault))
        } else {
          if case .evicted = state { report.evicted += 1 } else { report.sound.append(record) }
          if index == nil {
            report.journals += folder.damagedJournals(of: record).map { (record.label, $0) }
          }
          if store != nil, collected[key] == nil { report.uncollected += 1 }
        }
      case .damaged(let what):
        report.damages.append(Damage(key: key, label: label(of: key), fault: .folder(what)))
      case .absent:
        if collected[key] == nil {
          report.absent += 1
        } else {
          report.damages.append(Damage(key: key, label: label(of: key), fault: .missing))
        }
      }
    }
    return report
  }

  private func storeFault(
    of record: StageRecord, _ known: Set<CollectedStage.Artifact>?, deep: Bool
  ) throws -> Fault? {
    guard let store, let known else { return nil }
    guard known == Set(CollectedStage(record).artifacts) else { return .staleRows }
    guard deep, record.outputs.contains(where: { $0.name == MetricFile.name }) else { return nil }
    let path = PublishedStage(key: record.key, path: folder.stage(record.key))
      .path(of: MetricFile.name)
    return try store.table(of: record.key).rows == MetricFile.read(path).rows ? nil : .rows
  }

  private func label(of key: ContentHash) -> String {
    let stage = PublishedStage(key: key, path: folder.stage(key))
    return (try? stage.record().label) ?? (try? store?.label(of: key)) ?? "\(key.hex.prefix(12))"
  }

  /// Makes the next plain run see what it would not see by itself: damaged folders are taken out of
  /// the way, wrong rows out of the store.
  ///
  /// Needs the folder alone. `store` is open for writing; nil leaves the rows.
  public static func mend(
    _ report: Report, in folder: ResultsFolder, store: ResultsStore?, isDeep: Bool,
    attempt: AttemptID
  ) throws -> Report {
    var mended = report
    for (place, damage) in report.damages.enumerated() {
      guard damage.needsMending(isDeep: isDeep) else { continue }
      switch damage.fault {
      case .folder:
        // Somebody may have mended it since it was looked at.
        guard case .damaged = folder.inspect(damage.key, rehash: true) else { continue }
        mended.damages[place].keptPath = try folder.setAsideDamaged(damage.key, attempt: attempt)
      case .staleRows, .rows: try store?.forget(damage.key)
      case .missing: break
      }
    }
    return mended
  }
}
