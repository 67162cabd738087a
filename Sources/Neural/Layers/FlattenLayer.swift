extension LayerKind {
  /// An image as a list of features.
  ///
  /// Nothing moves: images lie channels innermost, so features count pixel by pixel. PyTorch counts
  /// them channel by channel; the dense layer behind converts its weights in files.
  public static var flatten: LayerKind { LayerKind(Flatten()) }
}

struct Flatten: LayerRule {
  var kindName: String { "flatten" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard input.isImage else {
      return input.isSequence ? ActivationShape([input.elements]) : input
    }
    return ActivationShape([input.elements], flattenedImage: input.dimensions)
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    nil
  }
}
