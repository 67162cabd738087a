/// A network of layers with its parameters and the buffers to train and evaluate it.
///
/// One network belongs to one thread. Inputs are rows of `blueprint.inputElements` numbers, images
/// height × width × channels with channels innermost; outputs are rows of `classes` logits.
public final class Network<Scalar: NetworkScalar> {
  /// What the network is built from.
  public let blueprint: NetworkBlueprint
  /// The parameters, first layer first, weight before bias.
  public let parameters: [Parameter<Scalar>]
  /// The recorded numbers, such as running means of batch normalisation, first layer first: not
  /// learned, but part of what the network computes in evaluation.
  public let statistics: [Parameter<Scalar>]
  /// Numbers of one output: the classes of a classifier.
  public let classes: Int
  let chain: LayerChain<Scalar>
  private var trainedCount = 0
  let workspace: InferenceWorkspace<Scalar>
  /// The gradient at the logits, of `inputGradients`.
  let slopeBuffer = Buffer<Scalar>()

  /// Builds the network with all parameters zero; throws when the layers do not fit together.
  public init(_ blueprint: NetworkBlueprint) throws(BlueprintError) {
    BLAS.prepare()
    self.blueprint = blueprint
    classes = try blueprint.outputElements()
    let scratch = ScratchBuffers<Scalar>()
    chain = LayerChain(try blueprint.executionPlan(), scratch)
    parameters = chain.parameters
    statistics = chain.statistics
    workspace = InferenceWorkspace(plan: chain.plan, inputElements: blueprint.inputElements)
  }

  /// Numbers of one input.
  public var inputElements: Int { blueprint.inputElements }

  /// Sets every parameter and statistic as PyTorch does by default, from streams named by the parameters.
  public func initialise(seed: UInt64) {
    for parameter in parameters + statistics { parameter.initialise(seed: seed) }
  }

  /// Sets every parameter and statistic to that of a network of the same blueprint, rounded if this one is
  /// narrower; from `Float` to `Double` nothing is lost.
  public func copyParameters<Other: NetworkScalar>(from other: Network<Other>) {
    precondition(
      blueprint == other.blueprint, "copyParameters: the networks have different blueprints")
    let sources = other.parameters + other.statistics
    for (own, source) in zip(parameters + statistics, sources) {
      own.values.array = source.values.array.map { Scalar($0.asDouble) }
    }
  }

  /// Sets every gradient to zero.
  public func zeroGradients() {
    for parameter in parameters { parameter.gradients.clear() }
  }

  /// The logits of `count` inputs, with what `backward` needs kept.
  ///
  /// `inputs` must stay as it is until `backward`; the logits stand until the next `forward`.
  public func forward(
    _ inputs: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass
  ) -> UnsafePointer<Scalar> {
    precondition(
      count > 0 && count % pass.parts == 0, "forward: \(count) rows in \(pass.parts) parts")
    trainedCount = count
    ForwardPasses.add(count)
    return chain.forward(inputs, count: count, pass)
  }

  /// Adds the gradient of the loss to the parameters' gradients, from its gradient at the logits of
  /// the last `forward`; writes the gradient at the inputs when it is wanted.
  public func backward(
    _ logitGradients: UnsafePointer<Scalar>, inputGradients: UnsafeMutablePointer<Scalar>? = nil
  ) {
    precondition(trainedCount > 0, "backward before forward")
    chain.backward(logitGradients, inputGradient: inputGradients)
  }
}
