/// A layer with the name its parameters carry in files.
public struct NamedLayer: Sendable, Hashable {
  /// Such as `fc1`: its weight is then `fc1.weight`.
  public var name: String
  /// What it does.
  public var kind: LayerKind
  /// How its weights begin; a composite's own layers say it each for itself.
  public var initialisation: WeightInitialisation

  /// Makes a named layer.
  public init(
    _ name: String, _ kind: LayerKind, initialisation: WeightInitialisation = .standard
  ) {
    self.name = name
    self.kind = kind
    self.initialisation = initialisation
  }
}

/// A network before it has numbers: the shape of one input and the layers in their order.
public struct NetworkBlueprint: Sendable, Hashable {
  /// [height, width, channels], channels innermost; [features]; or [tokens] of whole numbers.
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

  /// Numbers of one output of the last layer: the classes of a classifier.
  public func outputElements() throws(BlueprintError) -> Int {
    try places().last?.output.elements ?? 0
  }

  /// Every layer, those inside composites too.
  public var allLayers: [NamedLayer] { layers.flatMap(\.withNested) }

  /// Whether a training pass draws random numbers, so that its seed of dropout matters.
  public var drawsInTraining: Bool { allLayers.contains { $0.kind.rule.drawsInTraining } }

  /// The multiplications with additions of one input's forward pass, however the layers compute it.
  public func multiplyAdds() throws(BlueprintError) -> Int { try places().multiplyAdds }

  /// The numbers of all weight matrices: nearly all a checkpoint holds.
  public func weightCount() throws(BlueprintError) -> Int { try places().weightCount }

  /// Each layer with its shapes, checked.
  func places() throws(BlueprintError) -> [LayerPlace] {
    guard (1...3).contains(inputShape.count), inputShape.allSatisfy({ $0 > 0 }) else {
      throw .inputShape(inputShape)
    }
    guard !layers.isEmpty else { throw .noLayers }
    var seen: Set<String> = []
    for layer in allLayers {
      guard seen.insert(layer.name).inserted else { throw .repeatedName(layer.name) }
    }
    return try layers.places(from: ActivationShape(inputShape))
  }

  /// The layers that do work, in the order and with the fusions they run with.
  func executionPlan() throws(BlueprintError) -> [LayerPlace] { try places().executionPlan() }
}

extension NamedLayer {
  fileprivate var withNested: [NamedLayer] { [self] + kind.rule.nested.flatMap(\.withNested) }
}

extension [NamedLayer] {
  /// Where each of the layers stands behind `input`; throws for the first that cannot.
  func places(from input: ActivationShape) throws(BlueprintError) -> [LayerPlace] {
    var shape = input
    var places: [LayerPlace] = []
    for layer in self {
      let output = try layer.kind.rule.outputShape(for: shape, layer: layer.name)
      places.append(
        LayerPlace(
          name: layer.name, rule: layer.kind.rule, input: shape, output: output,
          initialisation: layer.initialisation))
      shape = output
    }
    return places
  }
}

extension Sequence<LayerPlace> {
  /// Those of one sample's forward pass through these layers.
  var multiplyAdds: Int { reduce(0) { $0 + $1.rule.multiplyAdds($1) } }
  /// The numbers of their weight matrices.
  var weightCount: Int { reduce(0) { $0 + $1.rule.weightCount($1) } }
}

extension [LayerPlace] {
  /// The layers that do work, with every ReLU done by the layer before it where that can be, and
  /// every batch normalisation behind a convolution by that.
  ///
  /// ReLU is monotone, so it changes places with max pooling behind it – the values stay the same
  /// bit by bit, the gradients too – and then works on the fewer elements.
  func executionPlan() -> [LayerPlace] {
    var places = filter { !($0.rule is Flatten) }
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
      } else if let norm = place.rule as? BatchNorm, let last = plan.last,
        last.rule is Convolution, !last.rectifying, last.normalising == nil
      {
        plan[plan.count - 1].normalising = (place.name, norm)
      } else {
        plan.append(place)
      }
    }
    return plan
  }
}
