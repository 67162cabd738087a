extension Network {
  /// A network that reads the very parameters of `other`, with gradients, statistics and buffers of
  /// its own: the two can pass different rows at once while no parameter changes.
  ///
  /// What is frozen in `other` by now is so in this one.
  public convenience init(sharingParametersOf other: Network) throws(BlueprintError) {
    try self.init(other.blueprint)
    for (own, source) in zip(parameters, other.parameters) { own.shareValues(of: source) }
    copyStatistics(from: other)
  }

  /// Sets the recorded numbers to those of a network of the same blueprint.
  public func copyStatistics(from other: Network) {
    for (own, source) in zip(statistics, other.statistics) {
      own.values.pointer.update(from: source.values.pointer, count: own.count)
      own.isFrozen = source.isFrozen
    }
  }

  /// Adds the gradients of `other`, a network of the same blueprint, to this one's.
  public func addGradients(of other: Network) {
    for (own, source) in zip(parameters, other.parameters) where !own.isFrozen {
      Scalar.addScaled(
        source.gradients.pointer, by: 1, to: own.gradients.pointer, count: own.count)
    }
  }

  /// Sets the recorded numbers to their mean over networks of the same blueprint, this one first,
  /// weighted by `shares` of 1; counts of batches to the largest.
  ///
  /// What is the same in all stays as it is, to the last bit.
  public func averageStatistics(with others: [Network], shares: [Double]) {
    precondition(
      shares.count == others.count + 1, "averageStatistics: \(shares.count) shares")
    let (sum, difference) = (Buffer<Scalar>(), Buffer<Scalar>())
    for (index, own) in statistics.enumerated() where !own.isFrozen {
      let sources = others.map { $0.statistics[index].values }
      if own.shape.isEmpty {
        own.values[0] = sources.reduce(own.values[0]) { Swift.max($0, $1[0]) }
        continue
      }
      // s₀ + Σ shareᵢ·(sᵢ − s₀).
      let count = own.count
      sum.resize(count).update(from: own.values.pointer, count: count)
      difference.resize(count)
      for (source, share) in zip(sources, shares.dropFirst()) {
        difference.pointer.update(from: source.pointer, count: count)
        Scalar.addScaled(own.values.pointer, by: -1, to: difference.pointer, count: count)
        Scalar.addScaled(
          difference.pointer, by: Scalar(share), to: sum.pointer, count: count)
      }
      own.values.pointer.update(from: sum.pointer, count: count)
    }
  }
}
