import Base
import Experiments
import Spec
import Store
import Views

/// A study as its newest run left it in the store; no spec file is needed.
struct RecordedStudy {
  /// Its name.
  let name: String
  /// Whose rows its stages hold.
  let uses: StudyUses
  /// What its newest run was asked for; nil when no run is recorded.
  let spec: ResolvedSpec?

  /// Reads what `store` holds of `study`; throws when there is no such study.
  init(_ study: String, in store: ResultsStore) throws {
    name = study
    uses = try store.uses(study: study)
    let run = try store.runs(study: study, limit: 1).first
    spec = try run.flatMap { ResolvedSpec(try store.resolvedSpec(ofRun: $0.id)) }
  }

  /// Its figures, in the order written.
  var figures: [String] { spec?.names(in: "figures") ?? [] }
  /// Its claims, in the order written.
  var claims: [String] { spec?.names(in: "claims") ?? [] }

  /// The rows the figure `name` is drawn from.
  func scopes(ofFigure name: String) -> [RowScope] {
    let figure = spec?.value["figures"]?[name] ?? .null
    let preset = figure["preset"]?.text
    let recipe = preset.flatMap(FigureCatalog.recipe(named:))
    let quantities = recipe?.quantities ?? []
    return RowScope.figure(
      figure, measures: uses.measures,
      // A preset without quantities of its own may read all of its measure.
      metrics: quantities.isEmpty ? nil : quantities,
      drawsEpochs: recipe?.drawsEpochs == true, control: recipe?.needsUntrained == true ? 0 : nil)
  }

  /// The rows the claim `name` is judged on.
  func scopes(ofClaim name: String) -> [RowScope] {
    RowScope.claim(spec?.value["claims"]?[name] ?? .null, measures: uses.measures)
  }

  /// The section of the spec that makes `measure`: `measure`, `relate`, or nil for training curves.
  func section(of measure: String) -> String? {
    ["measure", "relate"].first { spec?.value[$0]?[measure] != nil }
  }

  /// The place of a part of the spec.
  func place(_ path: String...) -> Trace.SpecPlace? {
    spec?.origin(of: path).map { Trace.SpecPlace(path: path.joined(separator: "."), place: $0) }
  }

  /// The places of some measures.
  func places(of measures: [String]) -> [Trace.SpecPlace] {
    measures.compactMap { name in section(of: name).flatMap { place($0, name) } }
  }
}
