import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// One side of `runexp diff`: what its name means, what it was made from, and its numbers.
struct DiffSide {
  /// What sort of thing it is.
  enum Kind: String {
    case run, study, cells, stage
  }

  let kind: Kind
  /// As typed.
  let name: String
  /// The run whose spec and environment count: it itself, or the study's newest.
  let run: RunRecord?
  /// What is compared as the spec: of a stage its parameters.
  let spec: Value
  /// Facts about machine, program and settings by name.
  let facts: [String: String]
  /// Its cells and whose rows are theirs.
  let rows: ComparedSide

  /// What is said of it in one line.
  var summary: String {
    let of = run.map { kind == .run ? " of study \($0.study)" : ", as run \($0.id) left it" } ?? ""
    switch kind {
    case .run, .study:
      return "\(kind.rawValue) \(name)\(of), \(Amount.count(rows.cells.count, "cell"))"
    case .cells: return "\(Amount.count(rows.cells.count, "cell")) \(name)\(of)"
    case .stage: return "stage \(name)"
    }
  }
}

/// Finds what the two names of a comparison mean, from the store and the files of runs.
struct DiffFinder {
  let store: ResultsStore
  let folder: ResultsFolder

  /// The side called `name`; throws, with the nearest name, when there is none.
  func side(_ name: String) throws -> DiffSide {
    if let run = try store.run(name) { return try side(ofRun: run, name) }
    let studies = try store.studies()
    if studies.contains(name) { return try side(ofStudy: name, .study, name, where: []) }
    if let (study, point) = try cells(name, studies) {
      return try side(ofStudy: study, .cells, name, where: point)
    }
    if let stage = try store.stages(.stage(name)).first { return try side(ofStage: stage, name) }
    var names = try studies + store.runIDs()
    if let study = try newestStudy() {
      names += try store.uses(study: study).cells.map(\.label) + store.stageLabels(study: study)
    }
    let near = NearestName.suggestion(for: name, among: names).map { ["did you mean `\($0)`?"] }
    throw Diagnostic(
      .error, "nothing is called `\(name)` in \(folder.path)",
      notes: (near ?? []) + [
        "a run, a study, cells (bottleneck:variant=normal means all its seeds), or a stage"
      ])
  }

  private func newestStudy() throws -> String? { try store.runs(limit: 1).first?.study }

  // MARK: - Kinds of sides

  private func side(ofRun run: RunOverview, _ name: String) throws -> DiffSide {
    let isNewest = try store.runs(study: run.study, limit: 1).first?.id == run.id
    let uses =
      isNewest
      ? try store.uses(study: run.study)
      : try store.uses(study: run.study, cells: plan(ofRun: run.id))
    return try side(.run, name, run.id, ComparedSide(of: uses, where: []))
  }

  /// The plan of a run that is not its study's newest: its file keeps it, the store does not.
  private func plan(ofRun id: String) throws -> [PlannedCell] {
    let path = RunDocument.path(of: id, in: folder)
    let bytes = try LocalFileSystem().read(path, limit: .max)
    guard let document = RunDocument(try Value(json: bytes)) else {
      throw FileError(path: path, reason: "not a record of a run")
    }
    return document.snapshot.cells
  }

  private func side(
    ofStudy study: String, _ kind: DiffSide.Kind, _ name: String,
    where point: [(dimension: String, value: Value)]
  ) throws -> DiffSide {
    let uses = try store.uses(study: study)
    let rows = ComparedSide(of: uses, where: point)
    guard !rows.cells.isEmpty else {
      let labels = uses.cells.map(\.label)
      let wanted = point.map { "\($0.dimension)=\($0.value.text ?? $0.value.json)" }
        .joined(separator: ",")
      let near = NearestName.suggestion(for: wanted, among: labels).map {
        ["did you mean `\($0)`?"]
      }
      throw Diagnostic(
        .error, "study \(study) has no cell `\(wanted)`",
        notes: (near ?? []) + ["there are: \(labels.prefix(8).joined(separator: " "))"])
    }
    return try side(kind, name, store.runs(study: study, limit: 1).first?.id, rows, where: point)
  }

  private func side(
    _ kind: DiffSide.Kind, _ name: String, _ run: String?, _ rows: ComparedSide,
    where point: [(dimension: String, value: Value)] = []
  ) throws -> DiffSide {
    let record = try run.map { try store.record(ofRun: $0) }
    let resolved = record.flatMap { ResolvedSpec($0.resolvedSpec)?.value } ?? .null
    var facts = record?.environment ?? [:]
    facts["commit"] = record?.gitCommit
    if let diff = record?.gitDiff {
      facts["differences"] = "SHA-256 \(ContentHash(of: diff.utf8).hex.prefix(16))"
    }
    return DiffSide(
      kind: kind, name: name, run: record,
      spec: point.isEmpty ? resolved : Self.spec(resolved, at: point), facts: facts, rows: rows)
  }

  private func side(ofStage number: Int64, _ name: String) throws -> DiffSide {
    let lineage = try store.lineage(of: [number])
    let machine = lineage.machines.first
    var facts = machine?.facts ?? [:]
    facts["binary"] = machine?.binary
    let cell = StudyCell(PlannedCell(label: name, stages: []))
    return DiffSide(
      kind: .stage, name: name, run: nil,
      spec: try store.parameters(ofStage: number) ?? .null, facts: facts,
      rows: ComparedSide(cells: [cell], uses: [try store.use(ofStage: number)]))
  }

  // MARK: - Cells

  /// The study and the values of dimensions that `STUDY:a=b,c=d`, or without the study, names.
  private func cells(_ name: String, _ studies: [String]) throws -> (
    study: String, point: [(dimension: String, value: Value)]
  )? {
    var label = Substring(name)
    var study: String?
    if let colon = name.firstIndex(of: ":"), studies.contains(String(name[..<colon])) {
      study = String(name[..<colon])
      label = name[name.index(after: colon)...]
    }
    guard let study = try study ?? newestStudy() else { return nil }
    let uses = try store.uses(study: study)
    if uses.cells.contains(where: { $0.label == label }), !label.contains("=") {
      return (study, [("cell", .text(String(label)))])
    }
    let known = Set(["variant", "seed", "cell"]).union(uses.cells.flatMap { $0.coordinates.keys })
    var point: [(dimension: String, value: Value)] = []
    for part in label.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, known.contains(sides[0]) else { return nil }
      point.append((sides[0], uses.value(sides[1], of: sides[0])))
    }
    return (study, point)
  }

  /// A study's spec at some values of dimensions: without what makes its cells and views, with what
  /// the variant replaces.
  private static func spec(
    _ resolved: Value, at point: [(dimension: String, value: Value)]
  ) -> Value {
    var members = resolved.map ?? [:]
    for section in ["variants", "sweep", "figures", "claims", "limits"] { members[section] = nil }
    for (dimension, value) in point {
      members[dimension] = value
      guard dimension == "variant", let variant = value.text else { continue }
      for (path, change) in resolved["variants"]?[variant]?.map ?? [:] { members[path] = change }
    }
    return .map(members)
  }
}

extension StudyUses {
  /// The value of a dimension whose label is `text`.
  fileprivate func value(_ text: String, of dimension: String) -> Value {
    let values = cells.compactMap { $0.value(of: dimension) }
    return values.first { ($0.text ?? $0.json) == text }
      ?? Double(text).map { number in
        values.first { $0.number == number } ?? .text(text)
      } ?? .text(text)
  }
}
