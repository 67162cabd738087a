extension LayerKind {
  /// y = main(x) + shortcut(x); an empty shortcut is the identity (arXiv:1512.03385).
  public static func residual(main: [NamedLayer], shortcut: [NamedLayer] = []) -> LayerKind {
    LayerKind(Residual(main: main, shortcut: shortcut))
  }
}

struct Residual: LayerRule {
  let main, shortcut: [NamedLayer]

  var kindName: String { "residual" }
  var absorbsReLU: Bool { true }
  var nested: [NamedLayer] { main + shortcut }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    let long = try main.places(from: input).last?.output ?? input
    let short = try shortcut.places(from: input).last?.output ?? input
    guard long.dimensions == short.dimensions else {
      throw .unequalPaths(layer: layer, main: long.dimensions, shortcut: short.dimensions)
    }
    return long
  }

  func weightCount(_ place: LayerPlace) -> Int { paths(place).joined().weightCount }

  func multiplyAdds(_ place: LayerPlace) -> Int { paths(place).joined().multiplyAdds }

  private func paths(_ place: LayerPlace) -> [[LayerPlace]] {
    [main, shortcut].compactMap { try? $0.places(from: place.input) }
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    guard let main = try? main.places(from: place.input).executionPlan(),
      let shortcut = try? shortcut.places(from: place.input).executionPlan()
    else { preconditionFailure("\(place.name): built before its shapes were checked") }
    return ResidualLayer<Scalar>(place, main: main, shortcut: shortcut, scratch)
  }
}

final class ResidualLayer<Scalar: NetworkScalar>: Layer {
  let main, shortcut: LayerChain<Scalar>
  let rectifying: Bool
  var parameters: [Parameter<Scalar>] { main.parameters + shortcut.parameters }
  var statistics: [Parameter<Scalar>] { main.statistics + shortcut.statistics }

  private let inputElements, outputElements: Int
  private let scratch: ScratchBuffers<Scalar>
  private let output = Buffer<Scalar>()
  private var count = 0

  init(
    _ place: LayerPlace, main: [LayerPlace], shortcut: [LayerPlace],
    _ scratch: ScratchBuffers<Scalar>
  ) {
    self.main = LayerChain(main, scratch)
    self.shortcut = LayerChain(shortcut, scratch)
    self.scratch = scratch
    rectifying = place.rectifying
    inputElements = place.input.elements
    outputElements = place.output.elements
  }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let long = main.forward(input, count: count, pass)
    let short = shortcut.forward(input, count: count, pass)
    let result = output.resize(count * outputElements)
    Scalar.sum(long, short, into: result, count: count * outputElements, rectifying: rectifying)
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    let own = scratch.borrow(rectifying ? count * outputElements : 0)
    defer { scratch.giveBack(own) }
    var gradient = gradient
    if rectifying {
      Scalar.rectifyBackward(
        gradient, output: output.pointer, into: own.pointer, count: count * outputElements)
      gradient = UnsafePointer(own.pointer)
    }
    backward(main, gradient, inputGradient)
    guard let inputGradient else {
      if !shortcut.layers.isEmpty { shortcut.backward(gradient, inputGradient: nil) }
      return
    }
    guard !shortcut.layers.isEmpty else {
      Scalar.addScaled(gradient, by: 1, to: inputGradient, count: count * inputElements)
      return
    }
    let other = scratch.borrow(count * inputElements)
    defer { scratch.giveBack(other) }
    shortcut.backward(gradient, inputGradient: other.pointer)
    Scalar.addScaled(other.pointer, by: 1, to: inputGradient, count: count * inputElements)
  }

  /// The gradient through a path; through an empty one it passes as it is.
  private func backward(
    _ path: LayerChain<Scalar>, _ gradient: UnsafePointer<Scalar>,
    _ inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    if !path.layers.isEmpty {
      path.backward(gradient, inputGradient: inputGradient)
    } else if let inputGradient {
      inputGradient.update(from: gradient, count: count * inputElements)
    }
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    let long = scratch.borrow(main.layers.isEmpty ? 0 : count * outputElements)
    let short = scratch.borrow(shortcut.layers.isEmpty ? 0 : count * outputElements)
    defer {
      scratch.giveBack(short)
      scratch.giveBack(long)
    }
    if !main.layers.isEmpty { main.infer(input, into: long.pointer, count: count) }
    if !shortcut.layers.isEmpty { shortcut.infer(input, into: short.pointer, count: count) }
    Scalar.sum(
      main.layers.isEmpty ? input : UnsafePointer(long.pointer),
      shortcut.layers.isEmpty ? input : UnsafePointer(short.pointer), into: output,
      count: count * outputElements, rectifying: rectifying)
  }
}
