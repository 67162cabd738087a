import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Dropout")
struct DropoutTests {
  private static let width = 1003
  private static let rate = 0.3

  private static func network(_ name: String = "drop", rate: Double = rate, width: Int = width)
    throws -> Network<Double>
  {
    try Network<Double>(
      NetworkBlueprint(
        inputShape: [width], layers: [NamedLayer(name, .dropout(rate: rate))]))
  }

  /// The outputs for ones: 0 where a unit is dropped, the scale elsewhere.
  private static func mask(
    _ network: Network<Double>, draws: [UInt64], seed: UInt64 = 5
  ) -> [[Double]] {
    let ones = [Double](repeating: 1, count: draws.count * network.inputElements)
    return ones.withUnsafeBufferPointer { source in
      draws.withUnsafeBufferPointer { draws in
        guard let base = source.baseAddress else { return [] }
        let outputs = network.forward(
          base, count: draws.count, .training(dropoutSeed: seed, draws: draws.baseAddress))
        return UnsafeBufferPointer(start: outputs, count: source.count)
          .rows(of: network.inputElements)
      }
    }
  }

  @Test("drops its share of the numbers and scales the others up, so that the mean stays")
  func shares() throws {
    let masks = Self.mask(try Self.network(), draws: Array(0..<100))
    let numbers = masks.flatMap(\.self)
    let scale = 1 / (1 - Self.rate)
    #expect(numbers.allSatisfy { $0 == 0 || $0 == scale })
    let dropped = Double(numbers.count { $0 == 0 }) / Double(numbers.count)
    // 100300 draws: a standard deviation is 0.0014.
    expectClose(dropped, Self.rate, absolute: 0.006)
    // And in each row, of deviation 0.0145.
    for row in masks {
      expectClose(
        Double(row.count { $0 == 0 }) / Double(Self.width), Self.rate, absolute: 0.065)
    }
  }

  @Test("neighbours are dropped independently of each other")
  func independence() throws {
    let masks = Self.mask(try Self.network(), draws: Array(0..<100))
    for distance in [1, 2, 4, 8] {
      var both = 0
      var pairs = 0
      for row in masks {
        for i in 0..<row.count - distance {
          pairs += 1
          both += row[i] == 0 && row[i + distance] == 0 ? 1 : 0
        }
      }
      expectClose(Double(both) / Double(pairs), Self.rate * Self.rate, absolute: 0.006)
    }
    let (first, second) = (masks[0], masks[1])
    let both = zip(first, second).count { $0 == 0 && $1 == 0 }
    expectClose(Double(both) / Double(Self.width), Self.rate * Self.rate, absolute: 0.06)
  }

  @Test("a row's mask depends on its draw, the seed and the layer's name, not on its batch")
  func batches() throws {
    let network = try Self.network()
    let together = Self.mask(network, draws: [7, 8, 9, 1 << 40])
    #expect(Self.mask(network, draws: [9, 7]) == [together[2], together[0]])
    #expect(Self.mask(network, draws: [1 << 40]) == [together[3]])
    #expect(together[0] != together[1] && together[0] != together[3])
    #expect(Self.mask(network, draws: [7], seed: 6)[0] != together[0])
    #expect(Self.mask(try Self.network("other"), draws: [7])[0] != together[0])
  }

  @Test("number e of a row is dropped by word e of the row's stream", arguments: 1...9)
  func words(width: Int) throws {
    let mask = Self.mask(try Self.network(rate: 0.5, width: width), draws: [77])
    var stream = RandomStream(seed: 5, purpose: "dropout drop", index: 77)
    for i in 0..<width { #expect((mask[0][i] == 0) == (stream.nextWord() < 1 << 31)) }
  }

  @Test("gradients pass where numbers did, scaled as they were")
  func gradient() throws {
    let network = try Self.network(width: 50)
    let inputs: [Double] = uniformNumbers(150, seed: 1, "inputs")
    let slopes: [Double] = uniformNumbers(150, seed: 2, "slopes")
    let draws: [UInt64] = [3, 4, 5]
    let mask = Self.mask(network, draws: draws).flatMap(\.self)
    var gradient = [Double](repeating: .nan, count: 150)
    inputs.withUnsafeBufferPointer { source in
      draws.withUnsafeBufferPointer { draws in
        guard let base = source.baseAddress else { return }
        let outputs = network.forward(
          base, count: 3, .training(dropoutSeed: 5, draws: draws.baseAddress))
        for i in 0..<150 { #expect(outputs[i] == inputs[i] * mask[i]) }
        network.backward(slopes, inputGradients: &gradient)
      }
    }
    #expect(gradient == zip(slopes, mask).map { $0 * $1 })
  }

  @Test("evaluation and inference pass everything, and gradients through evaluation too")
  func evaluation() throws {
    let network = try Self.network(width: 5)
    let inputs: [Double] = uniformNumbers(15, seed: 1, "inputs")
    #expect(network.logits(of: inputs) == inputs)
    var gradient = [Double](repeating: .nan, count: 15)
    inputs.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      let outputs = network.forward(base, count: 3, .evaluation)
      #expect(Array(UnsafeBufferPointer(start: outputs, count: 15)) == inputs)
      network.backward(inputs, inputGradients: &gradient)
    }
    #expect(gradient == inputs)
  }

  @Test("a rate of 0 needs no draws and drops nothing")
  func nothing() throws {
    let inputs: [Double] = uniformNumbers(10, seed: 1, "inputs")
    #expect(try Self.network(rate: 0, width: 5).trainingLogits(inputs) == inputs)
  }

  @Test("NaN stays NaN where it is dropped, too")
  func notANumber() throws {
    let network = try Self.network(width: 64)
    let inputs = [Double](repeating: .nan, count: 64)
    let draws: [UInt64] = [0]
    inputs.withUnsafeBufferPointer { source in
      draws.withUnsafeBufferPointer { draws in
        guard let base = source.baseAddress else { return }
        let outputs = network.forward(base, count: 1, .training(draws: draws.baseAddress))
        #expect((0..<64).allSatisfy { outputs[$0].isNaN })
      }
    }
  }
}
