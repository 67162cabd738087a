import Base

/// Makes the cells of a study from its tree.
struct CellExpansion {
  let grid: SweepGrid
  let factors: [Study.Factor]
  let reader: CellReader
  let sink: FaultSink

  /// What becomes of the grid.
  struct Expansion {
    /// The cells: variants in order, and in each the grid, the last factor fastest.
    var cells: [Cell] = []
    /// The cells left out.
    var excluded: [ExcludedCell] = []
    /// The entries of `sweep.exclude` that left some out.
    var usedExclusions: Set<Int> = []

    /// How many points of the grid were passed.
    var count: Int { cells.count + excluded.count }
  }

  /// The cells of the grid and those left out of it.
  func cells(of root: SpecNode) -> Expansion {
    guard !grid.isFaulty else {
      checkParts(of: root)
      return Expansion()
    }
    var cells = Expansion()
    cells.cells.reserveCapacity(grid.count)
    let variants: [SweepGrid.Variant?] = grid.variants.isEmpty ? [nil] : grid.variants
    for variant in variants {
      var tree = root
      for override in variant?.overrides ?? [] {
        tree = override.applied(to: tree, allowing: Override.cellKeys, sink: sink) ?? tree
      }
      let isComplete = expand(
        tree, variant: variant?.name, factor: 0, point: [], into: &cells)
      if !isComplete { return cells }
    }
    for (place, exclusion) in grid.exclusions.enumerated()
    where !cells.usedExclusions.contains(place) {
      sink.report(
        exclusion.isRule ? .warning : .error, at: exclusion.span,
        "nothing is left out by this entry of `exclude`",
        notes: [
          exclusion.isRule
            ? "no cell meets it, or entries before it leave out all that do"
            : "entries before it leave out all its cells: remove it"
        ])
    }
    if cells.cells.isEmpty, let last = grid.exclusions.last {
      sink.report(
        at: last.span, "`exclude` leaves out every cell", notes: ["leave out fewer of them"])
    }
    return cells
  }

  /// Reads what each variant and each swept value makes of the tree by itself, for its faults.
  ///
  /// With a faulty grid there are no cells, but every fault is to be found in one pass.
  private func checkParts(of root: SpecNode) {
    func read(_ tree: SpecNode) { check(reader.nodes(of: tree), of: tree) }
    read(root)
    for variant in grid.variants {
      var tree = root
      for override in variant.overrides {
        tree = override.applied(to: tree, allowing: Override.cellKeys, sink: sink) ?? tree
      }
      read(tree)
    }
    for factor in grid.factors {
      for point in factor.points.prefix(factor.isDrawn ? 1 : 1000) {
        guard let tree = self.tree(root, at: point, of: factor) else { break }
        read(tree)
      }
    }
  }

  /// `tree` with a factor's paths set to the values of a point; nil after reporting.
  private func tree(_ tree: SpecNode, at point: [SpecNode], of factor: SweepFactor) -> SpecNode? {
    var tree = tree
    for (path, value) in zip(factor.paths, point) {
      let override = Override(path.name, value: value, keySpan: path.keySpan)
      guard let changed = override.applied(to: tree, allowing: Override.cellKeys, sink: sink)
      else { return nil }
      tree = changed
    }
    return tree
  }

  /// Adds the cells below a tree in which the factors before `place` are set; false to stop.
  private func expand(
    _ tree: SpecNode, variant: String?, factor place: Int, point: [Cell.Coordinate],
    into cells: inout Expansion
  ) -> Bool {
    guard place < grid.factors.count else {
      let excluding = grid.exclusions.firstIndex { $0.covers(variant: variant, point) }
      if let excluding {
        cells.usedExclusions.insert(excluding)
        cells.excluded.append(
          ExcludedCell(
            label: Self.label(variant, point), reason: grid.exclusions[excluding].reason,
            gridIndex: cells.count))
        return true
      }
      let nodes = reader.nodes(of: tree)
      check(nodes, of: tree)
      cells.cells.append(cell(cells.cells.count, at: cells.count, variant, point, nodes))
      // Enough faults to mend: more cells would add the same again.
      return sink.diagnostics.count < FaultSink.limit
    }
    let factor = grid.factors[place]
    let errors = sink.errorCount
    for (nodes, values) in zip(factor.points, factors[place].points) {
      guard let below = self.tree(tree, at: nodes, of: factor) else { return true }
      let here = zip(factor.paths, values).map { Cell.Coordinate(path: $0.name, value: $1) }
      guard
        expand(
          below, variant: variant, factor: place + 1, point: point + here, into: &cells)
      else { return false }
      // The same is wrong with the points drawn after it.
      if factor.isDrawn, sink.errorCount > errors { return true }
    }
    return true
  }

  private static func label(_ variant: String?, _ point: [Cell.Coordinate]) -> String {
    let parts =
      (variant.map { ["variant=\($0)"] } ?? []) + point.map { "\($0.path)=\($0.value.label)" }
    return parts.isEmpty ? "base" : parts.joined(separator: ",")
  }

  private func cell(
    _ index: Int, at gridIndex: Int, _ variant: String?, _ point: [Cell.Coordinate],
    _ nodes: CellReader.Nodes
  ) -> Cell {
    Cell(
      index: index, gridIndex: gridIndex, variant: variant, coordinates: point,
      label: Self.label(variant, point), data: nodes.data,
      models: nodes.models, samples: nodes.samples, measures: nodes.measures,
      relations: nodes.relations, noop: nodes.noop)
  }

  private func check(_ nodes: CellReader.Nodes, of tree: SpecNode) {
    guard checked.insert(tree) else { return }
    CellChecker(sink: sink, dimensions: dimensions).check(nodes)
  }

  private let checked = CheckedTrees()

  private let dimensions: [(name: String, values: [Value])]

  init(grid: SweepGrid, factors: [Study.Factor], reader: CellReader, sink: FaultSink) {
    self.grid = grid
    self.factors = factors
    dimensions = grid.dimensions
    self.reader = reader
    self.sink = sink
  }
}

/// The combinations of node mappings whose references have been checked.
private final class CheckedTrees {
  private var seen: [[ObjectIdentifier?]: [SpecNode?]] = [:]

  /// Whether the parts of `tree` that references live in are met for the first time.
  func insert(_ tree: SpecNode) -> Bool {
    let keys = NodeKind.allCases.map(\.rawValue) + ["players", "baseline"]
    let parts = keys.map { tree[$0] }
    let identity = parts.map { $0.map { ObjectIdentifier($0) } }
    // The parts are kept, so that their identities stay theirs.
    return seen.updateValue(parts, forKey: identity) == nil
  }
}
