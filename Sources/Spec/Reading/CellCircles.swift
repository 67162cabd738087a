import Base

/// Finds circles of references that lead through several cells (`{of: …, where: {…}}`).
struct CellCircles {
  /// A node of one cell.
  private struct Place: Hashable {
    let cell: Int
    let name: NodeName
  }

  /// Longer chains are refused: they are followed by recursion.
  private static let longestChain = 1000

  let study: Study
  let sink: FaultSink

  /// Reports each circle once.
  func report() {
    // Circles within a cell are found there; only `where` leads to other cells and back.
    let starts = study.cells.flatMap { cell in
      Self.nodes(of: cell).filter { Self.leadsElsewhere($0.node) }
        .map { Place(cell: cell.index, name: $0.name) }
    }
    var done: Set<Place> = []
    for start in starts {
      guard visit(start, path: [], done: &done) else { return }
    }
  }

  /// False after a circle was reported.
  private func visit(_ place: Place, path: [Place], done: inout Set<Place>) -> Bool {
    guard !done.contains(place) else { return true }
    let cell = study.cells[place.cell]
    let node = Self.nodes(of: cell).first { $0.name == place.name }?.node
    let path = path + [place]
    guard path.count <= Self.longestChain else {
      sink.report(
        at: node?.span, "references lead through more than \(Self.longestChain) cells",
        notes: ["let more of them use one node"])
      return false
    }
    for reference in node?.inputs.flatMap(\.references) ?? [] {
      for index in study.cellIndices(meantBy: reference, from: cell) {
        let next = Place(cell: index, name: reference.target)
        if let start = path.firstIndex(of: next) {
          let circle = (path[start...] + [next]).map {
            "\($0.name) of \(study.cells[$0.cell].label)"
          }
          sink.report(
            at: reference.span, "references go in a circle: " + circle.joined(separator: " → "),
            notes: ["each → reads “needs”; let one of them use another cell"])
          return false
        }
        guard visit(next, path: path, done: &done) else { return false }
      }
    }
    done.insert(place)
    return true
  }

  private static func leadsElsewhere(_ node: any CellNode) -> Bool {
    node.inputs.contains { input in
      input.references.contains { if case .cells = $0.scope { true } else { false } }
    }
  }

  private static func nodes(of cell: Cell) -> [(name: NodeName, node: any CellNode)] {
    CellReader.Nodes(
      data: cell.data, models: cell.models, samples: cell.samples, measures: cell.measures,
      relations: cell.relations
    ).all
  }
}
