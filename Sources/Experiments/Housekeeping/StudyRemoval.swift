import Base
import Pipeline
import Store

/// Forgets a study: its runs, plan, claims, figures, tags and notes, and the stages that no other study uses.
///
/// Needs the folder alone.
public struct StudyRemoval {
  /// What goes and what stays.
  public struct Plan: Sendable, Hashable {
    /// The study.
    public var study: String
    /// Its runs of which there are files.
    public var runs: [String]
    /// What the store holds of it.
    public var extent: ResultsStore.StudyExtent
    /// The folder of its figures; nil when there is none.
    public var figures: ResultsFolder.Leftover?
    /// The stages that go, sorted.
    public var stages: [ContentHash]
    /// The bytes of those folders.
    public var stageBytes: Int
    /// Number of its stages that stay, since other studies use them.
    public var sharedStages: Int

    /// The tags and notes of the study, its runs, its cells and the stages that go.
    public var annotations: [Annotation]

    /// The bytes that become free.
    public var bytes: Int { stageBytes + (figures?.bytes ?? 0) }
  }

  private let folder: ResultsFolder
  private let store: ResultsStore?

  /// Names the folder and its store; nil when there is none.
  public init(of folder: ResultsFolder, store: ResultsStore?) {
    self.folder = folder
    self.store = store
  }

  /// What removing `study` would remove.
  public func plan(_ study: String, of documents: [RunDocument]) throws -> Plan {
    var own: Set<ContentHash> = []
    var others: Set<ContentHash> = []
    for (name, stages) in try store?.stagesByStudy() ?? [:] {
      if name == study { own.formUnion(stages) } else { others.formUnion(stages) }
    }
    for document in documents {
      if document.study == study {
        own.formUnion(document.stages)
      } else {
        others.formUnion(document.stages)
      }
    }
    let present = Set(try folder.stageKeys())
    let records = present.sorted().compactMap { folder.inspect($0).record }
    let shared = StageUse(records).closure(of: others)
    let stages = own.subtracting(shared).intersection(present).sorted()
    let going = Set(stages.map(\.hex))
    return Plan(
      study: study,
      runs: documents.filter { $0.study == study }.map(\.id),
      extent: try store?.extent(of: study) ?? ResultsStore.StudyExtent(),
      figures: try folder.figures(of: study), stages: stages,
      stageBytes: try stages.reduce(0) { try $0 + folder.bytes(of: $1) },
      sharedStages: own.intersection(shared).intersection(present).count,
      annotations: folder.annotationsOnFile().annotations.filter { annotation in
        annotation.subject.study == study
          || annotation.subject.kind == .stage && going.contains(annotation.subject.name)
      })
  }

  /// Removes what a plan says; the files of runs last, so that the same command ends what a kill
  /// cuts short.
  public func perform(_ plan: Plan) throws {
    if let figures = plan.figures { try folder.remove(figures) }
    try folder.removeCache("views-\(plan.study).json")
    for (counter, key) in plan.stages.enumerated() {
      try folder.removeStage(key, attempt: AttemptID(counter: counter))
    }
    for annotation in plan.annotations { try folder.remove(annotation: annotation.id) }
    try store?.remove(annotations: plan.annotations.map(\.id))
    try store?.remove(study: plan.study, stages: plan.stages)
    for id in plan.runs { try folder.remove(run: id) }
  }
}
