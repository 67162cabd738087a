import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Networks")
struct NetworkTests {
  @Test("carry PyTorch's names and shapes")
  func names() throws {
    let network = try Network<Float>(.smallCNN([8, 8, 2]))
    #expect(
      network.parameters.map(\.name) == [
        "conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias",
        "fc2.weight", "fc2.bias",
      ])
    #expect(
      network.parameters.map(\.shape) == [
        [3, 2, 3, 3], [3], [4, 3, 2, 2], [4], [6, 36], [6], [4, 6], [4],
      ])
  }

  @Test("are initialised uniformly on ±1/√fan-in, in file order, by name and seed alone")
  func initialisation() throws {
    let network = try makeNetwork(.smallCNN([8, 8, 2]), seed: 42, as: Double.self)
    let fanIns = [18, 18, 12, 12, 36, 36, 6, 6]
    for (parameter, fanIn) in zip(network.parameters, fanIns) {
      var stream = RandomStream(seed: 42, purpose: parameter.name)
      let bound = 1 / Double(fanIn).squareRoot()
      let drawn = (0..<parameter.count).map { _ in stream.uniform(-bound, bound) }
      #expect(parameter.fileOrder(of: parameter.values) == drawn)
    }
  }

  @Test("have the same bits for the same seed, others for another")
  func seeds() throws {
    let inputs: [Float] = uniformNumbers(5 * 128, seed: 1, "inputs")
    func logits(_ seed: UInt64) throws -> [Float] {
      try makeNetwork(.smallCNN([8, 8, 2]), seed: seed).logits(of: inputs)
    }
    #expect(try logits(3) == logits(3))
    #expect(try logits(3) != logits(4))
  }

  @Test("convert between memory and file order and back")
  func fileOrder() throws {
    let network = try makeNetwork(.smallCNN([8, 8, 2]), as: Float.self)
    for parameter in network.parameters {
      let before = parameter.values.array
      let file = parameter.fileOrder(of: parameter.values)
      parameter.assign(file, to: parameter.values)
      #expect(parameter.values.array == before)
    }
    let weight = network.parameters[0]
    let file = weight.fileOrder(of: weight.values)
    // Filter 1, channel 1, row 2, column 0: [out, in, kh, kw] and [out, kh, kw, in].
    #expect(file[((1 * 2 + 1) * 3 + 2) * 3 + 0] == weight.values[((1 * 3 + 2) * 3 + 0) * 2 + 1])
  }

  @Test("are copied from Float to Double without loss")
  func copies() throws {
    let single = try makeNetwork(.smallCNN([8, 8, 2]), as: Float.self)
    let double = try Network<Double>(.smallCNN([8, 8, 2]))
    double.copyParameters(from: single)
    for (wide, narrow) in zip(double.parameters, single.parameters) {
      #expect(wide.values.array == narrow.values.array.map { Double($0) })
    }
    let back = try Network<Float>(.smallCNN([8, 8, 2]))
    back.copyParameters(from: double)
    #expect(back.parameters[4].values.array == single.parameters[4].values.array)
  }

  static let blueprints: [NetworkBlueprint] = [.mlp([128], [33, 17, 5]), .smallCNN([8, 8, 2])]

  @Test("give a row the same bits whatever is beside it", arguments: blueprints)
  func rowsAreIndependent(blueprint: NetworkBlueprint) throws {
    let network = try makeNetwork(blueprint, as: Float.self)
    let inputs: [Float] = uniformNumbers(300 * 128, seed: 1, "inputs")
    let others: [Float] = uniformNumbers(300 * 128, seed: 2, "others")
    let logits = network.logits(of: inputs)
    let classes = network.classes
    // The same place modulo the block: in another block, in a shorter batch, the last of one.
    for (row, place, count) in [(200, 72, 73), (200, 72, 300), (5, 133, 200), (299, 43, 128)] {
      var batch = Array(others[0..<count * 128])
      batch.replaceSubrange(
        place * 128..<(place + 1) * 128, with: inputs[row * 128..<(row + 1) * 128])
      let found = network.logits(of: batch)
      #expect(
        found[place * classes..<(place + 1) * classes]
          .elementsEqual(logits[row * classes..<(row + 1) * classes]))
    }
  }

  @Test("evaluate no rows")
  func noRows() throws {
    #expect(try makeNetwork(.mlp([3], [2]), as: Float.self).logits(of: []) == [])
  }

  @Test("keep their buffers from step to step")
  func steadyBuffers() throws {
    let network = try makeNetwork(.smallCNN([8, 8, 2]), as: Float.self)
    let inputs: [Float] = uniformNumbers(20 * 128, seed: 1, "inputs")
    func place() -> UInt {
      inputs.withUnsafeBufferPointer { source in
        source.baseAddress.map { UInt(bitPattern: network.forward($0, count: 20, .training())) }
          ?? 0
      }
    }
    #expect(place() == place())
  }
}
