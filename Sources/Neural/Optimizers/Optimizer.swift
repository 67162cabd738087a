/// A rule that turns gradients into updates.
///
/// What it remembers between steps are buffers, one per parameter and name, so that a checkpoint
/// holds them and training continues with the same bits.
public protocol Optimizer<Scalar>: AnyObject {
  /// The network's arithmetic.
  associatedtype Scalar: NetworkScalar
  /// The name in checkpoints, such as `sgd`.
  var name: String { get }
  /// Updates made so far.
  var stepCount: Int { get set }
  /// What is remembered, in a fixed order.
  var memory: [OptimizerMemory<Scalar>] { get }
  /// Makes one update of every parameter from its gradient.
  func step(learningRate: Double)
}

/// One remembered buffer of an optimizer.
public struct OptimizerMemory<Scalar: NetworkScalar> {
  /// What is remembered, such as `momentum`.
  public let name: String
  /// Whose it is; the buffer lies as the parameter's values do.
  public let parameter: Parameter<Scalar>
  /// The numbers.
  public let buffer: Buffer<Scalar>
}
