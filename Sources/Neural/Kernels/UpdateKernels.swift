// Steps of optimizers and bounds on gradients. PyTorch's order of operations, each rounded (not
// fused); scalar loops over flat pointers, which vectorise (see ElementKernels.swift).

extension NetworkScalar {
  /// One pass over three buffers.
  public static func momentumStep(
    _ values: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    velocities: UnsafeMutablePointer<Self>, count: Int, rate: Self, momentum: Self, decay: Self
  ) {
    for i in 0..<count {
      let gradient = gradients[i] + decay * values[i]
      let velocity = momentum * velocities[i] + gradient
      velocities[i] = velocity
      values[i] -= rate * velocity
    }
  }

  /// One pass over three buffers.
  public static func nesterovStep(
    _ values: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    velocities: UnsafeMutablePointer<Self>, count: Int, rate: Self, momentum: Self, decay: Self
  ) {
    for i in 0..<count {
      let gradient = gradients[i] + decay * values[i]
      let velocity = momentum * velocities[i] + gradient
      velocities[i] = velocity
      values[i] -= rate * (gradient + momentum * velocity)
    }
  }

  /// One pass over two buffers.
  public static func plainStep(
    _ values: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>, count: Int, rate: Self,
    decay: Self
  ) {
    for i in 0..<count { values[i] -= rate * (gradients[i] + decay * values[i]) }
  }

  /// One pass over four buffers.
  public static func adamStep(
    _ values: UnsafeMutablePointer<Self>, gradients: UnsafePointer<Self>,
    means: UnsafeMutablePointer<Self>, squares: UnsafeMutablePointer<Self>, count: Int,
    _ factors: AdamFactors<Self>
  ) {
    let (newMean, keptSquare, newSquare) = (factors.newMean, factors.keptSquare, factors.newSquare)
    let (rate, correction, epsilon) = (factors.rate, factors.rootCorrection, factors.epsilon)
    let (decay, kept) = (factors.gradientDecay, factors.keptWeight)
    for i in 0..<count {
      let value = values[i]
      let gradient = gradients[i] + decay * value
      let mean = means[i] + newMean * (gradient - means[i])
      let square = keptSquare * squares[i] + newSquare * gradient * gradient
      means[i] = mean
      squares[i] = square
      values[i] = kept * value - rate * mean / (square.squareRoot() / correction + epsilon)
    }
  }

  /// Number i is added in lane i mod 32, the lanes in their order at the end: one order on every
  /// machine, and one that vectorises.
  public static func sumOfSquares(_ values: UnsafePointer<Self>, count: Int) -> Double {
    let width = 32
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { scratch in
      guard let lanes = scratch.baseAddress else { return 0 }
      for lane in 0..<width { lanes[lane] = 0 }
      let whole = count / width &* width
      var start = 0
      while start < whole {
        for lane in 0..<width {
          let value = values[start &+ lane].asDouble
          lanes[lane] += value * value
        }
        start &+= width
      }
      for i in whole..<count {
        let value = values[i].asDouble
        lanes[i &- whole] += value * value
      }
      var sum = 0.0
      for lane in 0..<width { sum += lanes[lane] }
      return sum
    }
  }

  /// One product a number.
  public static func scale(_ values: UnsafeMutablePointer<Self>, by factor: Self, count: Int) {
    for i in 0..<count { values[i] *= factor }
  }

  /// Two comparisons a number; NaN stays NaN.
  public static func clamp(_ values: UnsafeMutablePointer<Self>, to bound: Self, count: Int) {
    for i in 0..<count {
      let value = values[i]
      let low = value < -bound ? -bound : value
      values[i] = low > bound ? bound : low
    }
  }
}
