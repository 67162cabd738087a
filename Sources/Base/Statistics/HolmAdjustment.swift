/// Holm's step-down adjustment of a family of p-values ("A simple sequentially rejective multiple
/// test procedure", 1979): rejecting where the adjusted value is at most α keeps the chance of any
/// false rejection in the family at most α.
public struct HolmAdjustment: Sendable, Hashable {
  /// The adjusted p-values, in the order given, at most 1.
  public let pValues: [Double]
  /// k − rank + 1 of each p-value: what it is multiplied by at its own step.
  let multipliers: [Int]
  /// The multiplier of the step that set the adjusted value (its own or an earlier one).
  let decidingMultipliers: [Int]

  /// Adjusts the p-values of one family; equal ones are ranked in the order given.
  public init(_ raw: [Double]) {
    let order = raw.indices.sorted { (raw[$0], $0) < (raw[$1], $1) }
    var adjusted = raw
    var own = raw.map { _ in 1 }
    var deciding = own
    var largest = 0.0
    var decisive = 1
    for (rank, index) in order.enumerated() {
      own[index] = raw.count - rank
      let candidate = raw[index] * Double(own[index])
      if rank == 0 || candidate > largest { (largest, decisive) = (candidate, own[index]) }
      adjusted[index] = min(1, largest)
      deciding[index] = decisive
    }
    pValues = adjusted
    multipliers = own
    decidingMultipliers = deciding
  }

  /// The multiplier at which entry `index` is judged at error rate `alpha`.
  ///
  /// A rejected entry is judged at its own step, another at the step that stopped it. With it,
  /// "raw p ≤ alpha / multiplier" says the same as "adjusted p ≤ alpha", so that an interval at
  /// level 1 − alpha/multiplier agrees with the verdict.
  func multiplier(of index: Int, alpha: Double) -> Int {
    pValues[index] <= alpha ? multipliers[index] : decidingMultipliers[index]
  }
}
