/// The context orders at given fractions of the largest order n − 2: truncated, ascending, each
/// once.
///
/// Truncation is the papers' rule, `int((n − 2) * ratio)`; the guard of 1e-9 keeps products such
/// as 0.29·100 = 28.999… from losing one. For few players several ratios fall on one order, which
/// counts once: a duplicate would weigh twice in the mean that J is divided by.
public func contextOrders(ratios: [Double], players: Int) -> [Int] {
  precondition(players >= 2, "\(players) players have no pair and no context order")
  precondition(ratios.allSatisfy((0...1).contains), "ratios lie in 0...1")
  return Set(ratios.map { Int(Double(players - 2) * $0 + 1e-9) }).sorted()
}
