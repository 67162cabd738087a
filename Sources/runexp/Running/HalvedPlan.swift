import Base
import Experiments
import Pipeline
import Spec
import Store
import Views

/// A study's plan as far as successive halving has decided it, from the numbers in a store; the whole
/// plan of a study that halves nothing.
///
/// Nothing of the decisions is kept: they follow from the numbers.
struct HalvedPlan {
  /// The plan as if every cell went all the way.
  let full: StudyPlan
  /// The plan with each cell trained as far as it is decided.
  let planned: StudyPlan
  /// What the next decision needs; nil when all is decided.
  let decision: StageGraph?
  /// The decisions; nil where nothing is halved.
  let ladder: HalvingLadder?

  /// Decides by what `store` holds; a stage that `hasFailed` and has no number is not waited for.
  init(_ full: StudyPlan, in store: ResultsStore?, hasFailed: (ContentHash) -> Bool) throws {
    self.full = full
    guard let halving = full.study.halving?.value else {
      planned = full
      decision = nil
      ladder = nil
      return
    }
    let numbers = try ComparedNumbers(full, halving, in: store)
    let ladder = HalvingLadder(
      full.study.cells.map { cell in
        HalvingLadder.Cell(label: cell.label, point: full.study.point(of: cell))
      }, halving: halving, epochs: full.decisiveRungs(of: halving)
    ) { cell, epoch in
      if let number = numbers[cell, epoch] { return .number(number) }
      let stages = numbers.stages(of: cell, at: epoch)
      // A cell that measures nothing there has nothing to wait for.
      return stages.contains(where: { !hasFailed($0) }) ? .open : .failed
    }
    let reached = full.reaching(ladder.limits, of: halving.model)
    self.ladder = ladder
    planned = reached
    decision = ladder.next.map { epoch in
      let alive = ladder.dropped.indices.filter { ladder.dropped[$0] == nil }
      return reached.deciding(halving, at: epoch, cells: Set(alive))
    }
  }

  /// What a command that runs nothing sees: decisions by what `store` holds, failures included.
  init(_ full: StudyPlan, in store: ResultsStore?) throws {
    let failures = try store.map { try StoredFailures(full, in: $0) }
    try self.init(full, in: store) { failures?[$0] != nil }
  }

  /// What a command that runs nothing sees of the results at `place`.
  init(_ full: StudyPlan, at place: ResultsOptions) throws {
    // The store tells nothing of a plan that nothing decides.
    let store = full.study.halving == nil ? nil : try RecordedHistory(place).store
    try self.init(full, in: store)
  }

  /// How many points go beyond the next rung and those after it, at most, each with its epoch.
  var mostBeyond: [(epoch: Int, points: Int)] {
    guard let ladder, let next = ladder.next, let halving = full.study.halving?.value else {
      return []
    }
    let epochs = full.decisiveRungs(of: halving).filter { $0 >= next }
    return Array(zip(epochs, ladder.mostBeyond(epochs, halving)))
  }

  /// How many stages may be added to the plan by what is still to be decided: those of the points
  /// with the most of them.
  var mostStages: Int {
    guard let ladder, let halving = full.study.halving?.value else { return 0 }
    var limits = ladder.limits
    var cells = Dictionary(
      grouping: ladder.limits.indices.filter { ladder.dropped[$0] == nil },
      by: { full.study.point(of: full.study.cells[$0]) })
    let later = Dictionary(grouping: full.trainings + full.uses, by: \.cell)
    let rungs = mostBeyond
    for (place, rung) in rungs.enumerated() {
      let end = place + 1 < rungs.count ? rungs[place + 1].epoch : nil
      let sizes = cells.map { point, cells in
        let stages = cells.flatMap { later[$0] ?? [] }.filter { use in
          use.checkpoint.map { $0 > rung.epoch && $0 <= end ?? .max } ?? false
        }
        return (point: point, count: stages.count)
      }
      let most = sizes.sorted { ($1.count, $0.point.label) < ($0.count, $1.point.label) }
        .prefix(rung.points).map(\.point)
      cells = cells.filter { most.contains($0.key) }
      for cell in cells.values.joined() { limits[cell] = end }
    }
    return full.reaching(limits, of: halving.model).graph.count - planned.graph.count
  }
}

/// What `halving` compares, as far as a store holds it.
private struct ComparedNumbers {
  private struct Place: Hashable {
    var cell: Int
    var epoch: Int
  }

  private var stages: [Place: [ContentHash]] = [:]
  private var numbers: [Place: Double] = [:]

  init(_ planned: StudyPlan, _ halving: Halving, in store: ResultsStore?) throws {
    let all = planned.plannedCells
    for epoch in planned.decisiveRungs(of: halving) {
      var cells = all.map { cell in
        PlannedCell(label: cell.label, stages: [])
      }
      for use in planned.compared(by: halving, at: epoch) {
        stages[Place(cell: use.cell, epoch: epoch), default: []].append(use.stage)
        cells[use.cell].stages.append(
          PlannedCell.Stage(
            key: use.stage, measure: use.measure, model: use.model, checkpoint: use.checkpoint))
      }
      guard let store else { continue }
      let reference = SweepQuantity.reference(of: halving, at: epoch)
      let found = try SweepQuantity.numbers(
        of: reference,
        in: store.cellMetrics(of: cells, at: .at(epoch), where: { $0.name == halving.quantity }))
      for (cell, number) in found { numbers[Place(cell: cell, epoch: epoch)] = number }
    }
  }

  /// The number of a cell at an epoch; nil where there is none yet.
  subscript(cell: Int, epoch: Int) -> Double? { numbers[Place(cell: cell, epoch: epoch)] }

  /// The stages that hold it.
  func stages(of cell: Int, at epoch: Int) -> [ContentHash] {
    stages[Place(cell: cell, epoch: epoch)] ?? []
  }
}

extension Study {
  /// The dimensions cells are told apart by: `variant` and the swept paths, in the order written.
  var dimensions: [String] { (variants.isEmpty ? [] : ["variant"]) + coordinates.map(\.path) }

  /// The point of the sweep that a cell is a replica of.
  func point(of cell: Cell) -> SweepPoint {
    SweepPoint(dimensions: dimensions) { cell.value(of: $0) }
  }
}
