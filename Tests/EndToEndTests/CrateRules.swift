import Base
import Foundation

/// The rules a Provenance Run RO-Crate 0.5 has to keep, each with a name, as far as a program can check
/// them without a network.
///
/// `RO` is RO-Crate 1.1, `WF` Workflow RO-Crate 1.0, `PR` process, workflow and provenance run crates,
/// `OWN` what we promise beyond.
struct CrateRules {
  private let folder: String
  private let graph: [Value]
  private let byID: [String: Value]
  private let context: Value?

  /// Takes the metadata of the crate in `folder`.
  init(_ metadata: Value, in folder: String) {
    self.folder = folder
    context = metadata["@context"]
    graph = metadata["@graph"]?.list ?? []
    byID = Dictionary(
      graph.compactMap { entity in entity["@id"]?.text.map { ($0, entity) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// What is broken, as `rule: entity`; empty when nothing is.
  var faults: [String] {
    structure + references + root + files + workflow + actions
  }

  // MARK: Entities

  private static func types(_ entity: Value) -> Set<String> {
    switch entity["@type"] {
    case .text(let type): [type]
    case .list(let types): Set(types.compactMap(\.text))
    default: []
    }
  }

  private func entities(_ type: String) -> [Value] {
    graph.filter { Self.types($0).contains(type) }
  }

  private static func ids(_ value: Value?) -> [String] {
    switch value {
    case .list(let values): values.flatMap { ids($0) }
    case .map(let members): members["@id"]?.text.map { [$0] } ?? []
    default: []
    }
  }

  private static func name(_ entity: Value) -> String { entity["@id"]?.text ?? "?" }

  private static func isAbsolute(_ id: String) -> Bool {
    id.hasPrefix("https://") || id.hasPrefix("http://")
  }

  private static func seconds(_ value: Value?) -> Double? {
    guard let text = value?.text else { return nil }
    return ISO8601DateFormatter().date(from: text)?.timeIntervalSince1970
  }

  // MARK: Rules

  private var structure: [String] {
    var faults: [String] = []
    let contexts = context?.list?.compactMap(\.text) ?? []
    for needed in [
      "https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/terms/workflow-run/context",
    ] where !contexts.contains(needed) { faults.append("RO-context: \(needed)") }
    var seen: Set<String> = []
    for entity in graph {
      guard let id = entity["@id"]?.text, !Self.types(entity).isEmpty else {
        faults.append("RO-flat: an entity without @id or @type")
        continue
      }
      if !seen.insert(id).inserted { faults.append("RO-unique-id: \(id)") }
      for (name, value) in entity.map ?? [:] where Self.isEmpty(value) {
        faults.append("OWN-no-null: \(id).\(name)")
      }
    }
    return faults
  }

  private static func isEmpty(_ value: Value) -> Bool {
    switch value {
    case .null, .text(""), .list([]): true
    case .list(let values): values.contains(where: isEmpty)
    case .map(let members): members.isEmpty || members.values.contains(where: isEmpty)
    default: false
    }
  }

  private var references: [String] {
    graph.flatMap { entity in
      (entity.map ?? [:]).sorted { $0.key < $1.key }.flatMap { name, value in
        Self.ids(name == "@id" ? nil : value)
          .filter { byID[$0] == nil && !Self.isAbsolute($0) }
          .map { "OWN-resolves: \(Self.name(entity)).\(name) to \($0)" }
      }
    }
  }

  private var root: [String] {
    var faults: [String] = []
    guard let descriptor = byID["ro-crate-metadata.json"],
      Self.ids(descriptor["about"]) == ["./"],
      Self.ids(descriptor["conformsTo"]).contains("https://w3id.org/ro/crate/1.1")
    else { return ["RO-descriptor: ro-crate-metadata.json"] }
    guard let root = byID["./"], Self.types(root).contains("Dataset") else {
      return ["RO-root: ./"]
    }
    for name in ["name", "description", "license", "datePublished"] where root[name] == nil {
      faults.append("RO-root-\(name): ./")
    }
    if Self.seconds(root["datePublished"]) == nil { faults.append("RO-root-datePublished: ./") }
    for profile in ["process", "workflow", "provenance"]
    where !Self.ids(root["conformsTo"]).contains("https://w3id.org/ro/wfrun/\(profile)/0.5") {
      faults.append("PR-profile: \(profile)")
    }
    let mentioned = Set(Self.ids(root["mentions"]))
    for action in entities("CreateAction") where !mentioned.contains(Self.name(action)) {
      faults.append("PR-mentions: \(Self.name(action))")
    }
    return faults
  }

  private var files: [String] {
    var faults: [String] = []
    let parts = Set(Self.ids(byID["./"]?["hasPart"]))
    var told: Set<String> = []
    for file in entities("File") {
      let id = Self.name(file)
      guard let path = id.removingPercentEncoding, !id.hasPrefix("/"), !id.hasPrefix("#"),
        !path.split(separator: "/").contains("..")
      else {
        faults.append("RO-file-path: \(id)")
        continue
      }
      told.insert(path)
      if !parts.contains(id) { faults.append("RO-has-part: \(id)") }
      guard let content = FileManager.default.contents(atPath: folder + "/" + path) else {
        faults.append("RO-file-exists: \(id)")
        continue
      }
      if file["contentSize"]?.text != "\(content.count)" { faults.append("OWN-size: \(id)") }
      if file["sha256"]?.text != ContentHash(of: content).hex { faults.append("OWN-sha256: \(id)") }
    }
    let folders = parts.filter { $0.hasSuffix("/") }
    for name in FileManager.default.subpaths(atPath: folder) ?? [] {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder)
      else { continue }
      if isFolder.boolValue || name == "ro-crate-metadata.json" || told.contains(name) { continue }
      if !folders.contains(where: name.hasPrefix) { faults.append("OWN-all-files: \(name)") }
    }
    return faults
  }

  private var mainWorkflow: Value? {
    Self.ids(byID["./"]?["mainEntity"]).first.flatMap { byID[$0] }
  }

  private var workflow: [String] {
    guard let main = mainWorkflow,
      Self.types(main).isSuperset(of: ["File", "SoftwareSourceCode", "ComputationalWorkflow"])
    else { return ["WF-main-entity: ./"] }
    var faults: [String] = []
    if !Self.types(main).contains("HowTo") { faults.append("PR-how-to: \(Self.name(main))") }
    if main["name"] == nil { faults.append("WF-name: \(Self.name(main))") }
    let languages = Self.ids(main["programmingLanguage"]).compactMap { byID[$0] }
    if !languages.contains(where: { Self.types($0).contains("ComputerLanguage") }) {
      faults.append("WF-language: \(Self.name(main))")
    }
    let tools = Set(Self.ids(main["hasPart"]))
    for step in entities("HowToStep") {
      if !Self.ids(main["step"]).contains(Self.name(step)) {
        faults.append("PR-step: \(Self.name(step))")
      }
      let examples = Self.ids(step["workExample"])
      if examples.isEmpty || !tools.isSuperset(of: examples) {
        faults.append("PR-work-example: \(Self.name(step))")
      }
    }
    return faults
  }

  private func types(at id: String) -> Set<String> { byID[id].map(Self.types) ?? [] }

  private var actions: [String] {
    var faults: [String] = []
    let software: Set<String> = [
      "SoftwareApplication", "SoftwareSourceCode", "ComputationalWorkflow",
    ]
    for action in entities("CreateAction") {
      let instruments = Self.ids(action["instrument"])
      if instruments.isEmpty
        || instruments.contains(where: { types(at: $0).isDisjoint(with: software) })
      {
        faults.append("PR-instrument: \(Self.name(action))")
      }
    }
    let runs = entities("OrganizeAction")
    if runs.isEmpty { faults.append("PR-organize: none") }
    let used = Set(entities("CreateAction").flatMap { Self.ids($0["instrument"]) })
    for tool in Self.ids(mainWorkflow?["hasPart"]) where !used.contains(tool) {
      faults.append("PR-tool: \(tool)")
    }
    if mainWorkflow.map({ !used.contains(Self.name($0)) }) ?? true {
      faults.append("PR-execution: ./")
    }
    for run in runs {
      let isRight =
        !Self.ids(run["instrument"]).isEmpty && !Self.ids(run["object"]).isEmpty
        && Self.ids(run["object"]).allSatisfy { types(at: $0).contains("ControlAction") }
        && Self.ids(run["result"]).contains { id in
          mainWorkflow.map { Self.ids(byID[id]?["instrument"]).contains(Self.name($0)) } ?? false
        }
      if !isRight { faults.append("PR-organize: \(Self.name(run))") }
    }
    let organized = Set(runs.flatMap { Self.ids($0["object"]) })
    for control in entities("ControlAction") {
      let isRight =
        Self.ids(control["instrument"]).contains { types(at: $0).contains("HowToStep") }
        && !Self.ids(control["object"]).isEmpty
        && Self.ids(control["object"]).allSatisfy { types(at: $0).contains("CreateAction") }
        && organized.contains(Self.name(control))
      if !isRight { faults.append("PR-control: \(Self.name(control))") }
    }
    for action in entities("CreateAction") + runs + entities("ControlAction") {
      let times = ["startTime", "endTime"].map { name in
        (isThere: action[name] != nil, seconds: Self.seconds(action[name]))
      }
      let areRead = times.allSatisfy { !$0.isThere || $0.seconds != nil }
      let isOrdered = (times[0].seconds ?? 0) <= (times[1].seconds ?? .infinity)
      if !areRead || !isOrdered { faults.append("PR-time: \(Self.name(action))") }
      let status = action["actionStatus"]?.text
      if status == "http://schema.org/FailedActionStatus" {
        if action["error"] == nil { faults.append("PR-error: \(Self.name(action))") }
      } else if status != "http://schema.org/CompletedActionStatus" || action["error"] != nil {
        faults.append("PR-status: \(Self.name(action))")
      }
    }
    return faults
  }
}
