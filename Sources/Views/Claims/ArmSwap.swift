import Base

/// Whether a claim of a contrast can fail: reproduced, it must not be with its arms swapped.
public enum ArmSwap: String, Sendable, Hashable, CaseIterable {
  /// With the arms swapped it is not reproduced.
  case passed
  /// It is reproduced either way round, so it does not say which arm is larger.
  case cannotFail = "cannot fail"

  /// Tests one reproduced claim of a family on its numbers with the arms swapped; nil where there
  /// is nothing to learn.
  ///
  /// Equality within a margin holds either way round.
  init?(
    of index: Int, in family: [ClaimQuestion], judgements: [ClaimJudgement],
    swapped: ClaimSample?
  ) {
    guard let swapped, judgements[index].verdict == .reproduced else { return nil }
    if case .within = family[index].threshold { return nil }
    var other = family
    other[index].sample = swapped
    self = ClaimInference.judge(other)[index].verdict == .reproduced ? .cannotFail : .passed
  }
}
