/// The context orders at given fractions of the largest order n − 2: truncated, ascending, each
/// once.
///
/// Truncation is the papers' rule, `int((n − 2) * ratio)`; the guard of 1e-9 keeps products such
/// as 0.29·100 = 28.999… from losing one. For few players several ratios fall on one order, which
/// counts once: a duplicate would weigh twice in the mean that J is divided by.
public func contextOrders(ratios: [Double], players: Int) -> [Int] {
  Set(contextOrdersOfRatios(ratios, players: players)).sorted()
}

/// How many of the ratios fall on each of `orders`: what an order weighs in the mean that the
/// official code of arXiv:2111.06236 divides by, which has a term for each ratio.
public func contextOrderWeights(of orders: [Int], ratios: [Double], players: Int) -> [Double] {
  let listed = contextOrdersOfRatios(ratios, players: players)
  return orders.map { order in Double(listed.count { $0 == order }) }
}

/// The context order of each ratio.
private func contextOrdersOfRatios(_ ratios: [Double], players: Int) -> [Int] {
  precondition(players >= 2, "\(players) players have no pair and no context order")
  precondition(ratios.allSatisfy((0...1).contains), "ratios lie in 0...1")
  return ratios.map { Int(Double(players - 2) * $0 + 1e-9) }
}
