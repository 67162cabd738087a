extension Network {
  /// The names of the layers that have parameters or statistics, in the network's order.
  ///
  /// A layer's name is its tensors' without the last part: `fc1` of `fc1.weight`; a tensor that
  /// stands alone, such as `cls_token`, is a layer of its own.
  public var layerNames: [String] {
    var names: [String] = []
    for parameter in parameters + statistics where !names.contains(parameter.layerName) {
      names.append(parameter.layerName)
    }
    return names
  }

  /// The parameters and statistics of the layers called `names`.
  public func tensors(ofLayers names: [String]) -> [Parameter<Scalar>] {
    let wanted = Set(names)
    return (parameters + statistics).filter { wanted.contains($0.layerName) }
  }

  /// Draws the tensors of the layers called `names` again, as `initialise` does for all.
  public func initialise(layers names: [String], seed: UInt64) {
    for parameter in tensors(ofLayers: names) { parameter.initialise(seed: seed) }
  }
}

extension Parameter {
  /// The name of the layer it belongs to.
  public var layerName: String {
    guard let dot = name.lastIndex(of: ".") else { return name }
    return String(name[..<dot])
  }
}

extension NetworkBlueprint {
  /// Number of different tokens the network reads; nil where its inputs are not tokens.
  public var vocabulary: Int? { (layers.first?.kind.rule as? Embedding)?.vocabulary }

  /// The network up to the layer called `layer`, then one dense layer called `head`.
  ///
  /// Dropout on the way is left out: a probe reads what inference computes. Throws when no layer
  /// of the outermost chain has the name, or when the head does not fit.
  public func probing(_ layer: String, outputs: Int) throws(BlueprintError) -> NetworkBlueprint {
    guard let place = layers.firstIndex(where: { $0.name == layer }) else {
      throw .unknownLayer(layer, legal: layers.map(\.name))
    }
    let kept = layers[...place].filter { $0.kind.name != Self.dropoutName }
    var probe = NetworkBlueprint(inputShape: inputShape, layers: Array(kept))
    if try probe.outputShapes().last?.count != 1 {
      probe.layers.append(NamedLayer("head_flatten", .flatten))
    }
    probe.layers.append(NamedLayer("head", .dense(outputs: outputs)))
    _ = try probe.places()
    return probe
  }

  private static let dropoutName = "dropout"
}
