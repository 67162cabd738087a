import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Convolutions")
struct ConvolutionTests {
  /// Shapes of both routes: sums over taps, and tiles, whole and cut.
  static let shapes: [(input: [Int], kind: LayerKind)] = [
    ([5, 7, 3], .convolution(filters: 5, kernel: 3, padding: 1)),
    ([9, 8, 16], .convolution(filters: 16, kernel: 3, stride: 2, padding: 1)),
    ([7, 9, 16], .convolution(filters: 32, kernel: 3, padding: 1)),
    ([8, 8, 32], .convolution(filters: 16, kernel: 3, padding: 1)),
    ([3, 5, 16], .transposedConvolution(filters: 16, kernel: 3, padding: 1)),
  ]

  private func images<Scalar: NetworkScalar>(
    _ network: Network<Scalar>, _ inputs: [Scalar], _ slopes: [Scalar]
  ) -> (outputs: [Scalar], gradients: [Scalar]) {
    let count = inputs.count / network.inputElements
    var gradients = [Scalar](repeating: .nan, count: inputs.count)
    let outputs = inputs.withUnsafeBufferPointer { source -> [Scalar] in
      guard let base = source.baseAddress else { return [] }
      let result = network.forward(base, count: count, .evaluation)
      let outputs = Array(UnsafeBufferPointer(start: result, count: count * network.classes))
      network.backward(slopes, inputGradients: &gradients)
      return outputs
    }
    return (outputs, gradients)
  }

  @Test("an image's bits depend on no other image", arguments: shapes.indices)
  func batches(_ index: Int) throws {
    let (shape, kind) = Self.shapes[index]
    let network = try makeNetwork(
      NetworkBlueprint(inputShape: shape, layers: [NamedLayer("c", kind), NamedLayer("r", .relu)]),
      as: Float.self)
    let (from, to) = (network.inputElements, network.classes)
    let count = 11
    let inputs: [Float] = uniformNumbers(count * from, seed: 21, "inputs")
    let slopes: [Float] = uniformNumbers(count * to, seed: 22, "slopes")
    let together = images(network, inputs, slopes)
    for image in [0, 6, count - 1] {
      let alone = images(
        network, Array(inputs[image * from..<(image + 1) * from]),
        Array(slopes[image * to..<(image + 1) * to]))
      #expect(alone.outputs == Array(together.outputs[image * to..<(image + 1) * to]))
      #expect(alone.gradients == Array(together.gradients[image * from..<(image + 1) * from]))
    }
    #expect(network.logits(of: inputs) == together.outputs)
  }

  /// Rounding of sums of a few hundred products, of the largest result.
  static let floatError = 2e-6

  @Test("Float loses no more than rounding, in all products", arguments: shapes.indices)
  func accuracy(_ index: Int) throws {
    let (shape, kind) = Self.shapes[index]
    let blueprint = NetworkBlueprint(inputShape: shape, layers: [NamedLayer("c", kind)])
    let network = try makeNetwork(blueprint, as: Float.self)
    let exact = try Network<Double>(blueprint)
    exact.copyParameters(from: network)
    let inputs: [Float] = uniformNumbers(3 * network.inputElements, seed: 23, "inputs")
    let slopes: [Float] = uniformNumbers(3 * network.classes, seed: 24, "slopes")
    let found = images(network, inputs, slopes)
    let wanted = images(exact, inputs.map(Double.init), slopes.map(Double.init))
    func compare(_ found: [Float], _ wanted: [Double], _ what: String) {
      let largest = wanted.map(abs).max() ?? 0
      expectClose(
        found.map(Double.init), wanted, absolute: Self.floatError * largest, what)
    }
    compare(found.outputs, wanted.outputs, "outputs")
    compare(found.gradients, wanted.gradients, "input gradients")
    for (own, other) in zip(network.parameters, exact.parameters) {
      compare(own.gradients.array, other.gradients.array, own.name)
    }
  }

  @Test("only what is not frozen gets a gradient")
  func frozen() throws {
    let network = try makeNetwork(
      NetworkBlueprint(inputShape: [5, 5, 16], layers: [NamedLayer("c", Self.shapes[2].kind)]),
      as: Double.self)
    let inputs: [Double] = uniformNumbers(2 * network.inputElements, seed: 25, "inputs")
    let slopes: [Double] = uniformNumbers(2 * network.classes, seed: 26, "slopes")
    let free = images(network, inputs, slopes)
    let gradients = network.parameters.map(\.gradients.array)
    for index in [0, 1] {
      network.zeroGradients()
      for (number, parameter) in network.parameters.enumerated() {
        parameter.isFrozen = number == index
      }
      #expect(images(network, inputs, slopes).gradients == free.gradients)
      #expect(network.parameters[index].gradients.array.allSatisfy { $0 == 0 })
      #expect(network.parameters[1 - index].gradients.array == gradients[1 - index])
    }
  }

  static let faults: [(shape: [Int], kind: LayerKind, text: String)] = [
    (
      [4, 4, 6], .convolution(filters: 4, kernel: 3, groups: 4),
      "layer l: groups is 4; it must divide the channels, 6"
    ),
    (
      [4, 4, 6], .convolution(filters: 4, kernel: 3, groups: 3),
      "layer l: groups is 3; it must divide the filters, 4"
    ),
    (
      [4, 4, 1], .convolution(filters: 4, kernel: 3, dilation: 2),
      "layer l: a window of 5×5 does not fit into images [4, 4, 1] padded by 0"
    ),
    (
      [4, 4, 1], .maxPool(size: 3, padding: 2),
      "layer l: padding is 2; for windows of 3×3 it must be at most 1"
    ),
    (
      [4, 4, 1], .transposedConvolution(filters: 2, kernel: 3, stride: 2, outputPadding: 2),
      "layer l: outputPadding is 2; it must be less than the stride, 2"
    ),
    (
      [4, 4, 3], .subsamplePadding(stride: 2, channels: 2),
      "layer l: channels is 2; it must be at least those of the images it gets, [4, 4, 3]"
    ),
    (
      [4], .globalAveragePool,
      "layer l: global average pooling works on images [height, width, channels] and gets [4]"
    ),
  ]

  @Test("what cannot stand says why", arguments: faults.indices)
  func faultTexts(_ index: Int) {
    let fault = Self.faults[index]
    let blueprint = NetworkBlueprint(
      inputShape: fault.shape, layers: [NamedLayer("l", fault.kind)])
    let error = #expect(throws: BlueprintError.self) { try blueprint.outputShapes() }
    #expect(error?.description == fault.text)
  }
}
