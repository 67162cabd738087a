import Base
import Glibc
import Neural
import TestSupport
import Testing

@testable import Experiments

/// The stacked pass against one forward and one backward pass per term: a network of Doubles, the
/// masked inputs written out, and the losses from their formulas.
@Suite("one training step")
struct TrainingStepTests {
  /// Rounding of a Float32 forward and backward pass, relative to the largest gradient entry.
  static let roundingOfFloats = 2e-5

  private let data = DataTable.stripes(shape: [6, 4, 2])
  private let rows = [7, 3, 11, 0, 42, 5, 23]

  private func term(_ value: Value) throws -> TrainingObjective.Term {
    let settings = try TrainingRecipe.LossSettings(value)
    let players = try settings.players.players(over: data.shape)
    return TrainingObjective.Term(
      loss: InteractionLossTerm(
        kind: settings.kind, between: settings.between.0, and: settings.between.1,
        weight: settings.weight, playerCount: players.count, nominal: settings.isNominal),
      players: PlayerRuns(playerOfElement: players.playerOfElement, playerCount: players.count),
      baseline: try data.baseline(settings.baseline))
  }

  @Test(
    "stacked or term by term: the same loss and the same gradients",
    arguments: [
      [], [Recipes.suppressLow], [Recipes.encourageMiddle],
      [Recipes.suppressLow, Recipes.encourageMiddle],
    ] as [[Value]])
  func stackedPass(values: [Value]) throws {
    for architecture in [
      ["name": "mlp", "hidden": [9, 8]],
      ["name": "cnn", "filters": [3], "kernel": 3, "hidden": [6]],
    ] as [Value] {
      let network = try Trainer(
        Recipes.training(architecture: architecture, epochs: 0), data: data
      ).network
      let terms = try values.map(term)
      let split = try data.labelledInputs(of: "train")
      let (images, labels) = (split.inputs, split.labels)
      network.zeroGradients()
      let step = TrainingStep(
        network, TrainingObjective(terms: terms), seeds: TrainingStep.Seeds(contexts: 17))
      let loss = step.accumulate(
        TrainingStep.Part(rows: rows[...], firstDraw: 400), of: split)

      let wide = try Network<Double>(network.blueprint)
      wide.copyParameters(from: network)
      let reference = SeparatePasses(
        network: wide,
        images: rows.map { row in
          images[row * data.elements..<(row + 1) * data.elements].map(Double.init)
        }, labels: rows.map { Int(labels[$0]) })
      var wanted = reference.crossEntropy()
      for (index, term) in terms.enumerated() {
        let settings = try TrainingRecipe.LossSettings(values[index])
        let players = try settings.players.players(over: data.shape).playerOfElement
        let drawn = rows.indices.map {
          term.loss.coalitions(
            playerCount: term.players.playerCount, seed: 17, draw: 400 + UInt64($0),
            term: UInt32(index))
        }
        wanted += reference.interaction(
          term.loss, players: players, baseline: term.baseline.map(Double.init),
          outer: drawn.map { $0.outer[0] }, inner: drawn.map { $0.inner[0] })
      }
      expectClose(loss, wanted, relative: Self.roundingOfFloats)
      for (single, double) in zip(network.parameters, wide.parameters) {
        let gradients = double.gradients.array
        let largest = gradients.map(abs).max() ?? 0
        #expect(largest > 0, "\(single.name)")
        let error = zip(single.gradients.array, gradients).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(
          error <= Self.roundingOfFloats * largest,
          "\(single.name): gradients are off by \(error), the largest is \(largest)")
      }
    }
  }
}

/// Losses and gradients of a batch, a pass for each.
private final class SeparatePasses {
  let network: Network<Double>
  let images: [[Double]]
  let labels: [Int]

  init(network: Network<Double>, images: [[Double]], labels: [Int]) {
    self.network = network
    self.images = images
    self.labels = labels
    network.zeroGradients()
  }

  private var classes: Int { network.classes }

  private func forward(_ inputs: [[Double]]) -> [[Double]] {
    let logits = Array(inputs.joined()).withUnsafeBufferPointer { buffer -> [Double] in
      guard let base = buffer.baseAddress else { return [] }
      let logits = network.forward(base, count: inputs.count, .training())
      return Array(UnsafeBufferPointer(start: logits, count: inputs.count * classes))
    }
    return inputs.indices.map { Array(logits[$0 * classes..<($0 + 1) * classes]) }
  }

  private func backward(_ inputs: [[Double]], _ gradients: [[Double]]) {
    Array(inputs.joined()).withUnsafeBufferPointer { inputBuffer in
      Array(gradients.joined()).withUnsafeBufferPointer { gradientBuffer in
        guard let input = inputBuffer.baseAddress, let gradient = gradientBuffer.baseAddress else {
          return
        }
        _ = network.forward(input, count: inputs.count, .training())
        network.backward(gradient)
      }
    }
  }

  private static func softmax(_ values: [Double]) -> [Double] {
    let powers = values.map { exp($0) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// Mean of −log p of the true class.
  func crossEntropy() -> Double {
    let shares = forward(images).map(Self.softmax)
    let count = Double(images.count)
    backward(
      images,
      zip(shares, labels).map { shares, label in
        shares.enumerated().map { ($1 - ($0 == label ? 1 : 0)) / count }
      })
    return zip(shares, labels).map { -log($0[$1]) }.reduce(0, +) / count
  }

  /// L⁺ = −log q of the true class, L⁻ = Σ q log q, with q = softmax(v(S₂) − c·v(S₁)).
  func interaction(
    _ loss: InteractionLossTerm, players: [Int32], baseline: [Double], outer: [UInt64],
    inner: [UInt64]
  ) -> Double {
    func masked(_ masks: [UInt64]) -> [[Double]] {
      zip(images, masks).map { image, mask in
        image.indices.map {
          mask >> UInt64(players[$0]) & 1 == 1 ? image[$0] : baseline[$0]
        }
      }
    }
    let (outerInputs, innerInputs) = (masked(outer), masked(inner))
    let changes = zip(forward(outerInputs), forward(innerInputs)).map { outer, inner in
      zip(outer, inner).map { $0 - loss.coefficient * $1 }
    }
    var total = 0.0
    var slopes: [[Double]] = []
    for (change, label) in zip(changes, labels) {
      let shares = Self.softmax(change)
      let entropy = -shares.map { $0 * log($0) }.reduce(0, +)
      switch loss.kind {
      case .encourage:
        total -= log(shares[label])
        slopes.append(shares.enumerated().map { $1 - ($0 == label ? 1 : 0) })
      case .suppress:
        total -= entropy
        // d(Σ q log q)/du_k = q_k (log q_k + H).
        slopes.append(shares.map { $0 * (log($0) + entropy) })
      }
    }
    let factor = loss.weight / Double(images.count)
    backward(outerInputs, slopes.map { $0.map { factor * $0 } })
    backward(innerInputs, slopes.map { $0.map { -factor * loss.coefficient * $0 } })
    return loss.weight * total / Double(images.count)
  }
}
