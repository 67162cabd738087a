import Base

extension MeanEstimate {
  /// The mean of numbers relative to the mean of a reference on the same units, Σx/Σy; nil below
  /// two units or where the reference's mean is 0.
  ///
  /// Without an effect it is 1.
  /// The standard error is that of the residuals x − (Σx/Σy)·y over the reference's mean (the delta
  /// method), so what the two have in common by unit cancels.
  public init?(ratioOf numbers: [Double], to reference: [Double]) {
    precondition(numbers.count == reference.count, "a number and a reference per unit")
    guard let mean = Statistics.mean(numbers), let base = Statistics.mean(reference), base != 0
    else { return nil }
    let ratio = mean / base
    let residuals = zip(numbers, reference).map { $0 - ratio * $1 }
    guard let error = Statistics.standardError(residuals) else { return nil }
    self.init(
      value: ratio, standardError: error / abs(base),
      degreesOfFreedom: Double(numbers.count - 1))
  }
}
