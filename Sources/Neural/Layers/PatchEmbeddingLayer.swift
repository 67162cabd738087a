extension LayerKind {
  /// Each patch of patch×patch pixels as one token: [height, width, channels] become
  /// [patches, dimensions], row by row of patches, through a convolution with kernel = stride = patch
  /// (arXiv:2010.11929).
  public static func patchEmbedding(patch: Int, dimensions: Int) -> LayerKind {
    LayerKind(PatchEmbedding(patch: patch, dimensions: dimensions))
  }
}

struct PatchEmbedding: LayerRule {
  let patch, dimensions: Int

  var kindName: String { "patch embedding" }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    for (parameter, value) in [("patch", patch), ("dimensions", dimensions)] {
      guard value >= 1 else {
        throw .tooSmall(layer: layer, parameter: parameter, value: value, least: 1)
      }
    }
    guard input.isImage else {
      throw .needsImage(layer: layer, kind: kindName, shape: input.dimensions)
    }
    let (height, width) = (input.dimensions[0], input.dimensions[1])
    for (side, size) in [("height", height), ("width", width)] {
      guard size % patch == 0 else {
        throw .indivisible(
          layer: layer, parameter: "patch", value: patch, divides: side, size)
      }
    }
    return ActivationShape([height / patch * (width / patch), dimensions])
  }

  func weightCount(_ place: LayerPlace) -> Int {
    patch * patch * place.input.width * dimensions
  }

  func multiplyAdds(_ place: LayerPlace) -> Int { place.input.elements * dimensions }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    let rule = Convolution(filters: dimensions, kernel: patch, stride: patch, padding: 0)
    return rule.makeLayer(place, scratch)
  }
}
