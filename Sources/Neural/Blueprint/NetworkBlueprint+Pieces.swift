extension NetworkBlueprint {
  /// The network cut behind the layer called `layer`: `body` gives that layer's outputs, `tail` makes
  /// the network's outputs of them.
  ///
  /// Layers keep their names, and features lie in memory as they do in the whole. Throws when no
  /// layer of the outermost chain has the name, or nothing stands behind it.
  public func pieces(behind layer: String) throws(BlueprintError) -> (
    body: NetworkBlueprint, tail: NetworkBlueprint
  ) {
    guard let place = layers.firstIndex(where: { $0.name == layer }) else {
      throw .unknownLayer(layer, legal: layers.dropLast().map(\.name))
    }
    guard place + 1 < layers.count else { throw .nothingBehind(layer) }
    return (
      NetworkBlueprint(inputShape: inputShape, layers: Array(layers[...place])),
      NetworkBlueprint(
        inputShape: try outputShapes()[place], layers: Array(layers[(place + 1)...]))
    )
  }
}
