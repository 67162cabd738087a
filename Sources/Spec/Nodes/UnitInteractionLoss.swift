import Base

/// A loss on interactions between groups of one layer's units: the interaction loss of the dropout
/// paper (arXiv:2009.11729).
///
/// For disjoint random groups A and B of units and a random context S of others it adds
/// λ·(f(A∪B∪S) − f(A∪S) − f(B∪S) + f(S))², f the label's logit with all other units of the layer 0.
public struct UnitInteractionLoss: Sendable, Hashable {
  /// The layer whose outputs are the units.
  public let layer: String
  /// λ.
  public let weight: Double
  /// The share of the units in A, and in B.
  public let groups: Double
  /// Choices of A, B and S for each sample and step.
  public let draws: Int
  /// Each context keeps units with a probability uniform in this range.
  public let keep: ClosedRange<Double>
  /// Epochs trained without the loss before.
  public let after: Int
  /// Where the loss stands.
  public let span: SourceSpan
}
