import Base
import TestSupport
import Testing

@testable import Neural

@Suite("Networks cut behind a layer, its units gated")
struct GatedPassTests {
  /// Central differences at this step err by about step² and by rounding over step: 1e-10 each.
  static let step = 1e-5
  static let tolerance = 1e-8
  /// Where a unit is present in one row of three, normalisation divides by little and curves: its
  /// third derivative times step² is below this part of the first.
  static let curvature = 1e-5
  /// Roundings of sums of a hundred products in another order.
  static let rounding = 1e-13

  private static let classes = 4
  private static let samples = 3
  /// A part beside the samples, such as a masked copy.
  private static let parts = 2
  private static let labels: [Int32] = [2, 0, 3]

  /// Cuts behind a dense layer's ReLU, before it, between images, behind a flattened image, behind
  /// the input; through networks that normalise batches and drop units.
  struct Cut: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var blueprint: NetworkBlueprint
    var layer: String
  }

  static let cuts: [Cut] = {
    let cnn = NetworkBlueprint.smallCNN([8, 8, 2])
    var drawing = NetworkBlueprint.mlp([5], [7, 6, 4])
    drawing.layers.insert(NamedLayer("drop1", .dropout(rate: 0.3)), at: 0)
    drawing.layers.insert(NamedLayer("drop2", .dropout(rate: 0.4)), at: 4)
    let normalised = NetworkBlueprint(
      inputShape: [4, 4, 2],
      layers: [
        NamedLayer("conv1", .convolution(filters: 3, kernel: 3, padding: 1)),
        NamedLayer("bn1", .batchNorm()), NamedLayer("relu1", .relu),
        NamedLayer("flatten", .flatten), NamedLayer("fc1", .dense(outputs: 5)),
        NamedLayer("bn2", .batchNorm()), NamedLayer("relu2", .relu),
        NamedLayer("fc2", .dense(outputs: 4)),
      ])
    return [
      (NetworkBlueprint.mlp([6], [9, 8, 4]), ["relu1", "fc1", "relu2"]),
      (NetworkBlueprint.mlp([3, 2, 1], [5, 4]), ["flatten", "relu1"]),
      (cnn, ["relu1", "pool1", "flatten", "fc1", "relu3"]), (drawing, ["relu1", "drop2"]),
      (normalised, ["conv1", "relu1", "fc1"]),
    ].flatMap { blueprint, layers in
      layers.map {
        Cut(
          testDescription: "\(blueprint.layers.map(\.name)) behind \($0)", blueprint: blueprint,
          layer: $0)
      }
    }
  }()

  /// A network, its inputs and what a pass of it is told.
  private struct Setting {
    let network: Network<Double>
    let inputs: [Double]
    let masks: [UInt64]
    let draws: [UInt64]
    let pass: GatedPass<Double>

    init(_ cut: Cut, copies: Int, masks fill: UInt64? = nil) throws {
      network = try makeNetwork(cut.blueprint, as: Double.self)
      let rows = GatedPassTests.samples
      inputs = uniformNumbers(
        GatedPassTests.parts * rows * network.inputElements, seed: 3, "inputs")
      pass = try GatedPass(network, behind: cut.layer)
      var stream = RandomStream(seed: 4, purpose: "masks")
      masks = (0..<copies * rows * pass.units.wordsPerMask).map { _ in fill ?? stream.next() }
      draws = (0..<UInt64((GatedPassTests.parts + copies) * rows)).map { 100 + $0 }
    }

    /// Calls `body` with the logits of a pass, while it stands.
    func forward<Result>(copies: Int, _ body: (UnsafePointer<Double>) -> Result) -> Result? {
      inputs.withUnsafeBufferPointer { inputs in
        draws.withUnsafeBufferPointer { draws in
          guard let base = inputs.baseAddress else { return nil }
          return body(
            pass.forward(
              base, count: GatedPassTests.parts * GatedPassTests.samples, copies: copies,
              masks: masks,
              .training(
                parts: GatedPassTests.parts, dropoutSeed: 5, draws: draws.baseAddress)))
        }
      }
    }

    func logits(copies: Int) -> [Double] {
      let count = (GatedPassTests.parts + copies) * GatedPassTests.samples * network.classes
      return forward(copies: copies) { Array(UnsafeBufferPointer(start: $0, count: count)) } ?? []
    }
  }

  /// The cross-entropy of the samples, a linear function of the part beside them, and the squared
  /// second difference of four copies.
  private static func loss(
    _ logits: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>?
  )
    -> Double
  {
    let size = samples * classes
    var loss = Loss.softmaxCrossEntropy(
      logits, labels: labels, count: samples, classes: classes, gradient: gradient)
    let weights: [Double] = uniformNumbers(size, seed: 6, "weights")
    for index in 0..<size {
      loss += weights[index] * logits[size + index]
      gradient?[size + index] = weights[index]
    }
    loss +=
      3
      * Loss.squaredSecondDifference(
        logits + 2 * size, labels: labels, count: samples, classes: classes, scale: 3,
        gradient: gradient.map { $0 + 2 * size })
    return loss
  }

  @Test("gradients of all parameters are the derivatives", arguments: cuts)
  func finiteDifferences(cut: Cut) throws {
    let setting = try Setting(cut, copies: 4)
    let network = setting.network
    let count = 6 * Self.samples * Self.classes
    network.zeroGradients()
    var gradient = [Double](repeating: .nan, count: count)
    setting.forward(copies: 4) { logits in
      _ = Self.loss(logits, &gradient)
      setting.pass.backward(gradient)
    }
    let gradients = network.parameters.map(\.gradients.array)
    #expect(gradients.joined().contains { abs($0) > 0.01 })
    func value() -> Double { setting.forward(copies: 4) { Self.loss($0, nil) } ?? .nan }
    for (parameter, gradient) in zip(network.parameters, gradients) {
      for i in 0..<parameter.count {
        let own = parameter.values[i]
        parameter.values[i] = own + Self.step
        let above = value()
        parameter.values[i] = own - Self.step
        let below = value()
        parameter.values[i] = own
        expectClose(
          gradient[i], (above - below) / (2 * Self.step), relative: Self.curvature,
          absolute: Self.tolerance, "\(parameter.name) \(i)")
      }
    }
  }

  @Test("with all units present, copies are the samples", arguments: cuts)
  func allPresent(cut: Cut) throws {
    // Copies have other numbers in the choice of dropped units.
    guard !cut.blueprint.drawsInTraining else { return }
    let setting = try Setting(cut, copies: 2, masks: .max)
    let logits = setting.logits(copies: 2)
    let size = Self.samples * Self.classes
    // A product rounds a row by its place in the batch.
    for copy in [2, 3] {
      expectClose(
        logits[copy * size..<(copy + 1) * size], logits[..<size], absolute: Self.rounding)
    }
    // The whole network, batch by batch: statistics are of each part alone.
    let whole = try makeNetwork(cut.blueprint, as: Double.self)
    let row = whole.inputElements
    for part in 0..<Self.parts {
      let inputs = Array(
        setting.inputs[part * Self.samples * row..<(part + 1) * Self.samples * row])
      expectClose(
        logits[part * size..<(part + 1) * size], whole.trainingLogits(inputs),
        absolute: Self.rounding)
    }
  }

  @Test("an absent unit is zero, one mask for each row of each copy")
  func absentUnits() throws {
    let blueprint = NetworkBlueprint.mlp([3], [70, 4])
    let network = try makeNetwork(blueprint, as: Double.self)
    let pass = try GatedPass(network, behind: "relu1")
    #expect(pass.unitCount == 70 && pass.units.wordsPerMask == 2)
    let inputs: [Double] = uniformNumbers(2 * 3, seed: 3, "inputs")
    // Two copies of two samples: nobody, units 1 and 69, all, the first word.
    let masks: [UInt64] = [0, 0, 2, 32, .max, .max, .max, 0]
    let logits = inputs.withUnsafeBufferPointer { source -> [Double] in
      guard let base = source.baseAddress else { return [] }
      let found = pass.forward(base, count: 2, copies: 2, masks: masks, .training())
      return Array(UnsafeBufferPointer(start: found, count: 6 * 4))
    }
    let tensors = Dictionary(
      uniqueKeysWithValues: network.parameters.map { ($0.name, $0.values.array) })
    let (first, firstBias) = (tensors["fc1.weight"] ?? [], tensors["fc1.bias"] ?? [])
    let (last, lastBias) = (tensors["fc2.weight"] ?? [], tensors["fc2.bias"] ?? [])
    let present: [(Int) -> Bool] = [
      { _ in true }, { _ in true }, { _ in false }, { $0 == 1 || $0 == 69 }, { _ in true },
      { $0 < 64 },
    ]
    for (row, isPresent) in present.enumerated() {
      let input = inputs[row % 2 * 3..<row % 2 * 3 + 3]
      let units = (0..<70).map { unit -> Double in
        let sum = zip(input, first[3 * unit..<3 * unit + 3]).reduce(firstBias[unit]) {
          $0 + $1.0 * $1.1
        }
        return isPresent(unit) ? max(0, sum) : 0
      }
      for k in 0..<4 {
        let wanted = zip(units, last[70 * k..<70 * k + 70]).reduce(lastBias[k]) {
          $0 + $1.0 * $1.1
        }
        expectClose(logits[4 * row + k], wanted, absolute: Self.rounding)
      }
    }
  }

  @Test("what a piece records of batches, the network has recorded")
  func statistics() throws {
    let cut = try #require(Self.cuts.last)
    let setting = try Setting(cut, copies: 2, masks: .max)
    _ = setting.logits(copies: 2)
    let counts = setting.network.statistics.filter { $0.shape.isEmpty }.map { $0.values[0] }
    // Cut behind fc1: the samples and the part beside them; behind it the two copies too.
    #expect(counts == [2, 4])
  }

  @Test("a piece of a frozen network leaves it alone")
  func frozen() throws {
    let network = try makeNetwork(.mlp([3], [5, 4]), as: Double.self)
    for parameter in network.tensors(ofLayers: ["fc1"]) { parameter.isFrozen = true }
    let pieces = try NetworkPieces(of: network, behind: "relu1")
    #expect(pieces.body.parameters.allSatisfy { $0.isFrozen })
    #expect(pieces.tail.parameters.allSatisfy { !$0.isFrozen })
    #expect(pieces.tail.parameters[0].values === network.parameters[2].values)
    #expect(pieces.tail.parameters[0].gradients === network.parameters[2].gradients)
  }

  @Test("a layer that is not there, or the last one, is refused")
  func faults() {
    let blueprint = NetworkBlueprint.mlp([3], [5, 4])
    #expect(throws: BlueprintError.unknownLayer("relu2", legal: ["fc1", "relu1"])) {
      try blueprint.pieces(behind: "relu2")
    }
    #expect(throws: BlueprintError.nothingBehind("fc2")) { try blueprint.pieces(behind: "fc2") }
    #expect(
      BlueprintError.nothingBehind("fc2").description
        == "layer fc2: nothing stands behind it; name a layer before the last one")
  }

  // MARK: - The loss

  @Test("the squared second difference by hand")
  func secondDifference() {
    // Labels 1 and 0: (5 − 3) − (2 − 4) = 4 and (1 − 1) − (0 − 2) = 2.
    let logits: [Double] = [0, 5, 1, 9, 0, 3, 1, 9, 0, 2, 0, 9, 0, 4, 2, 9]
    var gradient = [Double](repeating: .nan, count: 16)
    let loss = Loss.squaredSecondDifference(
      logits, labels: [1, 0], count: 2, classes: 2, scale: 3, gradient: &gradient)
    #expect(loss == (16 + 4) / 2)
    // 2·scale/count·Δ at the labels, with the signs of the four terms.
    #expect(gradient == [0, 12, 6, 0, 0, -12, -6, 0, 0, -12, -6, 0, 0, 12, 6, 0])
    #expect(
      Loss.squaredSecondDifference(logits, labels: [1, 0], count: 2, classes: 2, gradient: nil)
        == loss)
  }
}
