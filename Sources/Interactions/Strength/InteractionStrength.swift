import Base

/// How strong the AND and OR interactions of each interaction order are, for one sample or the mean
/// of several.
///
/// J⁺(k) = Σ_{|S|=k, |I|≥τ} max(I, 0) and J⁻(k) = Σ_{|S|=k, |I|≥τ} max(−I, 0), of each type (Zhang
/// et al., "Two-phase dynamics of interactions …", arXiv:2405.10262).
public struct InteractionStrength: Sendable, Hashable {
  /// The sums of one interaction order k.
  public struct Row: Sendable, Hashable {
    /// k, the number of interacting players.
    public var interactionOrder: Int
    /// J⁺ and J⁻ of the AND interactions; both are at least 0.
    public var andPositive = 0.0
    /// J⁻ of the AND interactions.
    public var andNegative = 0.0
    /// J⁺ of the OR interactions.
    public var orPositive = 0.0
    /// J⁻ of the OR interactions.
    public var orNegative = 0.0
    /// How many interactions were counted; a mean over samples need not be whole.
    public var count = 0.0
    /// How many there are of this interaction order, 2·C(n, k).
    public var universe: Double

    /// J⁺ of both types.
    public var positive: Double { andPositive + orPositive }
    /// J⁻ of both types.
    public var negative: Double { andNegative + orNegative }
    /// Σ|I| of both types.
    public var strength: Double { positive + negative }
    /// Σ|I| over the number of interactions of this order, counted or not.
    public var meanStrength: Double { strength / universe }
    /// ΣI over the same number.
    public var signedMean: Double { (positive - negative) / universe }
    /// η = ΣI / Σ|I|, −1 to 1: how little they cancel (Ren et al., "Where we have arrived in proving
    /// the emergence of sparse interaction primitives in DNNs", ICLR 2024); nil where all are 0.
    public var cancellation: Double? { strength > 0 ? (positive - negative) / strength : nil }
  }

  /// One row per interaction order 1...n.
  public let rows: [Row]

  /// The strengths of one sample, of the interactions in `set` or, when nil, of all.
  ///
  /// Merge single players first (`mergingSingles`) or they may count in both types.
  public init(of interactions: AndOrInteractions, in set: InteractionSet? = nil) {
    let n = interactions.playerCount
    var rows = (0...n).map {
      Row(interactionOrder: $0, universe: 2 * Binomial.coefficient(n, $0))
    }
    for (entry, strength) in interactions.entries.enumerated() {
      guard strength != 0, set?.contains[entry] ?? true else { continue }
      let order = interactions.interactionOrder(ofEntry: entry)
      rows[order].count += 1
      switch (entry < interactions.and.count, strength > 0) {
      case (true, true): rows[order].andPositive += strength
      case (true, false): rows[order].andNegative -= strength
      case (false, true): rows[order].orPositive += strength
      case (false, false): rows[order].orNegative -= strength
      }
    }
    self.rows = Array(rows.dropFirst())
  }

  /// The mean over samples of as many players; nil of none.
  ///
  /// The sums are exactly rounded, so the order of the samples does not matter.
  public init?(averaging samples: [InteractionStrength]) {
    guard let first = samples.first else { return nil }
    precondition(
      samples.allSatisfy { $0.rows.count == first.rows.count }, "samples differ in their players")
    rows = first.rows.indices.map { index in
      func mean(_ number: KeyPath<Row, Double>) -> Double {
        ExactSum.of(samples.map { $0.rows[index][keyPath: number] }) / Double(samples.count)
      }
      return Row(
        interactionOrder: first.rows[index].interactionOrder, andPositive: mean(\.andPositive),
        andNegative: mean(\.andNegative), orPositive: mean(\.orPositive),
        orNegative: mean(\.orNegative), count: mean(\.count),
        universe: first.rows[index].universe)
    }
  }

  /// Σ|I| of each interaction order.
  public var strengths: [Double] { rows.map(\.strength) }
  /// The share of each interaction order in the mean over all: they sum to n; all 0 without any
  /// strength.
  public var shares: [Double] { orderShares(of: strengths) }
  /// The share of each interaction order in the sum over all: they sum to 1.
  public var fractions: [Double] { shares.map { $0 / Double(rows.count) } }
}

/// The fractions of Σ|I| by interaction order 1...n that independent values of one variance give,
/// C(n, k)·2^{k/2}: the null of a distribution over interaction orders, a spindle.
public func independentValuesFractions(playerCount: Int) -> [Double] {
  let raw = (1...max(1, playerCount)).map { order in
    Binomial.coefficient(playerCount, order) * Double(1 << order).squareRoot()
  }
  let sum = raw.reduce(0, +)
  return raw.map { $0 / sum }
}
