import Base
import Foundation
import Pipeline
import Store

/// What a Provenance Run RO-Crate says of a study: the workflow, who ran it when, each stage with what
/// it read and wrote, claims with their verdicts, and the files.
///
/// The profiles are those of Workflow Run RO-Crate 0.5 (https://w3id.org/ro/wfrun) on RO-Crate 1.1.
/// The same results give the same bytes.
struct CrateGraph {
  /// The study.
  var study: String
  /// Its runs in the order in which they were started; at least one.
  var documents: [RunDocument]
  /// The stages in the crate, in the order of their keys.
  var records: [StageRecord]
  /// The files in the crate.
  var files: [ArchiveManifest.File]
  /// The licence, an absolute URI.
  var license: String
  /// The version of this program.
  var program: String
  /// The citation file, where there is one.
  var citation: (size: Int, sha256: ContentHash)?
  /// Above this number of stages, actions and files are told by groups of stages.
  var summaryAbove: Int

  static let profiles = ["process", "workflow", "provenance"].map {
    "https://w3id.org/ro/wfrun/\($0)/0.5"
  }
  static let workflowProfile = "https://w3id.org/workflowhub/workflow-ro-crate/1.0"
  static let context: Value = [
    "https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context",
  ]
  static let engine = "#runexp"
  static let language = "#runexp-spec"
  private static let workflow = "spec.yaml"

  var isSummary: Bool { records.count > summaryAbove }

  /// The whole file.
  var value: Value {
    ["@context": Self.context, "@graph": .list(entities.map(\.value))]
  }

  /// All entities; no two have one `@id`.
  var entities: [CrateEntity] {
    let groups = groups
    let actions = runActions(groups) + stageActions(groups) + readFiles
    let claims = claimEntities
    let parts = fileEntities
    var all = [descriptor, root(actions, claims: claims, parts: parts)]
    all += Self.profiles.map { profile in
      var entity = CrateEntity(profile, "CreativeWork")
      entity["name"] = .text("Workflow Run RO-Crate profile")
      entity["version"] = "0.5"
      return entity
    }
    var base = CrateEntity(Self.workflowProfile, "CreativeWork")
    base["name"] = "Workflow RO-Crate"
    base["version"] = "1.0"
    var terms = CrateEntity(license, "CreativeWork")
    terms["name"] = .text(license.split(separator: "/").last.map(String.init) ?? license)
    return all + [base, terms] + software(groups) + steps(groups) + actions + claims + parts
  }

  /// The stages as they are told.
  var groups: CrateGroups {
    CrateGroups(
      records, failed: documents.flatMap { Self.failed($0).map(\.planned.label) },
      perStage: !isSummary)
  }

  private static func failed(_ document: RunDocument) -> [RunSnapshot.Stage] {
    document.snapshot.stages.filter { $0.state == RunStageState.failed.rawValue }
  }

  // MARK: The crate

  private var descriptor: CrateEntity {
    var entity = CrateEntity("ro-crate-metadata.json", "CreativeWork")
    entity.refer("conformsTo", to: ["https://w3id.org/ro/crate/1.1", Self.workflowProfile])
    entity.refer("about", to: ["./"])
    return entity
  }

  private func root(_ actions: [CrateEntity], claims: [CrateEntity], parts: [CrateEntity])
    -> CrateEntity
  {
    var root = CrateEntity("./", "Dataset")
    let title = documents.last?.snapshot.record.title ?? study
    root["name"] = .text(title.isEmpty ? study : title)
    root["description"] = .text(
      "Study \(study): \(records.count) stages and \(documents.count) runs of runexp")
    root["datePublished"] = .text(Self.time(finishedAt))
    root.refer("license", to: [license])
    root.refer("conformsTo", to: Self.profiles + [Self.workflowProfile])
    root.refer("mainEntity", to: [Self.workflow])
    root.refer("hasPart", to: parts.map(\.id))
    root.refer(
      "mentions",
      to: (actions.filter { $0.id.hasPrefix("#run-") || $0.id.hasPrefix("#stage") }
        + claims).map(\.id))
    return root
  }

  private var finishedAt: Double {
    documents.map { $0.snapshot.endedAt ?? $0.snapshot.record.startedAt }.max() ?? 0
  }

  // MARK: Software

  private func software(_ groups: CrateGroups) -> [CrateEntity] {
    var engine = CrateEntity(Self.engine, "SoftwareApplication")
    engine["name"] = "runexp"
    engine["softwareVersion"] = .text(
      documents.last?.snapshot.record.environment["runexp"] ?? program)
    let binaries = Set(documents.compactMap { $0.snapshot.record.environment["binary"] }).sorted()
    engine["sha256"] = binaries.count == 1 ? .text(binaries[0]) : .list(binaries.map { .text($0) })
    var language = CrateEntity(Self.language, "ComputerLanguage")
    language["name"] = "runexp spec"
    language["description"] = "The YAML language in which a study of runexp is written"
    let tools = groups.kinds.map { kind, version in
      var tool = CrateEntity(CrateGroups.toolID(kind), "SoftwareApplication")
      tool["name"] = .text("runexp stage \(kind)")
      tool["softwareVersion"] = version.map { .text("\($0)") }
      tool.refer("isPartOf", to: [Self.engine])
      return tool
    }
    return [engine, language] + tools
  }

  private func steps(_ groups: CrateGroups) -> [CrateEntity] {
    groups.steps.enumerated().map { place, step in
      var entity = CrateEntity(CrateGroups.stepID(step.name), "HowToStep")
      entity["name"] = .text(step.name)
      entity["position"] = .text("\(place)")
      entity.refer("workExample", to: [CrateGroups.toolID(step.kind)])
      return entity
    }
  }

  // MARK: Runs

  private func runActions(_ groups: CrateGroups) -> [CrateEntity] {
    documents.flatMap { document -> [CrateEntity] in
      let snapshot = document.snapshot
      let id = CrateEntity.id(ofPath: document.id)
      let isLast = document.id == documents.last?.id
      var run = CrateEntity("#run-\(id)", "CreateAction")
      run["name"] = .text("Run \(document.id) of \(study)")
      run["description"] = .text(
        "\(snapshot.cached ?? 0) stages had a result, \(snapshot.planned ?? 0) had to run")
      run.refer("instrument", to: [Self.workflow])
      let read = snapshot.record.files.map { Self.readID($0.sha256) }
      run.refer("object", to: ["spec.resolved.yaml"] + Set(read).sorted())
      run.refer("result", to: ["runs/\(id).json"] + (isLast ? figures : []))
      var organize = CrateEntity("#organize-\(id)", "OrganizeAction")
      organize["name"] = .text("runexp runs \(document.id)")
      organize.refer("instrument", to: [Self.engine])
      organize.refer("result", to: [run.id])
      let failed = Self.failed(document)
      for place in [0, 1] {
        var action = place == 0 ? run : organize
        action["startTime"] = .text(Self.time(snapshot.record.startedAt))
        action["endTime"] = snapshot.endedAt.map { .text(Self.time($0)) }
        let isDone = snapshot.status == RunStatus.finished.rawValue
        action["actionStatus"] = Self.status(isDone)
        if !isDone {
          action["error"] = .text(
            failed.isEmpty
              ? "the run is \(snapshot.status)"
              : "\(failed.count) failed: \(failed.map(\.planned.label).prefix(20).joined(separator: ", "))"
          )
        }
        if place == 0 { run = action } else { organize = action }
      }
      let failures = failureActions(failed, of: document, id)
      let owned = groups.owned(by: document, of: documents)
      let controls = owned.map { group in control(group, id) } + failures.controls
      // A run that computed nothing, since all had a result, organised nothing.
      guard !controls.isEmpty else { return [run] }
      organize.refer("object", to: controls.map(\.id))
      return [run, organize] + controls + failures.actions
    }
  }

  /// The files that runs read and that are not in the crate, told by name and digest: where they lay is
  /// nobody's business.
  private var readFiles: [CrateEntity] {
    let files = documents.flatMap(\.snapshot.record.files)
    return Dictionary(files.map { ($0.sha256, $0) }, uniquingKeysWith: { first, _ in first })
      .sorted { $0.key < $1.key }.map { sha256, file in
        var entity = CrateEntity(Self.readID(sha256), "CreativeWork")
        entity["name"] = .text(file.path.split(separator: "/").last.map(String.init) ?? file.role)
        entity["description"] = .text("read as \(file.role)")
        entity["contentSize"] = file.size.map { .text("\($0)") }
        entity["sha256"] = .text(sha256.hex)
        return entity
      }
  }

  private static func readID(_ sha256: ContentHash) -> String { "#read-\(sha256.hex.prefix(16))" }

  /// What set a stage, or a group of them, in motion.
  private func control(_ group: CrateGroups.Group, _ run: String) -> CrateEntity {
    var control = CrateEntity("#control-\(run)-\(group.id)", "ControlAction")
    control["name"] = .text("starts \(group.name)")
    control.refer("instrument", to: [CrateGroups.stepID(group.step)])
    control.refer("object", to: ["#stage-\(group.id)"])
    control["startTime"] = .text(Self.time(group.startedAt))
    control["endTime"] = .text(Self.time(group.finishedAt))
    control["actionStatus"] = Self.status(true)
    return control
  }

  /// Stages that failed in a run, each with why; they have no result.
  private func failureActions(
    _ failed: [RunSnapshot.Stage], of document: RunDocument, _ run: String
  )
    -> (controls: [CrateEntity], actions: [CrateEntity])
  {
    var controls: [CrateEntity] = []
    var actions: [CrateEntity] = []
    for stage in failed.prefix(summaryAbove) {
      let step = CrateGroups.step(ofLabel: stage.planned.label)
      let key = stage.planned.key.hex.prefix(16)
      var action = CrateEntity("#stage-\(key)-failed-\(run)", "CreateAction")
      action["name"] = .text(stage.planned.label)
      action["description"] = .text("Stage \(stage.planned.key.hex)")
      action.refer("instrument", to: [CrateGroups.toolID(CrateGroups.kind(ofLabel: step))])
      action["startTime"] = stage.startedAt.map { .text(Self.time($0)) }
      action["endTime"] = stage.endedAt.map { .text(Self.time($0)) }
      action["actionStatus"] = Self.status(false)
      action["error"] = .text(stage.planned.reason)
      var control = CrateEntity("#control-\(run)-\(key)-failed", "ControlAction")
      control["name"] = .text("starts \(stage.planned.label)")
      control.refer("instrument", to: [CrateGroups.stepID(step)])
      control.refer("object", to: [action.id])
      control["actionStatus"] = Self.status(false)
      control["error"] = .text(stage.planned.reason)
      controls.append(control)
      actions.append(action)
    }
    return (controls, actions)
  }

  // MARK: Stages

  private func stageActions(_ groups: CrateGroups) -> [CrateEntity] {
    let results = results
    func outputs(of keys: [ContentHash]) -> [String] { keys.flatMap { results[$0] ?? [] } }
    return groups.all.map { group in
      var action = CrateEntity("#stage-\(group.id)", "CreateAction")
      action["name"] = .text(group.name)
      action.refer("instrument", to: [CrateGroups.toolID(group.kind)])
      action["startTime"] = .text(Self.time(group.startedAt))
      action["endTime"] = .text(Self.time(group.finishedAt))
      action["actionStatus"] = Self.status(true)
      if isSummary {
        action["description"] = .text("\(group.records.count) stages, told as one")
        action.refer("result", to: ["stages/"])
      } else {
        let record = group.records[0]
        action["description"] = .text(
          "Stage \(record.key.hex), version \(record.version) of its kind")
        action.refer("object", to: outputs(of: record.inputs.values.flatMap(\.self).sorted()))
        action.refer("result", to: outputs(of: [record.key]))
      }
      return action
    }
  }

  /// The files in the crate that stages gave, without their journals and records.
  private var results: [ContentHash: [String]] {
    let names = Dictionary(
      records.map { ($0.key, Set($0.outputs.map(\.name))) }, uniquingKeysWith: { first, _ in first }
    )
    var results: [ContentHash: [String]] = [:]
    for file in files {
      if case .stage(let key, let name) = file.member, names[key]?.contains(name) == true {
        results[key, default: []].append(CrateEntity.id(ofPath: file.member.path))
      }
    }
    return results
  }

  private var figures: [String] {
    files.compactMap { file in
      if case .figure = file.member { CrateEntity.id(ofPath: file.member.path) } else { nil }
    }
  }
}
