/// What a network learns of given interactions when their triggers are noisy.
///
/// The least-squares weights ŵ of the triggers J_{ST} = 1[T ⊆ S] when each has independent noise of
/// variance 2^{|T|}σ²: ŵ = (JᵀJ + 2ⁿ diag(2^{|T|}σ²))⁻¹ JᵀJ w. The larger σ², the less of the higher
/// interaction orders is learned (Ren et al., "Towards the dynamics of a DNN learning symbolic
/// interactions", NeurIPS 2024).
public struct NoisyLearning: Sendable {
  /// The number of players n.
  public let playerCount: Int
  /// σ².
  public let variance: Double
  private let inverse: RenamingInvariantInverse

  /// Prepares for any interactions of `playerCount` players; about the cost of a few hundred
  /// transforms.
  public init(playerCount: Int, variance: Double) {
    precondition(variance >= 0, "a variance is not negative")
    precondition(
      playerCount <= AndOrExtraction.mostPlayers, "\(playerCount) players are too many")
    self.playerCount = playerCount
    self.variance = variance
    let noise = (0...playerCount).map { Double(1 << playerCount) * Double(1 << $0) * variance }
    let copy = LaneBuffers(count: 1, length: 1 << playerCount)
    inverse = RenamingInvariantInverse(playerCount: playerCount) { values in
      for index in 0..<1 << playerCount {
        copy[0][index] = noise[index.nonzeroBitCount] * values[index]
      }
      Self.multiplyByTriggers(values, playerCount: playerCount)
      for index in 0..<1 << playerCount { values[index] += copy[0][index] }
    }
  }

  /// ŵ of each type, AND and OR for themselves.
  ///
  /// v(∅) belongs to the AND triggers, where the empty one is the constant.
  public func learned(_ interactions: AndOrInteractions) -> AndOrInteractions {
    precondition(interactions.playerCount == playerCount, "games with different players")
    let buffers = LaneBuffers(count: 1, length: 1 << playerCount)
    var (and, or) = (interactions.and, interactions.or)
    and[0] += or[0]
    or[0] = 0
    buffers.set(0, lane: 0, to: and)
    buffers.set(0, lane: 1, to: or)
    Self.multiplyByTriggers(buffers[0], playerCount: playerCount)
    inverse.solve(buffers[0])
    return AndOrInteractions(
      playerCount: playerCount, and: buffers.lane(0, of: 0), or: buffers.lane(1, of: 0))
  }

  /// The Euclidean norm of the row of (JᵀJ + …)⁻¹JᵀJ that gives ŵ of a coalition, by its size
  /// 0...n: how much of an interaction of each order survives.
  public var rowNorms: [Double] {
    (0...playerCount).map { size in
      // The matrix is a product of two symmetric ones, so its row is JᵀJ(…)⁻¹ on a unit.
      let buffers = LaneBuffers(count: 1, length: 1 << playerCount)
      buffers[0][(1 << size) - 1] = Lanes(repeating: 1)
      inverse.solve(buffers[0])
      Self.multiplyByTriggers(buffers[0], playerCount: playerCount)
      return buffers.lane(0, of: 0).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
  }

  /// Multiplies by JᵀJ.
  private static func multiplyByTriggers(
    _ values: UnsafeMutablePointer<Lanes>, playerCount: Int
  ) {
    LaneTransforms.zeta(values, playerCount: playerCount)
    LaneTransforms.zetaAdjoint(values, playerCount: playerCount)
  }
}
