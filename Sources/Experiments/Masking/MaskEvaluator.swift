import Neural

/// Scores of one masked input, whatever the network's arithmetic.
protocol MaskEvaluator {
  /// Takes the input to mask and the values of absent elements.
  func load(input: [Float], baseline: [Float])
  /// The score of each mask, in order.
  func scores(of masks: [UInt64], label: Int, output: OutputScore) -> [Double]
  /// The scores of all 2ⁿ masks in natural order.
  func scoresOfAllMasks(label: Int, output: OutputScore) -> [Double]
}

/// A network that plays on one loaded input.
struct LoadedMasks<Scalar: NetworkScalar>: MaskEvaluator {
  let forward: MaskedForward<Scalar>
  let classes: Int

  func load(input: [Float], baseline: [Float]) {
    forward.load(input: input.map { Scalar($0) }, baseline: baseline.map { Scalar($0) })
  }

  func scores(of masks: [UInt64], label: Int, output: OutputScore) -> [Double] {
    output.scores(of: forward.masks(masks), classes: classes, label: label)
  }

  func scoresOfAllMasks(label: Int, output: OutputScore) -> [Double] {
    output.scores(of: forward.allMasks(), classes: classes, label: label)
  }
}

/// Gradients of scores of one masked input, whatever the network's arithmetic.
protocol MaskDifferentiator {
  /// Takes the input to mask and the values of absent elements.
  func load(input: [Float], baseline: [Float])
  /// Sums over the gradients of Σ signs·score, of one combination of masks after the other.
  func sums(of masks: [UInt64], signs: [Double], label: Int, output: OutputScore) -> GradientSums
}

/// A network that is differentiated at one loaded input.
struct LoadedGradients<Scalar: NetworkScalar>: MaskDifferentiator {
  let gradients: MaskedGradients<Scalar>

  func load(input: [Float], baseline: [Float]) {
    gradients.load(input: input.map { Scalar($0) }, baseline: baseline.map { Scalar($0) })
  }

  func sums(of masks: [UInt64], signs: [Double], label: Int, output: OutputScore) -> GradientSums {
    gradients.sums(of: masks, signs: signs, label: label, output: output)
  }
}
