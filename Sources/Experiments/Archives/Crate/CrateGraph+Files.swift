import Base
import Foundation
import Store

/// Claims, files and words of a crate.
extension CrateGraph {
  // MARK: Claims

  /// The study's claims as last judged.
  var claimEntities: [CrateEntity] {
    let last = documents.last?.snapshot
    return (last?.verdicts ?? []).sorted { $0.name < $1.name }.flatMap { verdict in
      var claim = CrateEntity("#claim-\(CrateEntity.id(ofPath: verdict.name))", "Claim")
      claim["name"] = .text(verdict.name)
      let sighting = last?.sightings.last { $0.name == verdict.name }
      let registered = sighting.flatMap { try? Value(json: Array($0.text.utf8)) }
      claim["text"] = registered?["says"]
      claim.refer("about", to: ["./"])
      claim["dateCreated"] = sighting.map { .text(Self.time($0.seenAt)) }
      let numbers: [(String, Value?)] = [
        ("text", sighting.map { .text($0.text) }), ("verdict", .text(verdict.verdict)),
        ("registration", .text(verdict.registration)),
        ("estimate", verdict.estimate.map { .number($0) }),
        ("low", verdict.low.map { .number($0) }),
        ("high", verdict.high.map { .number($0) }), ("p", verdict.p.map { .number($0) }),
        ("adjusted_p", verdict.adjustedP.map { .number($0) }), ("units", .integer(verdict.units)),
      ]
      let properties = numbers.compactMap { name, value -> CrateEntity? in
        guard let value else { return nil }
        var property = CrateEntity("\(claim.id)-\(name)", "PropertyValue")
        property["name"] = .text(name)
        property["value"] = value
        return property
      }
      claim.refer("additionalProperty", to: properties.map(\.id))
      return [claim] + properties
    }
  }

  // MARK: Files

  /// The files, and in a summary the folder of stages in place of theirs.
  var fileEntities: [CrateEntity] {
    var entities = [workflowEntity]
    for file in files {
      switch file.member {
      case .spec: continue
      case .stage where isSummary: continue
      case .manifest, .resolvedSpec, .run, .annotation, .figure, .stage: break
      }
      entities.append(entity(of: file))
    }
    if let citation {
      var entity = CrateEntity(StudyCrate.citation, "File")
      entity["name"] = "How to cite this"
      entity["encodingFormat"] = "text/plain"
      entity["contentSize"] = .text("\(citation.size)")
      entity["sha256"] = .text(citation.sha256.hex)
      entities.append(entity)
    }
    if isSummary {
      var stages = CrateEntity("stages/", "Dataset")
      stages["name"] = "Stage folders"
      stages["description"] = "Each file with its size and SHA-256 is named in manifest.json"
      entities.append(stages)
    }
    return entities
  }

  /// The spec as the workflow that is run.
  private var workflowEntity: CrateEntity {
    let groups = groups
    var workflow = CrateEntity(
      ArchiveMember.spec.path, "File", "SoftwareSourceCode", "ComputationalWorkflow", "HowTo")
    workflow["name"] = .text("Spec of study \(study)")
    workflow.refer("programmingLanguage", to: [Self.language])
    workflow.refer("step", to: groups.steps.map { CrateGroups.stepID($0.name) })
    workflow.refer("hasPart", to: groups.kinds.map { CrateGroups.toolID($0.name) })
    workflow["encodingFormat"] = "application/yaml"
    if let file = files.first(where: { $0.member == .spec }) { describe(&workflow, file) }
    return workflow
  }

  private func entity(of file: ArchiveManifest.File) -> CrateEntity {
    var entity = CrateEntity(CrateEntity.id(ofPath: file.member.path), "File")
    entity["name"] = .text(file.member.path.split(separator: "/").last.map(String.init) ?? "")
    entity["encodingFormat"] = .text(Self.format(of: file.member.path))
    describe(&entity, file)
    if case .figure(let study, let name) = file.member, !name.hasSuffix(".csv") {
      // A picture is drawn from the numbers beside it.
      let csv = ArchiveMember.figure(study: study, file: Self.stem(name) + ".csv")
      if files.contains(where: { $0.member == csv }) {
        entity.refer("isBasedOn", to: [CrateEntity.id(ofPath: csv.path)])
      }
    }
    return entity
  }

  private func describe(_ entity: inout CrateEntity, _ file: ArchiveManifest.File) {
    entity["contentSize"] = .text("\(file.size)")
    entity["sha256"] = .text(file.sha256.hex)
  }

  private static func stem(_ name: String) -> String {
    name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  private static func format(of path: String) -> String {
    switch path.split(separator: ".").last {
    case "json": "application/json"
    case "jsonl": "application/jsonl"
    case "svg": "image/svg+xml"
    case "pdf": "application/pdf"
    case "png": "image/png"
    case "csv": "text/csv"
    case "yaml": "application/yaml"
    case "gp", "log", "cff": "text/plain"
    default: "application/octet-stream"
    }
  }

  // MARK: Words

  /// A time as ISO 8601, to the second.
  static func time(_ seconds: Double) -> String {
    DateText.text(seconds).replacing(" UTC", with: "+00:00").replacing(" ", with: "T")
  }

  static func status(_ isDone: Bool) -> Value {
    .text("http://schema.org/" + (isDone ? "CompletedActionStatus" : "FailedActionStatus"))
  }
}
