import Base

/// Shapley values estimated by weighted least squares over sampled coalitions (KernelSHAP: Lundberg
/// and Lee, arXiv:1705.07874), every coalition with its complement.
///
/// Sizes s = 1...n−1 are drawn with the kernel's weight 1/(s(n−s)), coalitions of a size uniformly,
/// so all draws weigh the same. With x_i = 1 for i in S and −1 otherwise, φ minimises
/// Σ (v(S) − v(N∖S) − Σ_i φ_i x_i)² subject to Σ φ_i = v(N) − v(∅): the sums v(S) + v(N∖S) do not
/// depend on φ. The estimate is consistent; its bias vanishes as 1/draws, faster than the error.
public struct KernelShapley: Sendable, Hashable {
  /// The number of coalitions drawn; each costs two forward passes, with its complement.
  public var draws: Int
  /// The seed.
  public var seed: UInt64
  /// The sample whose game it is.
  public var sample: UInt64

  /// A number of draws.
  public init(draws: Int, seed: UInt64, sample: UInt64 = 0) {
    self.draws = draws
    self.seed = seed
    self.sample = sample
  }

  /// As many draws as a budget of forward passes allows.
  public init(budget: Int, seed: UInt64, sample: UInt64 = 0) {
    self.init(draws: max(0, budget - 2) / 2, seed: seed, sample: sample)
  }

  /// The forward passes it takes.
  public var forwardPasses: Int { 2 + 2 * draws }

  /// The Shapley values of a game; throws what `SamplingError` names or the game throws.
  ///
  /// Needs two draws per player. The standard errors are those of a regression with unequal
  /// variances, each residual enlarged by the weight its draw has in the fit (HC2).
  public func estimate(of game: some Game) throws -> PlayerEstimates {
    let n = game.playerCount
    guard (2...4096).contains(n) else { throw SamplingError.playerCount(n) }
    guard draws >= 2 * n else { throw SamplingError.repetitions(draws, atLeast: 2 * n) }
    let (signs, rows) = drawn(playerCount: n)
    let values = try rows.values(of: game)
    let grand = values[1] - values[0]
    let contrasts = (0..<draws).map { draw -> Double in
      let row = 2 + 2 * draw
      return values[row] - values[row + 1]
    }
    var moments = [Double](repeating: 0, count: n * n)
    var target = [Double](repeating: 0, count: n)
    for draw in 0..<draws {
      let x = signs[draw * n..<(draw + 1) * n]
      x.withUnsafeBufferPointer { x in
        moments.withUnsafeMutableBufferPointer { moments in
          for row in 0..<n {
            let own = x[row]
            for column in 0..<n { moments[row &* n &+ column] += own * x[column] }
          }
        }
        for player in 0..<n { target[player] += x[player] * contrasts[draw] }
      }
    }
    guard let inverse = SymmetricMatrix.inverse(of: moments, size: n) else {
      throw SamplingError.repetitions(draws, atLeast: 4 * n)
    }
    // φ = M⁻¹(t − λ1) with the λ of the constraint; P = M⁻¹ − M⁻¹11ᵀM⁻¹ / 1ᵀM⁻¹1 is its derivative.
    let sums = (0..<n).map { row in inverse[row * n..<(row + 1) * n].reduce(0, +) }
    let total = sums.reduce(0, +)
    let free = SymmetricMatrix.product(inverse, target, size: n)
    let excess = (free.reduce(0, +) - grand) / total
    let shapley = (0..<n).map { free[$0] - excess * sums[$0] }
    var variances = [Double](repeating: 0, count: n)
    for draw in 0..<draws {
      let x = Array(signs[draw * n..<(draw + 1) * n])
      let full = SymmetricMatrix.product(inverse, x, size: n)
      let shift = full.reduce(0, +) / total
      var (weight, fit) = (0.0, 0.0)
      var influence = full
      for player in 0..<n {
        influence[player] -= shift * sums[player]
        weight += x[player] * influence[player]
        fit += x[player] * shapley[player]
      }
      let residual = contrasts[draw] - fit
      let square = residual * residual / max(1 - weight, 1e-12)
      for player in 0..<n { variances[player] += influence[player] * influence[player] * square }
    }
    return PlayerEstimates(
      players: (0..<n).map { player in
        MeanEstimate(
          value: shapley[player], standardError: variances[player].squareRoot(),
          degreesOfFreedom: Double(draws - n + 1))
      }, forwardPasses: rows.count)
  }

  /// x of each draw, shape [draw][player], and ∅, N, then each drawn coalition and its complement.
  private func drawn(playerCount n: Int) -> ([Double], CoalitionRows) {
    let seed = RandomStream.seed(of: sample, under: seed)
    let weights = (1..<n).map { 1 / Double($0 * (n - $0)) }
    let sum = weights.reduce(0, +)
    var chance = 0.0
    let cumulative = weights.map { weight in
      chance += weight / sum
      return chance
    }
    var rows = CoalitionRows(playerCount: n)
    rows.append(1) { _ in }
    rows.appendGrand()
    var sampler = SubsetSampler()
    var signs = [Double](repeating: -1, count: draws * n)
    for draw in 0..<draws {
      var sizes = RandomStream(seed: seed, purpose: "kernel sizes", index: UInt64(draw))
      let uniform = sizes.uniform()
      let size = (cumulative.firstIndex { uniform < $0 } ?? n - 2) + 1
      let stream = RandomStream(seed: seed, purpose: "kernel coalitions", index: UInt64(draw))
      let width = rows.wordCount
      rows.append(2) { words in
        sampler.add(size: size, of: n, without: nil, stream: stream, to: words)
        (words + width).update(from: words, count: width)
        for player in 0..<n where words[player >> 6] >> UInt64(player & 63) & 1 != 0 {
          signs[draw * n + player] = 1
        }
      }
      rows.complement(from: rows.count - 1)
    }
    return (signs, rows)
  }
}

/// Dense symmetric matrices, row by row.
enum SymmetricMatrix {
  /// The inverse of a positive definite matrix, by Cholesky's factors; nil where it is singular to
  /// rounding.
  static func inverse(of matrix: [Double], size n: Int) -> [Double]? {
    var factor = matrix
    let largest = (0..<n).map { matrix[$0 * n + $0] }.max() ?? 0
    for column in 0..<n {
      for row in column..<n {
        var sum = factor[row * n + column]
        for k in 0..<column { sum -= factor[row * n + k] * factor[column * n + k] }
        if row == column {
          guard sum > largest * 1e-12 else { return nil }
          factor[row * n + column] = sum.squareRoot()
        } else {
          factor[row * n + column] = sum / factor[column * n + column]
        }
      }
    }
    var inverse = [Double](repeating: 0, count: n * n)
    var solution = [Double](repeating: 0, count: n)
    for unit in 0..<n {
      for row in 0..<n {
        var sum = row == unit ? 1.0 : 0.0
        for k in 0..<row { sum -= factor[row * n + k] * solution[k] }
        solution[row] = sum / factor[row * n + row]
      }
      for row in stride(from: n - 1, through: 0, by: -1) {
        var sum = solution[row]
        for k in row + 1..<max(row + 1, n) { sum -= factor[k * n + row] * solution[k] }
        solution[row] = sum / factor[row * n + row]
      }
      for row in 0..<n { inverse[row * n + unit] = solution[row] }
    }
    return inverse
  }

  /// Matrix times vector.
  static func product(_ matrix: [Double], _ vector: [Double], size n: Int) -> [Double] {
    (0..<n).map { row in
      var sum = 0.0
      for column in 0..<n { sum += matrix[row &* n &+ column] * vector[column] }
      return sum
    }
  }
}
