import Base

/// Makes the cells of a study from its tree.
struct CellExpansion {
  let grid: SweepGrid
  let coordinates: [Study.Coordinate]
  let reader: CellReader
  let sink: FaultSink

  /// The cells: variants in order, and in each the grid, the last coordinate fastest.
  func cells(of root: SpecNode) -> [Cell] {
    guard !grid.isFaulty else {
      checkParts(of: root)
      return []
    }
    var cells: [Cell] = []
    cells.reserveCapacity(grid.count)
    let variants: [SweepGrid.Variant?] = grid.variants.isEmpty ? [nil] : grid.variants
    for variant in variants {
      var tree = root
      for override in variant?.overrides ?? [] {
        tree = override.applied(to: tree, allowing: Override.cellKeys, sink: sink) ?? tree
      }
      let isComplete = expand(
        tree, variant: variant?.name, axis: 0, point: [], into: &cells)
      if !isComplete { break }
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
    for axis in grid.axes {
      for value in axis.values.prefix(1000) {
        let override = Override(axis.path, value: value, keySpan: axis.keySpan)
        guard let tree = override.applied(to: root, allowing: Override.cellKeys, sink: sink)
        else { break }
        read(tree)
      }
    }
  }

  /// Adds the cells below a tree in which the axes before `axis` are set; false to stop.
  private func expand(
    _ tree: SpecNode, variant: String?, axis: Int, point: [Cell.Coordinate],
    into cells: inout [Cell]
  ) -> Bool {
    guard axis < grid.axes.count else {
      let nodes = reader.nodes(of: tree)
      check(nodes, of: tree)
      cells.append(cell(cells.count, variant, point, nodes))
      // Enough faults to mend: more cells would add the same again.
      return sink.diagnostics.count < FaultSink.limit
    }
    let swept = grid.axes[axis]
    for (node, value) in zip(swept.values, coordinates[axis].values) {
      let override = Override(swept.path, value: node, keySpan: swept.keySpan)
      guard let below = override.applied(to: tree, allowing: Override.cellKeys, sink: sink) else {
        return true
      }
      let coordinate = Cell.Coordinate(path: swept.path, value: value)
      guard
        expand(
          below, variant: variant, axis: axis + 1, point: point + [coordinate], into: &cells)
      else { return false }
    }
    return true
  }

  private func cell(
    _ index: Int, _ variant: String?, _ point: [Cell.Coordinate], _ nodes: CellReader.Nodes
  ) -> Cell {
    let parts =
      (variant.map { ["variant=\($0)"] } ?? []) + point.map { "\($0.path)=\($0.value.label)" }
    return Cell(
      index: index, variant: variant, coordinates: point,
      label: parts.isEmpty ? "base" : parts.joined(separator: ","), data: nodes.data,
      models: nodes.models, samples: nodes.samples, measures: nodes.measures,
      relations: nodes.relations, noop: nodes.noop)
  }

  private func check(_ nodes: CellReader.Nodes, of tree: SpecNode) {
    guard checked.insert(tree) else { return }
    CellChecker(sink: sink, dimensions: dimensions).check(nodes)
  }

  private let checked = CheckedTrees()

  private var dimensions: [(name: String, values: [Value])] {
    (grid.variants.isEmpty ? [] : [("variant", grid.variants.map { .text($0.name) })])
      + coordinates.map { ($0.path, $0.values) }
  }

  init(
    grid: SweepGrid, coordinates: [Study.Coordinate], reader: CellReader, sink: FaultSink
  ) {
    self.grid = grid
    self.coordinates = coordinates
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
