/// A network of layers with its parameters and the buffers to train and evaluate it.
///
/// One network belongs to one thread. Inputs are rows of `blueprint.inputElements` numbers, images
/// height × width × channels with channels innermost; outputs are rows of `classes` logits.
public final class Network<Scalar: NetworkScalar> {
  /// What the network is built from.
  public let blueprint: NetworkBlueprint
  /// The parameters, first layer first, weight before bias.
  public let parameters: [Parameter<Scalar>]
  /// Outputs a row.
  public let classes: Int
  let layers: [any Layer<Scalar>]
  /// Where each of `layers` stands.
  let plan: [LayerPlace]

  /// Gradients between layers, used in turn.
  private let gradientA = Buffer<Scalar>()
  private let gradientB = Buffer<Scalar>()
  /// Numbers of the widest row between two layers.
  private let widest: Int
  private var trainedCount = 0
  let workspace: InferenceWorkspace<Scalar>

  /// Builds the network with all parameters zero; throws when the layers do not fit together.
  public init(_ blueprint: NetworkBlueprint) throws(BlueprintError) {
    BLAS.prepare()
    self.blueprint = blueprint
    classes = try blueprint.classes()
    var places: [LayerPlace] = []
    var layers: [any Layer<Scalar>] = []
    for place in try blueprint.executionPlan() {
      guard let layer = place.rule.makeLayer(place, as: Scalar.self) else { continue }
      places.append(place)
      layers.append(layer)
    }
    plan = places
    widest = places.map(\.output.elements).max() ?? 0
    self.layers = layers
    parameters = layers.flatMap { $0.parameters }
    workspace = InferenceWorkspace(plan: places, inputElements: blueprint.inputElements)
  }

  /// Numbers of one input.
  public var inputElements: Int { blueprint.inputElements }

  /// Sets every parameter as PyTorch does by default, from streams named by the parameters.
  public func initialise(seed: UInt64) {
    for parameter in parameters { parameter.initialise(seed: seed) }
  }

  /// Sets every parameter to that of a network of the same blueprint, rounded if this one is
  /// narrower; from `Float` to `Double` nothing is lost.
  public func copyParameters<Other: NetworkScalar>(from other: Network<Other>) {
    precondition(
      blueprint == other.blueprint, "copyParameters: the networks have different blueprints")
    for (own, source) in zip(parameters, other.parameters) {
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
  public func forward(_ inputs: UnsafePointer<Scalar>, count: Int) -> UnsafePointer<Scalar> {
    precondition(count > 0, "forward: \(count) rows")
    trainedCount = count
    var activation = inputs
    for layer in layers { activation = layer.forward(activation, count: count) }
    return activation
  }

  /// Adds the gradient of the loss to the parameters' gradients, from its gradient at the logits of
  /// the last `forward`; writes the gradient at the inputs when it is wanted.
  public func backward(
    _ logitGradients: UnsafePointer<Scalar>, inputGradients: UnsafeMutablePointer<Scalar>? = nil
  ) {
    precondition(trainedCount > 0, "backward before forward")
    var next = gradientA.resize(trainedCount * widest)
    var other = gradientB.resize(trainedCount * widest)
    var gradient = logitGradients
    for index in layers.indices.reversed() {
      layers[index].backward(gradient, inputGradient: index == 0 ? inputGradients : next)
      gradient = UnsafePointer(next)
      swap(&next, &other)
    }
  }
}
