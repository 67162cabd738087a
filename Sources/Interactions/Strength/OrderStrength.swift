import Base

/// How strong the interactions of each context order are, for one image or over several.
public struct OrderStrength: Sendable, Hashable {
  /// The numbers of one context order m.
  public struct Row: Sendable, Hashable {
    /// m, the size of the contexts.
    public var order: Int
    /// S_m: the mean of |I⁽ᵐ⁾(i,j)| over pairs (and images).
    public var strength: Double
    /// R_m²: the mean of I⁽ᵐ⁾(i,j)², which a sampled estimator can hit without bias.
    public var meanSquare: Double
    /// The mean of I⁽ᵐ⁾(i,j) with its sign.
    public var signedMean: Double
    /// A_m: the mean of E_S|Δv|, without cancellation between contexts; nil when not measured.
    public var magnitude: Double?
    /// D_m: the mean of |E_S Δv| / E_S|Δv| over the pairs where it is defined (Ren et al.,
    /// arXiv:2103.07364); nil when there is none or magnitudes were not measured.
    public var disentanglement: Double?
    /// The pairs (over all images) left out of D_m because E_S|Δv| is 0.
    public var skippedPairs: Int
    /// The pairs (over all images) D_m is the mean of.
    public var countedPairs: Int

    /// D′_m = S_m / A_m, the ratio of means; nil when A_m is 0 or not measured.
    public var ratioOfMeans: Double? {
      magnitude.flatMap { $0 > 0 ? strength / $0 : nil }
    }
  }

  /// One row per order, ascending.
  public let rows: [Row]
  /// The mean of |v(N) − v(∅)|, what strengths of different networks are compared with.
  public let grandEffect: Double

  /// The strengths of one image, at the given orders and over the given pairs (all when nil).
  public init(
    of interactions: PairwiseInteractionsByOrder, orders: [Int]? = nil, pairs: [PlayerPair]? = nil
  ) {
    let orders = orders ?? Array(0..<interactions.means.orderCount)
    let places = pairs?.map {
      PairsByOrder.pairIndex($0.first, $0.second, playerCount: interactions.playerCount)
    }
    func chosen(_ numbers: ArraySlice<Double>) -> ArraySlice<Double> {
      places.map { places in ArraySlice(places.map { numbers[numbers.startIndex + $0] }) }
        ?? numbers
    }
    rows = orders.map { order in
      let means = chosen(interactions.means[order: order])
      let count = Double(means.count)
      var row = Row(
        order: order, strength: means.reduce(0) { $0 + abs($1) } / count,
        meanSquare: means.reduce(0) { $0 + $1 * $1 } / count,
        signedMean: means.reduce(0, +) / count, skippedPairs: 0, countedPairs: 0)
      guard let magnitudes = (interactions.magnitudes?[order: order]).map(chosen) else {
        return row
      }
      row.magnitude = magnitudes.reduce(0, +) / count
      let ratios = zip(means, magnitudes).filter { $1 > 0 }.map { abs($0) / $1 }
      row.skippedPairs = means.count - ratios.count
      row.countedPairs = ratios.count
      row.disentanglement =
        ratios.isEmpty ? nil : ratios.reduce(0, +) / Double(ratios.count)
      return row
    }
    grandEffect = abs(interactions.grandEffect)
  }

  /// The strengths over several images: each number a mean over images and pairs together.
  ///
  /// The sums over images are exactly rounded, so the order of the images does not matter. All
  /// images must have the same orders.
  public init?(averaging images: [OrderStrength]) {
    guard let first = images.first else { return nil }
    let orders = first.rows.map(\.order)
    precondition(
      images.allSatisfy { $0.rows.map(\.order) == orders }, "images differ in their orders")
    let count = Double(images.count)
    rows = orders.indices.map { index in
      let rows = images.map { $0.rows[index] }
      let magnitudes = rows.compactMap(\.magnitude)
      let counted = rows.reduce(0) { $0 + $1.countedPairs }
      let disentangled = rows.map { ($0.disentanglement ?? 0) * Double($0.countedPairs) }
      return Row(
        order: orders[index], strength: ExactSum.of(rows.map(\.strength)) / count,
        meanSquare: ExactSum.of(rows.map(\.meanSquare)) / count,
        signedMean: ExactSum.of(rows.map(\.signedMean)) / count,
        magnitude: magnitudes.count == rows.count ? ExactSum.of(magnitudes) / count : nil,
        disentanglement: counted > 0 ? ExactSum.of(disentangled) / Double(counted) : nil,
        skippedPairs: rows.reduce(0) { $0 + $1.skippedPairs }, countedPairs: counted)
    }
    grandEffect = ExactSum.of(images.map(\.grandEffect)) / count
  }

  /// S_m of each order.
  public var strengths: [Double] { rows.map(\.strength) }
  /// J_m of each order, the share of S_m in the mean over these orders.
  public var shares: [Double] { orderShares(of: strengths) }
  /// S_m / E|v(N) − v(∅)|; nil when no input changes the output at all.
  public var relativeStrengths: [Double]? {
    grandEffect > 0 ? strengths.map { $0 / grandEffect } : nil
  }
}
