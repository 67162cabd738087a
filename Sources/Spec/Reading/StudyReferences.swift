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
  ///
  /// What changes together with a dimension that varies, varies with it.
  private func indices(varying wanted: [String: [Value]?], from cell: Cell) -> [Int] {
    var rest = cell.gridIndex
    let here = factors.reversed().map { factor in
      defer { rest /= factor.points.count }
      return rest % factor.points.count
    }
    var result = [rest]
    if let asked = wanted["variant"] {
      let known = variants.map { Value.text($0) }
      result = asked.map { $0.compactMap { known.firstIndex(of: $0) } } ?? Array(known.indices)
    }
    for (factor, place) in zip(factors, here.reversed()) {
      let inner = factor.places(varying: wanted) ?? [place]
      result = result.flatMap { outer in inner.map { outer * factor.points.count + $0 } }
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

extension Study {
  /// The coordinates of factors, each with the values it has in any point.
  static func coordinates(of factors: [Factor]) -> [Coordinate] {
    factors.flatMap { factor in
      factor.paths.enumerated().map { place, path in
        var seen: Set<Value> = []
        let values = factor.points.map { $0[place] }.filter { seen.insert($0).inserted }
        return Coordinate(path: path, values: values)
      }
    }
  }
}

extension Study.Factor {
  /// The points at which the wanted paths have one of their values, any where they are nil; nil when
  /// none of this factor's paths is wanted.
  fileprivate func places(varying wanted: [String: [Value]?]) -> [Int]? {
    let asked = paths.enumerated().compactMap { place, path in wanted[path].map { (place, $0) } }
    guard !asked.isEmpty else { return nil }
    return points.indices.filter { point in
      asked.allSatisfy { place, values in values?.contains(points[point][place]) ?? true }
    }
  }

  /// The paths that have several values where those of `held` have one.
  func paths(varyingWhileHeld held: Set<String>) -> [String] {
    let places = paths.indices.filter { held.contains(paths[$0]) }
    let told = Set(points.map { point in places.map { point[$0] } })
    guard told.count < points.count else { return [] }
    return paths.indices.filter { place in
      !places.contains(place) && points.contains { $0[place] != points[0][place] }
    }.map { paths[$0] }
  }
}
