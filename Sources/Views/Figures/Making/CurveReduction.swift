import Base

/// Turns the means of one seed at all (checkpoint, order) pairs into the heights of a curve.
struct CurveReduction: Sendable {
  /// The horizontal positions.
  let xs: [Double]
  private let orderCount: Int
  private let rule: Rule

  private enum Rule: Sendable {
    /// The means as they are.
    case identity
    /// Divided by their mean over orders.
    case share
    /// The later of two checkpoints' means divided by the earlier's.
    case growth
    /// Divided by the first mean, which stands before those of the orders.
    case ratio
    /// Averaged over some orders, at each checkpoint; divided by the mean over all for a share.
    case selected([Int], isShare: Bool)
  }

  init(
    _ quantity: FigureQuantity, grid: FigureGrid, x: String, figure: String,
    pool: [String]
  )
    throws(FigureError)
  {
    orderCount = grid.orders.count
    let overOrders = x != "checkpoint"
    let orders = quantity.divisor == nil ? grid.orders[...] : grid.orders.dropFirst()
    xs = overOrders ? orders.map(Double.init) : grid.checkpoints.map(Double.init)
    switch (quantity, overOrders) {
    case (.mean, true): rule = .identity
    case (.shareOfMean, true): rule = .share
    case (.growthOfMean, true):
      guard grid.checkpoints.first == 0 else {
        throw .noCheckpoint(figure: figure, checkpoint: 0, known: grid.checkpoints)
      }
      rule = .growth
    case (.ratioOfMeans, true): rule = .ratio
    case (.mean, false):
      if orderCount > 1, Set(pool).isDisjoint(with: ["context_order", "interaction_order"]) {
        throw .severalValues(
          figure: figure, dimension: "context_order", values: grid.orders.map(String.init))
      }
      rule = .selected(Array(0..<orderCount), isShare: false)
    case (.shareOfMean, false), (.growthOfMean, false), (.ratioOfMeans, false):
      throw .recipe(
        figure: figure, reason: "a number of every order needs the orders on its axis")
    case (.meanOverOrders, true), (.shareOverOrders, true):
      throw .recipe(
        figure: figure, reason: "an average over orders cannot have orders on its axis")
    case (.meanOverOrders(_, let from, let through), false):
      rule = .selected(try Self.places(grid, from, through, figure: figure), isShare: false)
    case (.shareOverOrders(_, let from, let through), false):
      rule = .selected(try Self.places(grid, from, through, figure: figure), isShare: true)
    }
  }

  /// The orders between two fractions of the largest one, both ends included.
  private static func places(
    _ grid: FigureGrid, _ from: Double, _ through: Double, figure: String
  ) throws(FigureError) -> [Int] {
    // Fractions such as 0.35 · 20 must not miss 7 by a rounding error.
    let slack = 1e-9
    let largest = Double(grid.orders.last ?? 0)
    let places = grid.orders.indices.filter {
      let order = Double(grid.orders[$0])
      return order >= from * largest - slack && order <= through * largest + slack
    }
    guard !places.isEmpty else {
      throw .recipe(
        figure: figure,
        reason: "no context order lies between \(from) and \(through) of the largest, \(largest)")
    }
    return places
  }

  func apply(_ means: [Double]) -> [Double] {
    switch rule {
    case .identity: return means
    case .share:
      let mean = means.reduce(0, +) / Double(means.count)
      return means.map { $0 / mean }
    case .growth:
      return zip(means.suffix(orderCount), means.prefix(orderCount)).map { $0 / $1 }
    case .ratio: return means.dropFirst().map { $0 / means[0] }
    case .selected(let places, let isShare):
      return stride(from: 0, to: means.count, by: orderCount).map { start in
        let chosen = places.reduce(0) { $0 + means[start + $1] } / Double(places.count)
        guard isShare else { return chosen }
        return chosen / (means[start..<start + orderCount].reduce(0, +) / Double(orderCount))
      }
    }
  }
}
