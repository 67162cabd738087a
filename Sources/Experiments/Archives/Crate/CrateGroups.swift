import Base
import Pipeline
import Store

/// Stages as a crate tells them: each by itself, or all of one kind and measurement together.
struct CrateGroups {
  /// What one action stands for.
  struct Group {
    /// A part of the `@id` of everything that is about it.
    var id: String
    /// What people call it.
    var name: String
    /// The kind of its stages.
    var kind: String
    /// The step of the workflow it belongs to.
    var step: String
    /// Its stages; one, or many told as one.
    var records: [StageRecord]

    /// Seconds since 1970 when the first began.
    var startedAt: Double {
      records.map { $0.finishedAt - $0.wallSeconds }.min() ?? 0
    }
    /// Seconds since 1970 when the last ended.
    var finishedAt: Double { records.map(\.finishedAt).max() ?? 0 }
  }

  /// All groups: in the order of keys, or of names.
  let all: [Group]
  /// The labels of stages that failed, whose steps are told too.
  private let failed: [String]

  init(_ records: [StageRecord], failed: [String], perStage: Bool) {
    self.failed = failed
    if perStage {
      all = records.map { record in
        Group(
          id: String(record.key.hex.prefix(16)), name: record.label, kind: record.kind,
          step: Self.step(of: record), records: [record])
      }
    } else {
      all = Dictionary(grouping: records, by: Self.step(of:)).sorted { $0.key < $1.key }
        .map { step, records in
          Group(
            id: CrateEntity.id(ofPath: step).replacing("/", with: "-"), name: step,
            kind: records[0].kind, step: step, records: records)
        }
    }
  }

  /// The kinds of stages with their versions, where a stage tells it; sorted.
  var kinds: [(name: String, version: Int?)] {
    var versions: [String: Int?] = [:]
    for label in failed { versions[Self.kind(ofLabel: label)] = .some(nil) }
    for record in all.flatMap(\.records) {
      versions[record.kind] = max(record.version, (versions[record.kind] ?? nil) ?? 0)
    }
    return versions.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The steps of the workflow and the kinds of stages they are made of, in the order of names.
  var steps: [(name: String, kind: String)] {
    let all =
      all.map { ($0.step, $0.kind) }
      + failed.map { (Self.step(ofLabel: $0), Self.kind(ofLabel: $0)) }
    return Dictionary(all, uniquingKeysWith: { first, _ in first })
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The groups whose stages a run computed; what no run of the study did, another study's run or one
  /// whose file is gone, is told with the last.
  func owned(by document: RunDocument, of documents: [RunDocument]) -> [Group] {
    let isLast = document.id == documents.last?.id
    let own = Self.finished(document)
    let others = documents.filter { $0.id != document.id }.map(Self.finished)
    return all.filter { group in
      let keys = group.records.map(\.key)
      if keys.contains(where: own.contains) { return true }
      return isLast && !keys.contains { key in others.contains { $0.contains(key) } }
    }
  }

  private static func finished(_ document: RunDocument) -> Set<ContentHash> {
    Set(
      document.snapshot.stages.filter { $0.state == RunStageState.finished.rawValue }
        .map(\.planned.key))
  }

  // MARK: Names

  /// `train`, `measure/strength`: the parts of a label that name no variant and no point.
  static func step(of record: StageRecord) -> String { step(ofLabel: record.label) }

  /// The first part of a label.
  static func kind(ofLabel label: String) -> String {
    label.split(separator: "/").first.map(String.init) ?? label
  }

  /// The kind, and for measurements and relations their name.
  static func step(ofLabel label: String) -> String {
    let parts = label.split(separator: "/").map(String.init)
    let kind = parts.first ?? label
    let named = ["measure", "summary", "tables", "relate"]
    guard named.contains(kind), parts.count > 1 else { return kind }
    return kind + "/" + parts[1].prefix { $0 != "@" && $0 != "#" }
  }

  /// The `@id` of a step of the workflow.
  static func stepID(_ step: String) -> String {
    "#step-" + CrateEntity.id(ofPath: step).replacing("/", with: "-")
  }

  /// The `@id` of the software that computes stages of a kind.
  static func toolID(_ kind: String) -> String { "#tool-" + CrateEntity.id(ofPath: kind) }
}
