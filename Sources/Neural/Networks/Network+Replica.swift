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
  /// weighted by `shares` of 1.
  public func averageStatistics(with others: [Network], shares: [Double]) {
    precondition(
      shares.count == others.count + 1, "averageStatistics: \(shares.count) shares")
    for (index, own) in statistics.enumerated() where !own.isFrozen {
      Scalar.scale(own.values.pointer, by: Scalar(shares[0]), count: own.count)
      for (other, share) in zip(others, shares.dropFirst()) {
        Scalar.addScaled(
          other.statistics[index].values.pointer, by: Scalar(share), to: own.values.pointer,
          count: own.count)
      }
    }
  }
}
