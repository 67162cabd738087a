import Base
import Experiments
import Pipeline
import Spec
import Store
import Views

/// A study's sweep as the store has it, whatever plan was the last to run; nothing is run or written.
struct SweptStudy {
  /// The study.
  let study: Study
  /// What its spec plans, as far as it is decided.
  let halved: HalvedPlan
  /// The cells with their stages, in the plan's order.
  private let cells: [PlannedCell]
  private let store: ResultsStore

  /// The sweep of a study in `store`.
  init(_ planned: StudyPlan, in store: ResultsStore) throws {
    study = planned.study
    halved = try HalvedPlan(planned, in: store)
    cells = planned.plannedCells
    self.store = store
  }

  /// The study a person names: a spec file, or a study whose newest run tells its spec.
  static func plan(named name: String, overrides: [String], in store: ResultsStore) throws
    -> StudyPlan
  {
    let studies = try store.studies()
    if !LocalFileSystem().exists(name), studies.contains(name) {
      guard overrides.isEmpty else {
        throw Diagnostic(
          .error, "--set changes a spec, and `\(name)` is a study of the store",
          notes: ["name the spec file instead"])
      }
      guard let run = try store.runs(study: name, limit: 1).first else {
        throw Diagnostic(
          .error, "no run of `\(name)` is in the store", notes: ["name the spec file instead"])
      }
      let recorded = RecordedSpec(run: run.id, text: try store.resolvedSpec(ofRun: run.id))
      return try StudyPlanner.plan(try recorded.study())
    }
    guard LocalFileSystem().exists(name) else {
      var fault = SpecOptions.missing(name)
      if let near = NearestName.suggestion(for: name, among: studies) {
        fault.notes.insert("did you mean the study `\(near)`?", at: 0)
      }
      throw fault
    }
    return try StudyPlanner.plan(try SpecOptions.study(at: name, overrides: overrides))
  }

  /// The swept paths that make replicas, each with its number of values.
  var seeds: [(path: String, count: Int)] {
    study.coordinates.filter { SweepPoint.isSeed($0.path) }.map { path in
      (path.path, path.values.count)
    }
  }

  // MARK: Numbers

  /// The number `text` names, or the one nobody has to name; nil where nothing that could be meant is
  /// measured yet.
  func quantity(_ text: String?, at epoch: Int?) throws -> MetricReference? {
    let measures = orderedMeasures
    if let text {
      let quantities = try store.quantities()
      // Before anything is measured no name is known, so none can be wrong.
      guard !quantities.isEmpty else { return nil }
      var reference = try SweepQuantity.named(
        text, option: "--by", measures: measures, quantities: quantities)
      if let epoch {
        guard reference.checkpoint == nil else {
          throw Diagnostic(
            .error, "`\(text)` and --at both name an epoch", notes: ["keep one of them"])
        }
        reference.checkpoint = epoch
      }
      return reference
    }
    if let halving = study.halving?.value {
      return SweepQuantity.reference(of: halving, at: epoch)
    }
    let found = try store.cellMetrics(
      of: cells, at: epoch.map { .at($0) } ?? .last, where: SweepQuantity.isUsual)
    var reference = SweepQuantity.usual(in: found, measures: measures)
    reference?.checkpoint = epoch
    return reference
  }

  /// The measures as the spec has them, then what is recorded besides.
  private var orderedMeasures: [String] {
    let asked =
      (study.cells.first?.measures.map(\.name) ?? [])
      + (study.cells.first?.relations.map(\.name) ?? [])
    let others = Set(cells.flatMap { $0.stages.compactMap(\.measure) }).subtracting(asked)
    return asked + others.sorted()
  }

  /// Whether the largest number is the best where nobody says: what is halved says so itself.
  func isMaximised(_ asked: String?) -> Bool {
    asked == nil ? study.halving?.value.isMaximised ?? true : true
  }

  // MARK: Summary

  /// The sweep by one number; without one, how far it is alone.
  func summary(by quantity: MetricReference?, isMaximised: Bool) throws -> SweepSummary {
    var numbers: [Int: Double] = [:]
    if let quantity {
      let metrics = try store.cellMetrics(
        of: cells, at: quantity.checkpoint.map { .at($0) } ?? .last,
        where: { $0.name == quantity.name })
      numbers = try SweepQuantity.numbers(of: quantity, in: metrics)
    }
    let states = try CellStates(halved, in: store)
    return SweepSummary(
      cells.indices.map { place in
        SweepCell(
          cell: StudyCell(cells[place]), state: states[place], number: numbers[place])
      }, dimensions: study.dimensions, isMaximised: isMaximised)
  }
}

/// How far each cell of a plan is, as the store knows it.
struct CellStates {
  private let states: [SweepCell.State]

  /// Looks at the stages of the cells, as far as it is decided which they have.
  init(_ halved: HalvedPlan, in store: ResultsStore) throws {
    let finished = try store.collectedKeys()
    let failures = try StoredFailures(halved.planned, in: store)
    // Stages that record nothing belong to a cell too.
    let grouped = Dictionary(grouping: halved.planned.graph.nodes.filter { $0.group != nil }) {
      $0.group ?? ""
    }
    states = halved.planned.plannedCells.enumerated().map { place, cell in
      let keys = cell.stages.map(\.key) + (grouped[cell.label] ?? []).map(\.key)
      let open = keys.filter { !finished.contains($0) }
      if let failure = open.lazy.compactMap({ failures[$0] }).first {
        return .failed(stage: failure.label, reason: failure.reason)
      }
      guard open.isEmpty else { return .pending }
      if let epoch = halved.ladder?.dropped[place] { return .dropped(epoch: epoch) }
      // A cell that has all it may have so far waits for the decision.
      return halved.decision == nil ? .finished : .pending
    }
  }

  /// The state of the cell at a place in the plan.
  subscript(place: Int) -> SweepCell.State { states[place] }
}
