/// Layers at work one after the other: a whole network, or one path of a composite layer.
final class LayerChain<Scalar: NetworkScalar> {
  /// Where each of `layers` stands.
  let plan: [LayerPlace]
  let layers: [any Layer<Scalar>]
  let scratch: ScratchBuffers<Scalar>
  /// Numbers of the widest row between two layers.
  private let widest: Int
  private var count = 0

  init(_ plan: [LayerPlace], _ scratch: ScratchBuffers<Scalar>) {
    var places: [LayerPlace] = []
    var layers: [any Layer<Scalar>] = []
    for place in plan {
      guard let layer = place.rule.makeLayer(place, scratch) else { continue }
      places.append(place)
      layers.append(layer)
    }
    self.plan = places
    self.layers = layers
    self.scratch = scratch
    widest = places.map(\.output.elements).max() ?? 0
  }

  /// The learned numbers, first layer first.
  var parameters: [Parameter<Scalar>] { layers.flatMap { $0.parameters } }
  /// The recorded numbers, first layer first.
  var statistics: [Parameter<Scalar>] { layers.flatMap { $0.statistics } }

  /// The outputs of the last layer, with what `backward` needs kept; of no layer, the inputs.
  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    var activation = input
    for layer in layers { activation = layer.forward(activation, count: count, pass) }
    return activation
  }

  /// Adds to the parameters' gradients; writes the gradient at the input when it is wanted.
  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    precondition(count > 0, "backward before forward")
    let first = scratch.borrow(layers.count > 1 ? count * widest : 0)
    let second = scratch.borrow(layers.count > 2 ? count * widest : 0)
    defer {
      scratch.giveBack(second)
      scratch.giveBack(first)
    }
    var next = first.pointer
    var other = second.pointer
    var gradient = gradient
    for index in layers.indices.reversed() {
      layers[index].backward(gradient, inputGradient: index == 0 ? inputGradient : next)
      gradient = UnsafePointer(next)
      swap(&next, &other)
    }
  }

  /// The outputs of the last layer, nothing kept; there must be a layer.
  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    precondition(!layers.isEmpty, "inference of no layers")
    let first = scratch.borrow(layers.count > 1 ? count * widest : 0)
    let second = scratch.borrow(layers.count > 2 ? count * widest : 0)
    defer {
      scratch.giveBack(second)
      scratch.giveBack(first)
    }
    var activation = input
    var next = first.pointer
    var other = second.pointer
    for index in layers.indices {
      let target = index == layers.count - 1 ? output : next
      layers[index].infer(activation, into: target, count: count)
      activation = UnsafePointer(target)
      swap(&next, &other)
    }
  }
}
