import Glibc

/// A curve of strength over context orders, up to a factor: what a theory predicts, or what was
/// measured of something else.
///
/// A theory is about n′ players instead of n: with all of them C(n−2, m) leaves nothing of the orders
/// between the ends (arXiv:2512.18607). Order m of n players stands for order m′ = (n′−2)·m/(n−2) of
/// n′; n′ need not be whole. Taken at m/(n−2), both ends keep their single context whatever n′ is;
/// at m/n the top order would lie beyond the last of fewer players. With n′ = 2 there is one order,
/// and both theories are flat.
public enum StrengthCurve: Sendable, Hashable {
  /// What one step of training adds to an order, F⁽ᵐ⁾ ∝ (n−m−1) / (n(n−1)·√C(n−2,m)): the order's
  /// weight in v(N), times the gradient of a mean over C(n−2,m) contexts whose gradients are
  /// independent and alike (arXiv:2512.18607).
  case learning
  /// E|I⁽ᵐ⁾| of a table of independent values, ∝ C(n−2,m)^(−1/2): the null.
  case independentValues
  /// The same at every order.
  case flat
  /// A positive number at each order looked at.
  case measured([Double])

  /// Whether it has n′ for a parameter, beside its factor.
  public var hasEffectivePlayers: Bool {
    switch self {
    case .learning, .independentValues: true
    case .flat, .measured: false
    }
  }

  /// Logarithms of the curve at the orders of `profile`, with n′ `players`.
  func logarithms(over profile: StrengthProfile, players: Double) -> [Double] {
    switch self {
    case .flat: return profile.contextOrders.map { _ in 0 }
    case .measured(let numbers): return numbers.map { log($0) }
    case .learning, .independentValues:
      return profile.contextOrders.map { order in
        let contexts = players - 2
        let place = contexts * Double(order) / Double(max(1, profile.playerCount - 2))
        let spread = -Binomial.logarithm(contexts, place) / 2
        guard self == .learning else { return spread }
        return log(players - place - 1) - log(players * (players - 1)) + spread
      }
    }
  }
}

/// A curve as it lies best over measured strengths.
public struct StrengthCurveFit: Sendable, Hashable {
  /// n′, between 2 and n; nil where the curve has none.
  public let effectivePlayers: Double?
  /// The curve at every order of the profile, with its factor.
  public let values: [Double]
  /// The mean squared difference of logarithms over the orders it was fitted to.
  public let error: Double
}

/// Strengths over the context orders of a game, to hold curves against.
public struct StrengthProfile: Sendable, Hashable {
  /// How a curve's factor is chosen.
  public enum Scale: String, Sendable, Hashable, CaseIterable {
    /// By least squares, as one more fitted number.
    case free
    /// Such that the curve meets the lowest order, as the papers draw it; that order then tells
    /// nothing of the fit.
    case lowestOrder = "lowest-order"
  }

  /// n.
  public let playerCount: Int
  /// The context orders, ascending.
  public let contextOrders: [Int]
  /// The strength at each; above 0.
  public let strengths: [Double]

  /// Holds strengths, one at each order, all above 0.
  public init(playerCount: Int, contextOrders: [Int], strengths: [Double]) {
    precondition(
      contextOrders.count == strengths.count && strengths.allSatisfy { $0 > 0 },
      "a positive strength at each context order")
    precondition(
      contextOrders.allSatisfy { (0...max(0, playerCount - 2)).contains($0) },
      "context orders lie in 0...n − 2")
    self.playerCount = playerCount
    self.contextOrders = contextOrders
    self.strengths = strengths
  }

  /// The curve fitted by least squares of logarithms, over the orders at `places`; all when nil.
  public func fit(_ curve: StrengthCurve, at places: [Int]? = nil, scale: Scale = .free)
    -> StrengthCurveFit
  {
    let places = places ?? Array(strengths.indices)
    precondition(!places.isEmpty, "a fit to no order")
    let measured = strengths.map { log($0) }
    func trial(_ players: Double) -> (shifted: [Double], error: Double) {
      let logs = curve.logarithms(over: self, players: players)
      let shift =
        scale == .lowestOrder
        ? measured[0] - logs[0]
        : places.reduce(0) { $0 + measured[$1] - logs[$1] } / Double(places.count)
      let shifted = logs.map { $0 + shift }
      let error = places.reduce(0) { sum, place in
        let rest = measured[place] - shifted[place]
        return sum + rest * rest
      }
      return (shifted, error / Double(places.count))
    }
    var players: Double?
    if curve.hasEffectivePlayers { players = effectivePlayers { trial($0).error } }
    let best = trial(players ?? Double(playerCount))
    return StrengthCurveFit(
      effectivePlayers: players, values: best.shifted.map { exp($0) }, error: best.error)
  }

  /// The mean squared difference of logarithms at orders the curve was not fitted to.
  ///
  /// Order number p is left out with every `folds`-th one, p mod `folds` alike, and the curve is
  /// fitted to the others; so each order is left out once. With the scale of the lowest order that
  /// one is never left out. A curve with more parameters gets no advantage from them.
  public func heldOutError(of curve: StrengthCurve, folds: Int = 2, scale: Scale = .free) -> Double
  {
    precondition(folds >= 2, "nothing is left out of \(folds) fold")
    var sum = 0.0
    var count = 0
    for fold in 0..<folds {
      let all = strengths.indices
      let left = all.filter { $0 % folds == fold && !(scale == .lowestOrder && $0 == 0) }
      let fitted = fit(curve, at: all.filter { !left.contains($0) }, scale: scale)
      for place in left {
        let rest = log(strengths[place]) - log(fitted.values[place])
        sum += rest * rest
        count += 1
      }
    }
    return sum / Double(count)
  }

  /// The fewest orders that leave three to fit to, whichever are left out.
  public static func fewestOrders(folds: Int) -> Int {
    (4...).first { $0 - ($0 + folds - 1) / folds >= 3 } ?? 6
  }

  /// Where `error` is least between 2 and n: the best of a grid, then golden sections around it.
  private func effectivePlayers(_ error: (Double) -> Double) -> Double {
    let steps = 128
    let width = Double(playerCount - 2) / Double(steps)
    let grid = (0...steps).map { 2 + width * Double($0) }
    let errors = grid.map(error)
    let best = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    var (low, high) = (grid[max(0, best - 1)], grid[min(steps, best + 1)])
    let golden = (5.0.squareRoot() - 1) / 2
    var (left, right) = (high - golden * (high - low), low + golden * (high - low))
    var (atLeft, atRight) = (error(left), error(right))
    // Each section keeps 0.62 of the last: 40 leave 1e-9 of two steps of the grid.
    for _ in 0..<40 {
      if atLeft < atRight {
        (high, right, atRight) = (right, left, atLeft)
        left = high - golden * (high - low)
        atLeft = error(left)
      } else {
        (low, left, atLeft) = (left, right, atRight)
        right = low + golden * (high - low)
        atRight = error(right)
      }
    }
    let refined = (low + high) / 2
    return error(refined) < errors[best] ? refined : grid[best]
  }
}
