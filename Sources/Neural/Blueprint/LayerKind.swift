/// What a layer does, with its parameters: `.dense(outputs: 100)`, `.relu`, ….
///
/// Each kind is made by a static member declared in the layer's own file under `Layers/`, so a new
/// layer is one file. Two kinds are equal when they are the same layer with the same parameters.
public struct LayerKind: Sendable, Hashable {
  let rule: any LayerRule

  init(_ rule: any LayerRule) { self.rule = rule }

  /// The name of the layer, such as `dense`.
  public var name: String { rule.kindName }

  /// Whether both are the same layer with the same parameters.
  public static func == (a: LayerKind, b: LayerKind) -> Bool {
    AnyHashable(a.rule) == AnyHashable(b.rule)
  }

  /// Feeds the layer and its parameters to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(rule)) }
}

/// A kind of layer as a value: its parameters, its shapes, and how to build it.
protocol LayerRule: Sendable, Hashable {
  var kindName: String { get }
  /// Whether a ReLU behind this layer can be done in the layer's own pass.
  var absorbsReLU: Bool { get }
  /// The shape behind the layer called `layer`, or why it cannot stand there.
  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  /// The layers inside a composite, every path's.
  var nested: [NamedLayer] { get }
  /// Whether a training pass draws random numbers: dropout.
  var drawsInTraining: Bool { get }
  /// The multiplications and additions of one sample's forward pass, counted together as one each;
  /// 0 where a layer only passes over its numbers.
  func multiplyAdds(_ place: LayerPlace) -> Int
  /// The numbers of its weight matrices, biases left out.
  func weightCount(_ place: LayerPlace) -> Int
  /// The players each pixel behind the layer depends on, in evaluation, from those of the pixels
  /// before it; nil where a pixel depends on more than those in a window.
  func seen(_ seen: SeenPlayers, by place: LayerPlace) -> SeenPlayers?
  /// The layer at work, borrowing what it needs for one call only from `scratch`; nil when it only
  /// renames a shape.
  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
}

extension LayerRule {
  var absorbsReLU: Bool { false }
  var nested: [NamedLayer] { [] }
  var drawsInTraining: Bool { false }
  func multiplyAdds(_ place: LayerPlace) -> Int { 0 }
  func weightCount(_ place: LayerPlace) -> Int { 0 }
  func seen(_ seen: SeenPlayers, by place: LayerPlace) -> SeenPlayers? { nil }
}

/// Where a layer stands: what it is told when it is built.
struct LayerPlace {
  let name: String
  let rule: any LayerRule
  var input, output: ActivationShape
  var initialisation = WeightInitialisation.standard
  /// The layer also does the ReLU that follows it.
  var rectifying = false
  /// The batch normalisation that follows it (before the ReLU), which the layer also does.
  var normalising: (name: String, rule: BatchNorm)?
}

/// The shape of one sample between layers.
struct ActivationShape: Sendable, Hashable {
  /// [height, width, channels], [tokens, features] or [features].
  var dimensions: [Int]
  /// The image that was flattened into these features, if any: PyTorch counts its features channel
  /// by channel, we pixel by pixel, and the weights of a dense layer follow.
  var flattenedImage: [Int]?

  init(_ dimensions: [Int], flattenedImage: [Int]? = nil) {
    self.dimensions = dimensions
    self.flattenedImage = flattenedImage
  }

  var elements: Int { dimensions.reduce(1, *) }
  /// Numbers of the innermost dimension: features, or channels.
  var width: Int { dimensions.last ?? 1 }
  /// Rows of `width` numbers: tokens, pixels, or one.
  var rows: Int { elements / width }
  var isImage: Bool { dimensions.count == 3 }
  var isSequence: Bool { dimensions.count == 2 }
  var isFeatures: Bool { dimensions.count == 1 }
}
