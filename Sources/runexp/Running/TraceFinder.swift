import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store
import Views

/// Finds what a person asks the origin of, and traces it, from the store alone.
struct TraceFinder {
  let store: ResultsStore
  let folder: ResultsFolder
  /// The study asked for; nil for that of the newest run.
  let study: String?
  let isForward: Bool

  /// What gave `what`, or what depends on it; throws when it means nothing.
  func trace(_ what: String) throws -> Trace {
    if let prefix = Prefix(what) { return try trace(prefix) }
    if let found = try file(what) { return found }
    let study = try recorded()
    if let study {
      let name = what.prefix { $0 != "." && $0 != "[" }
      if study.uses.measures.contains(String(name)) { return try quantity(what, study) }
      if study.uses.cells.contains(where: { $0.label == what }) { return try cell(what, study) }
    }
    if let stage = try stage(what) { return stage }
    if let study {
      if study.figures.contains(what) { return try figure(what, study) }
      if study.claims.contains(what) { return try claim(what, study) }
    }
    throw try unknown(what, among: study, in: "")
  }

  // MARK: - Names with a prefix

  /// `figure:NAME` and the like.
  private struct Prefix {
    var kind: Trace.Subject.Kind
    var name: String

    init?(_ text: String) {
      guard let colon = text.firstIndex(of: ":"),
        let kind = Trace.Subject.Kind(rawValue: String(text[..<colon]))
      else { return nil }
      self.kind = kind
      name = String(text[text.index(after: colon)...])
    }
  }

  private func trace(_ prefix: Prefix) throws -> Trace {
    let name = prefix.name
    switch prefix.kind {
    case .stage: if let found = try stage(name) { return found }
    case .file: if let found = try file(name) { return found }
    case .run: if try store.run(name) != nil { return try run(name) }
    case .figure, .claim, .measure, .cell:
      guard let study = try recorded() else { break }
      switch prefix.kind {
      case .figure: if study.figures.contains(name) { return try figure(name, study) }
      case .claim: if study.claims.contains(name) { return try claim(name, study) }
      case .cell:
        if study.uses.cells.contains(where: { $0.label == name }) { return try cell(name, study) }
      default: return try quantity(name, study)
      }
    }
    throw try unknown(name, among: try recorded(), in: prefix.kind.rawValue)
  }

  private func recorded() throws -> RecordedStudy? {
    if let study { return try RecordedStudy(study, in: store) }
    return try store.runs(limit: 1).first.map { try RecordedStudy($0.study, in: store) }
  }

  // MARK: - Subjects

  private func figure(_ name: String, _ study: RecordedStudy) throws -> Trace {
    try view(
      Trace.Subject(.figure, name, study: study.name), study.place("figures", name),
      study.scopes(ofFigure: name), study)
  }

  private func claim(_ name: String, _ study: RecordedStudy) throws -> Trace {
    try view(
      Trace.Subject(.claim, name, study: study.name), study.place("claims", name),
      study.scopes(ofClaim: name), study)
  }

  private func view(
    _ subject: Trace.Subject, _ place: Trace.SpecPlace?, _ scopes: [RowScope],
    _ study: RecordedStudy
  ) throws -> Trace {
    guard !isForward else {
      throw Diagnostic(
        .error, "nothing is made from a \(subject.kind.rawValue)",
        notes: ["name a stage, a cell, a measure or a file, or leave out --forward"])
    }
    let measures = scopes.flatMap(\.measures).reduce(into: [String]()) { known, measure in
      if !known.contains(measure) { known.append(measure) }
    }
    return try made(
      subject, from: try store.uses(of: study.uses, in: scopes),
      spec: [place].compactMap(\.self) + study.places(of: measures), study)
  }

  private func quantity(_ text: String, _ study: RecordedStudy) throws -> Trace {
    let name: QuantityName
    do { name = try QuantityName(text) } catch {
      throw Diagnostic(
        .error, error.description,
        notes: ["such as: runexp trace 'strength.J[variant=normal,context_order=0]'"])
    }
    let measures = study.uses.measures
    guard measures.contains(name.measure) else {
      throw unknown("measure", name.measure, among: measures, of: study)
    }
    for filter in name.filters where !study.uses.dimensions.contains(filter.dimension) {
      throw unknown("dimension", filter.dimension, among: study.uses.dimensions, of: study)
    }
    let scope = RowScope(
      measures: [name.measure], metrics: name.metric.map { [$0] }, filters: name.filters)
    let uses = try store.uses(of: study.uses, in: [scope])
    if uses.isEmpty, let metric = name.metric {
      let recorded = try store.queries(study: study.name).metricNames(measure: name.measure)
      guard recorded.contains(metric) else {
        throw unknown("metric of \(name.measure)", metric, among: recorded, of: study)
      }
    }
    return try made(
      Trace.Subject(.measure, text, study: study.name), from: uses,
      spec: study.places(of: [name.measure]), study)
  }

  private func cell(_ label: String, _ study: RecordedStudy) throws -> Trace {
    let uses = study.uses.uses.filter { study.uses.cells[$0.cell].label == label }
    return try made(
      Trace.Subject(.cell, label, study: study.name), from: uses, spec: [], study)
  }

  private func stage(_ name: String) throws -> Trace? {
    let found = try store.stages(.stage(name))
    guard let newest = found.first else { return nil }
    if found.count > 1, name.allSatisfy(\.isHexDigit) {
      throw Diagnostic(
        .error, "\(Amount.count(found.count, "stage")) have a key that begins with `\(name)`",
        notes: ["give more of its digits"])
    }
    var facts: [Trace.Fact] = []
    if found.count > 1 {
      facts.append(
        Trace.Fact(
          "note", "\(found.count) stages were ever called so; this is the one heard of last"))
    }
    return try made(Trace.Subject(.stage, name), facts: facts, from: [newest])
  }

  private func run(_ id: String) throws -> Trace {
    try made(
      Trace.Subject(.run, id), from: Set(try store.stages(.run(id))))
  }

  // MARK: - Files

  /// What is known of the file at `path`; nil when it is neither in the results folder nor a file
  /// runs were made from.
  private func file(_ path: String) throws -> Trace? {
    if let inside = inside(path) {
      let parts = inside.split(separator: "/").map(String.init)
      switch parts.first {
      case "figures" where parts.count == 3:
        let study = try RecordedStudy(parts[1], in: store)
        let name = String(parts[2].prefix { $0 != "." })
        guard study.figures.contains(name) else {
          throw try unknown(name, among: study, in: "figure")
        }
        return try figure(name, study)
      case "stages" where parts.count >= 3:
        guard let trace = try stage(parts[2]) else { break }
        return trace
      case "runs" where parts.count == 2 && parts[1].hasSuffix(".json"):
        let id = String(parts[1].dropLast(5))
        if try store.run(id) != nil { return try run(id) }
      default: break
      }
    }
    let bytes = try? LocalFileSystem().read(path, limit: Self.largestHashed)
    let sha256 = bytes.map { ContentHash(of: $0) }
    let known = try store.runFiles(path: path, sha256: sha256)
    guard let newest = known.first else { return nil }
    var facts = [
      Trace.Fact("role", newest.file.role), Trace.Fact("sha256", newest.file.sha256.hex),
    ]
    if let size = newest.file.size { facts.append(Trace.Fact("size", Amount.bytes(size))) }
    if newest.file.path != path { facts.append(Trace.Fact("recorded as", newest.file.path)) }
    let runs = known.filter { $0.file.sha256 == newest.file.sha256 }.map(\.run)
    let shown = runs.prefix(5).joined(separator: ", ")
    facts.append(
      Trace.Fact(
        "used by runs", runs.count > 5 ? "\(shown) and \(runs.count - 5) more" : shown))
    if let sha256, sha256 != newest.file.sha256 {
      facts.append(Trace.Fact("changed since", "its SHA-256 is now \(sha256.hex)"))
    }
    let readers = try store.stages(.file(sha256: newest.file.sha256.hex))
    return try made(
      Trace.Subject(.file, path), facts: facts, from: Set(readers))
  }

  /// Larger files are known by their path alone.
  private static let largestHashed = 1 << 30

  /// `path` as seen from the results folder; nil for what does not lie in it.
  private func inside(_ path: String) -> String? {
    let root = AbsolutePath.of(folder.path) + "/"
    let absolute = AbsolutePath.of(path)
    if absolute.hasPrefix(root) { return String(absolute.dropFirst(root.count)) }
    let beginnings = ["figures/", "stages/", "runs/"]
    return beginnings.contains { path.hasPrefix($0) } ? path : nil
  }

  // MARK: - Answers

  /// The answer about rows of a study's plan.
  private func made(
    _ subject: Trace.Subject, from uses: [StudyUses.Use], spec: [Trace.SpecPlace],
    _ study: RecordedStudy
  ) throws -> Trace {
    var trace = try made(subject, from: Set(uses.map(\.stage)))
    trace.spec = spec
    trace.cells = Set(uses.map(\.cell)).sorted().map { study.uses.cells[$0].label }
    return trace
  }

  /// The answer about some stages.
  private func made(
    _ subject: Trace.Subject, facts: [Trace.Fact] = [], from roots: Set<Int64>
  ) throws -> Trace {
    let reached = try store.reach(from: roots, isForward ? .forward : .back)
    return Trace(
      of: subject, facts: facts, roots: roots, lineage: try store.lineage(of: reached),
      dependents: isForward ? try dependents(on: reached) : nil)
  }

  /// What of the studies reads rows of `stages`.
  private func dependents(on stages: Set<Int64>) throws -> [Trace.Dependent] {
    try store.studies().compactMap { name in
      let study = try RecordedStudy(name, in: store)
      func isTouched(_ scopes: [RowScope]) throws -> Bool {
        try store.uses(of: study.uses, in: scopes).contains { stages.contains($0.stage) }
      }
      let touched = Set(
        study.uses.uses.lazy.filter { stages.contains($0.stage) }.compactMap(\.measure))
      guard !touched.isEmpty else { return nil }
      return Trace.Dependent(
        study: name, measures: study.uses.measures.filter(touched.contains),
        figures: try study.figures.filter { try isTouched(study.scopes(ofFigure: $0)) },
        claims: try study.claims.filter { try isTouched(study.scopes(ofClaim: $0)) })
    }
  }

  // MARK: - Faults

  private func unknown(_ what: String, among study: RecordedStudy?, in kind: String) throws
    -> Diagnostic
  {
    var names: [String] = []
    if let study {
      switch kind {
      case "figure": names = study.figures
      case "claim": names = study.claims
      case "cell": names = study.uses.cells.map(\.label)
      case "stage": names = try store.stageLabels(study: study.name)
      case "run": names = try store.runIDs()
      case "":
        names =
          study.figures + study.claims + study.uses.measures + study.uses.cells.map(\.label)
          + (try store.stageLabels(study: study.name))
      default: break
      }
    }
    let subject = kind.isEmpty ? "nothing" : "no \(kind)"
    let near = NearestName.suggestion(for: what, among: names).map { ["did you mean `\($0)`?"] }
    let listed = ["figure", "claim"].contains(kind) && !names.isEmpty
    let notes =
      listed
      ? ["\(kind)s: \(names.joined(separator: ", "))"]
      : [
        "a figure, a claim, a measure (strength.J), a cell, a stage, or a path",
        study.map { "looked into study \($0.name); name another with --study" }
          ?? "no run is recorded in \(folder.path)",
      ]
    return Diagnostic(
      .error, "\(subject) is called `\(what)` in \(folder.path)", notes: (near ?? []) + notes)
  }

  private func unknown(
    _ kind: String, _ name: String, among names: [String], of study: RecordedStudy
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: name, among: names).map { ["did you mean `\($0)`?"] }
    return Diagnostic(
      .error, "study \(study.name) has no \(kind) `\(name)`",
      notes: (near ?? []) + ["there are: \(names.joined(separator: ", "))"])
  }
}
