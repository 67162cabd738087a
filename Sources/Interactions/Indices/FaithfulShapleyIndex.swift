extension MeanDifferences {
  /// The faithful Shapley interaction index (FSII) of all sets of 1 to ℓ = `interactionOrder`
  /// players.
  ///
  /// The polynomial of degree ℓ that is nearest to v under the Shapley kernel and equals it at ∅ and
  /// N (Tsai, Yeh and Ravikumar, "Faith-Shap: the faithful Shapley interaction index",
  /// arXiv:2203.00870, who give it by Harsanyi dividends w). For a set K of k players, T ⊇ K of t,
  ///
  ///     FSII(K) = (−1)^{ℓ−k} k/(ℓ+k) C(ℓ,k) Σ_T u(t) w(T),
  ///     u(t) = (ℓ+k)!/ℓ! · (t−k−1)(t−k−2)…(t−ℓ) / (t (t+1)…(t+ℓ−1)).
  ///
  /// u is a sum of ℓ fractions c_j/(t+j), each 1/(t+j) = ∫ x^{t+j−1} dx, and the sum over T of
  /// x^{t−k} w(T) is the mean of Δ_K v over contexts that hold each player with probability x. So
  /// the weight of a context order is a sum of ℓ Beta integrals: no penalty terms, no linear system.
  public func faithfulShapleyInteractions(upTo interactionOrder: Int) -> InteractionValues {
    index(upTo: interactionOrder) { size, contextOrder in
      Self.faithfulWeight(
        largest: interactionOrder, size: size, contextOrder: contextOrder, players: playerCount)
    }
  }

  private static func faithfulWeight(
    largest l: Int, size k: Int, contextOrder m: Int, players n: Int
  ) -> Double {
    let sign: Double = (l - k).isMultiple(of: 2) ? 1 : -1
    let factor = sign * Double(k) / Double(l + k) * Binomial.coefficient(l, k)
    let scale = product(l + 1...l + k)
    var weight = 0.0
    for j in 0..<l {
      var coefficient = scale
      for i in 0..<l where i != j { coefficient /= Double(i - j) }
      for i in k..<l { coefficient *= Double(-j - i - 1) }
      // C(n−k,m) ∫ x^{m+k+j−1} (1−x)^{n−k−m} dx
      var integral = 1 / product(n - k + 1...n + j)
      for i in 1..<k + j { integral *= Double(m + i) }
      weight += coefficient * integral
    }
    return factor * weight
  }

  private static func product(_ factors: ClosedRange<Int>) -> Double {
    factors.reduce(1) { $0 * Double($1) }
  }
}
