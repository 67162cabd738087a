/// A layer with the name its parameters carry in files.
public struct NamedLayer: Sendable, Hashable {
  /// Such as `fc1`: its weight is then `fc1.weight`.
  public var name: String
  /// What it does.
  public var kind: LayerKind

  /// Makes a named layer.
  public init(_ name: String, _ kind: LayerKind) {
    self.name = name
    self.kind = kind
  }
}

/// A network before it has numbers: the shape of one input and the layers in their order.
public struct NetworkBlueprint: Sendable, Hashable {
  /// [height, width, channels], channels innermost, or [features].
  public var inputShape: [Int]
  /// The layers, first to last; names are unique.
  public var layers: [NamedLayer]

  /// Makes a blueprint; `outputShapes` checks it.
  public init(inputShape: [Int], layers: [NamedLayer]) {
    self.inputShape = inputShape
    self.layers = layers
  }

  /// Numbers of one input.
  public var inputElements: Int { inputShape.reduce(1, *) }

  /// The shape behind each layer; throws for the first layer that cannot stand where it does.
  public func outputShapes() throws(BlueprintError) -> [[Int]] {
    try places().map(\.output.dimensions)
  }

  /// Number of outputs of the last layer.
  public func classes() throws(BlueprintError) -> Int {
    try outputShapes().last?.first ?? 0
  }

  /// Each layer with its shapes, checked.
  func places() throws(BlueprintError) -> [LayerPlace] {
    guard [1, 3].contains(inputShape.count), inputShape.allSatisfy({ $0 > 0 }) else {
      throw .inputShape(inputShape)
    }
    guard !layers.isEmpty else { throw .noLayers }
    var seen: Set<String> = []
    var shape = ActivationShape(inputShape)
    var places: [LayerPlace] = []
    for layer in layers {
      guard seen.insert(layer.name).inserted else { throw .repeatedName(layer.name) }
      let output = try layer.kind.rule.outputShape(for: shape, layer: layer.name)
      places.append(
        LayerPlace(name: layer.name, rule: layer.kind.rule, input: shape, output: output))
      shape = output
    }
    guard !shape.isImage else {
      throw .imageOutput(layer: layers[layers.count - 1].name, shape: shape.dimensions)
    }
    return places
  }

  /// The layers that do work, with every ReLU done by the layer before it where that can be.
  ///
  /// ReLU is monotone, so it changes places with max pooling behind it – the values stay the same
  /// bit by bit, the gradients too – and then works on the fewer elements.
  func executionPlan() throws(BlueprintError) -> [LayerPlace] {
    var places = try places().filter { !($0.rule is Flatten) }
    for i in places.indices.dropLast()
    where places[i].rule is ReLU && places[i + 1].rule is MaxPool {
      places[i].input = places[i + 1].output
      places[i].output = places[i + 1].output
      places.swapAt(i, i + 1)
    }
    var plan: [LayerPlace] = []
    for place in places {
      if place.rule is ReLU, let last = plan.last, last.rule.absorbsReLU {
        plan[plan.count - 1].rectifying = true
      } else {
        plan.append(place)
      }
    }
    return plan
  }
}
