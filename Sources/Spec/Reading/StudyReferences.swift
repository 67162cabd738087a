import Base

extension Study {
  /// The indices of the cells `reference` means when it stands in `cell`.
  ///
  /// One for this cell's node; in the sweep's order for `across` and `where`; for `pairs` the cells
  /// that are paired, each once.
  public func cellIndices(meantBy reference: Reference, from cell: Cell) -> [Int] {
    switch reference.scope {
    case .thisCell: [cell.index]
    case .across(let dimension), .pairs(let dimension): cellIndices(over: dimension, from: cell)
    case .cells(let wanted): indices(varying: wanted.mapValues { [$0] }, from: cell)
    }
  }

  /// The indices of the cells like `cell` at every value of `dimension`, in the sweep's order.
  public func cellIndices(over dimension: String, from cell: Cell) -> [Int] {
    indices(varying: [dimension: nil], from: cell)
  }

  /// All unordered pairs of the cells a `pairs` reference means, in the sweep's order.
  public func cellPairs(meantBy reference: Reference, from cell: Cell) -> [(Int, Int)] {
    let indices = cellIndices(meantBy: reference, from: cell)
    return indices.enumerated().flatMap { place, first in
      indices[(place + 1)...].map { (first, $0) }
    }
  }

  /// Cells like `cell` but for some dimensions, which take the given values, or all when nil.
  private func indices(varying wanted: [String: [Value]?], from cell: Cell) -> [Int] {
    func places(_ name: String, of values: [Value], here: Value?) -> [Int] {
      guard let asked = wanted[name] else {
        return here.flatMap { values.firstIndex(of: $0) }.map { [$0] } ?? [0]
      }
      guard let asked else { return Array(values.indices) }
      return asked.compactMap { values.firstIndex(of: $0) }
    }
    var result = places(
      "variant", of: variants.map { .text($0) }, here: cell.variant.map { .text($0) })
    for coordinate in coordinates {
      let inner = places(
        coordinate.path, of: coordinate.values, here: cell.value(of: coordinate.path))
      result = result.flatMap { outer in inner.map { outer * coordinate.values.count + $0 } }
    }
    return excluded.isEmpty ? result : result.compactMap(cellIndex)
  }

  /// The index of the cell at a place of the whole grid; nil of one that is left out.
  private func cellIndex(at place: Int) -> Int? {
    // How many are left out before it, by bisection.
    var (low, high) = (0, excluded.count)
    while low < high {
      let middle = (low + high) / 2
      if excluded[middle].gridIndex < place { low = middle + 1 } else { high = middle }
    }
    return low < excluded.count && excluded[low].gridIndex == place ? nil : place - low
  }
}
