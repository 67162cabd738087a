import Base
import Store

/// One side of a comparison: some cells of a plan, or one stage.
public struct ComparedSide: Sendable {
  /// The cells compared.
  public var cells: [StudyCell]
  /// Whose rows their stages hold; `cell` is an index into `cells`.
  public var uses: [StudyUses.Use]
  /// The dimensions of cells that the side's name holds at a value: they do not tell its cells from
  /// those of the other side.
  public var fixed: Set<String>

  /// Makes a side.
  public init(cells: [StudyCell], uses: [StudyUses.Use], fixed: Set<String> = []) {
    self.cells = cells
    self.uses = uses
    self.fixed = fixed
  }

  /// The cells of `study` that have the values `wanted` of some dimensions.
  public init(of study: StudyUses, where wanted: [(dimension: String, value: Value)]) {
    let chosen = study.cells.indices.filter { place in
      wanted.allSatisfy { dimension, value in
        study.cells[place].value(of: dimension)?.agrees(with: value) ?? false
      }
    }
    let places = Dictionary(uniqueKeysWithValues: zip(chosen, chosen.indices))
    self.init(
      cells: chosen.map { study.cells[$0] },
      uses: study.uses.compactMap { use in
        places[use.cell].map { place in
          var moved = use
          moved.cell = place
          return moved
        }
      }, fixed: Set(wanted.map(\.dimension)))
  }

  /// What tells a cell from those compared with other cells: its dimensions besides the seed and
  /// those that are fixed.
  func group(of cell: StudyCell, without fixed: Set<String>) -> String {
    var parts: [String] = []
    if let variant = cell.variant, !fixed.contains("variant") { parts.append("variant=\(variant)") }
    for (path, value) in cell.coordinates.sorted(by: { $0.key < $1.key })
    where path != "seed" && !fixed.contains(path) {
      parts.append("\(path)=\(value.text ?? value.json)")
    }
    return parts.joined(separator: ",")
  }

  /// The unit of inference a cell is of: its seed, or itself where seeds are not swept.
  static func unit(of cell: StudyCell) -> String {
    cell.value(of: "seed").map { "seed=\($0.json)" } ?? cell.label
  }
}
