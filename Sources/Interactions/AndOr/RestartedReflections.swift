/// The iterations to the optimal split of up to four tables side by side.
///
/// With x and y the AND and OR interactions and `AndOrSums` their sum Zx + Wy, the problem is:
/// minimise Σ|x| + Σ|y| subject to Zx + Wy − q = v, |q| ≤ ζ. Douglas–Rachford splitting alternates
/// the minimiser of the first part (soft thresholds) with the projection on the second; the
/// reflected operator is averaged with its start (Halpern) and restarted as its residual falls,
/// which converges linearly on a linear program (Lu and Yang, "Restarted Halpern PDHG for linear
/// programming", arXiv:2407.16144). The projection solves exactly with ZZᵀ + WWᵀ + I, a matrix
/// that does not change when players are renamed. Nothing here has a unit, so scaling a game
/// scales the result.
///
/// A multiplier λ with |Zᵀλ| ≤ 1 and |Wᵀλ| ≤ 1 proves that no split is below vᵀλ − ζΣ|λ|; the
/// multiplier of the projection, scaled to satisfy this, is such a certificate.
final class RestartedReflections<Norm: SplitNorm> {
  /// Iterations between two looks at the gap.
  private static var checkEvery: Int { 25 }
  /// A gap of this share of the objective is rounding.
  private static var roundingShare: Double { 1e-12 }

  private let playerCount: Int
  private let count: Int
  private let norm: Norm
  private let search: OptimalSearch
  private let inverse: RenamingInvariantInverse
  /// 1, or 0 where nothing is taken off any v.
  private let noiseWeight: Double
  private var bound = Lanes.zero
  private var control = RestartControl()
  private var found = Found()
  private let buffers: LaneBuffers
  // All of shape [coalition][lane].
  private let value: UnsafeMutablePointer<Lanes>
  /// x, y and q, each followed three buffers on by where its run started.
  private let x: UnsafeMutablePointer<Lanes>
  private let y: UnsafeMutablePointer<Lanes>
  private let q: UnsafeMutablePointer<Lanes>
  private let startDistance: Int
  /// The two sides of `AndOrSums`, and λ.
  private let and: UnsafeMutablePointer<Lanes>
  private let or: UnsafeMutablePointer<Lanes>
  private let multiplier: UnsafeMutablePointer<Lanes>
  /// v_and and v_or of the last point looked at, and room to transform them.
  private let andPart: UnsafeMutablePointer<Lanes>
  private let orPart: UnsafeMutablePointer<Lanes>
  private let andRoom: UnsafeMutablePointer<Lanes>
  private let orRoom: UnsafeMutablePointer<Lanes>

  init(playerCount: Int, norm: Norm, withNoise: Bool, search: OptimalSearch) {
    self.playerCount = playerCount
    count = 1 << playerCount
    self.norm = norm
    self.search = search
    noiseWeight = withNoise ? 1 : 0
    buffers = LaneBuffers(count: 14, length: count)
    value = buffers[0]
    x = buffers[1]
    y = buffers[2]
    q = buffers[3]
    startDistance = 3 * buffers.stride
    and = buffers[7]
    or = buffers[8]
    multiplier = buffers[9]
    andPart = buffers[10]
    orPart = buffers[11]
    andRoom = buffers[12]
    orRoom = buffers[13]
    inverse = Self.inverse(playerCount: playerCount, noiseWeight: noiseWeight, buffers: buffers)
  }

  /// The inverse of ZZᵀ + WWᵀ + I (without I when no noise is taken off).
  private static func inverse(playerCount: Int, noiseWeight: Double, buffers: LaneBuffers)
    -> RenamingInvariantInverse
  {
    RenamingInvariantInverse(playerCount: playerCount) { values in
      AndOrSums.adjoint(of: values, and: buffers[7], or: buffers[8], playerCount: playerCount)
      AndOrSums.values(
        and: buffers[7], or: buffers[8], into: buffers[9], playerCount: playerCount)
      for index in 0..<1 << playerCount {
        values[index] = buffers[9][index] + noiseWeight * values[index]
      }
    }
  }
}

// MARK: - Lanes

extension RestartedReflections {
  /// What the last look found, by lane.
  private struct Found {
    var norm = Lanes.zero
    /// The part of the norm that is the empty coalition's.
    var emptyNorm = Lanes.zero
    var lowerBound = Lanes.zero
  }

  func begin(_ task: OptimalSplit.Task, lane: Int) {
    let interactions = AndOrInteractions(
      playerCount: playerCount,
      andPart: zip(task.table.values, task.gamma).map { 0.5 * $0 + $1 },
      orPart: zip(task.table.values, task.gamma).map { 0.5 * $0 - $1 })
    let zeros = [Double](repeating: 0, count: count)
    buffers.set(0, lane: lane, to: task.table.values)
    for (buffer, numbers) in [(1, interactions.and), (2, interactions.or), (3, zeros)] {
      buffers.set(buffer, lane: lane, to: numbers)
      buffers.set(buffer + 3, lane: lane, to: numbers)
    }
    bound[lane] = task.bound
    control.begin(lane: lane, threshold: interactions.l1 / Double(2 * count))
  }

  /// Gives joint lanes one threshold.
  func shareThreshold() {
    control.threshold = Lanes(repeating: control.threshold.sum() / Double(LaneBuffers.width))
  }

  /// Moves one number of the point.
  private struct Mover {
    var weights: (start: Lanes, next: Lanes)
    var startDistance: Int

    /// z to the average of its start and p − 2 shift, p = 2u − z; returns the squared step from u
    /// to the projection p − shift.
    @inline(__always)
    func advance(_ z: UnsafeMutablePointer<Lanes>, _ minimiser: Lanes, _ shift: Lanes) -> Lanes {
      let reflected = 2 * minimiser - z[0]
      let step = reflected - shift - minimiser
      z[0] = weights.start * z[startDistance] + weights.next * (reflected - 2 * shift)
      return step * step
    }
  }

  /// How far a part of the point moved, against its size; squared, by lane.
  private struct Movement {
    private var distance = Lanes.zero
    private var size = Lanes.zero

    mutating func add(from before: Lanes, to now: Lanes) {
      distance += (now - before) * (now - before)
      size += now * now
    }

    /// The ratio of two distances within 1/4 and 4; nil where one is no more than rounding.
    func ratio(to other: Movement, lane: Int, together: Bool) -> Double? {
      func sum(_ lanes: Lanes) -> Double { together ? lanes.sum() : lanes[lane] }
      let rounding = 1e-20
      guard sum(distance) > rounding * sum(size), sum(other.distance) > rounding * sum(other.size)
      else { return nil }
      return min(4, max(0.25, (sum(distance) / sum(other.distance)).squareRoot()))
    }
  }

  /// Compares what the last look found with the best so far; says whether the lane is done.
  func improve(_ solution: inout OptimalSplit.Solution, lane: Int) -> Bool {
    if found.norm[lane] < solution.norm {
      solution.norm = found.norm[lane]
      solution.andPart = buffers.lane(lane, of: 10)
      solution.orPart = buffers.lane(lane, of: 11)
    }
    solution.lowerBound = max(solution.lowerBound, found.lowerBound[lane])
    solution.iterations = control.iterations[lane]
    let allowed = max(
      search.tolerance * (found.norm[lane] - found.emptyNorm[lane]),
      Self.roundingShare * found.norm[lane])
    return solution.norm - solution.lowerBound <= allowed
      || solution.iterations >= search.mostIterations
  }
}

// MARK: - Iterations

extension RestartedReflections {
  func iterateUntilCheck() {
    for iteration in 1...Self.checkEvery {
      reflectAndProject()
      if iteration == Self.checkEvery { look() }
      let lanes = control.lanesToRestart(residual: shared(advance()).squareRoot())
      if !lanes.isEmpty { restart(lanes) }
    }
  }

  /// The sum over joint lanes, or the lanes as they are.
  private func shared(_ sums: Lanes) -> Lanes {
    Norm.couplesLanes ? Lanes(repeating: sums.sum()) : sums
  }

  /// λ of the projection of p = 2u − z, u the minimiser at z; and Zᵀλ, Wᵀλ.
  private func reflectAndProject() {
    let (x, y, q, and, or, multiplier) = (x, y, q, and, or, multiplier)
    let (value, norm, bound, threshold) = (value, norm, bound, control.threshold)
    for index in 0..<count {
      and[index] = 2 * norm.minimiser(x[index], threshold) - x[index]
      or[index] = 2 * norm.minimiser(y[index], threshold) - y[index]
    }
    AndOrSums.values(and: and, or: or, into: multiplier, playerCount: playerCount)
    for index in 0..<count {
      let noise = 2 * q[index].within(bound) - q[index]
      multiplier[index] -= noise + value[index]
    }
    inverse.solve(multiplier)
    AndOrSums.adjoint(of: multiplier, and: and, or: or, playerCount: playerCount)
  }

  /// Moves to the average of the run's start and the point reflected twice; returns the squared
  /// distance of u from the projection.
  private func advance() -> Lanes {
    let (x, y, q, and, or, multiplier) = (x, y, q, and, or, multiplier)
    let (norm, bound, threshold) = (norm, bound, control.threshold)
    let mover = Mover(weights: control.weights, startDistance: startDistance)
    var squares = (Lanes.zero, Lanes.zero)
    for index in 0..<count {
      squares.0 += mover.advance(x + index, norm.minimiser(x[index], threshold), and[index])
      squares.1 += mover.advance(y + index, norm.minimiser(y[index], threshold), or[index])
    }
    // Without noise q stays 0.
    if noiseWeight > 0 {
      for index in 0..<count {
        squares.0 += mover.advance(q + index, q[index].within(bound), -multiplier[index])
      }
    }
    return squares.0 + squares.1
  }

  /// Restarts some lanes from where they are, with a new threshold.
  ///
  /// z = u + ts, of u the interactions and s their multipliers. The threshold t goes half of the
  /// way, on a log scale, to where u and s would have moved as far in the last run.
  private func restart(_ lanes: [Int]) {
    let threshold = control.threshold
    var interactions = Movement()
    var multipliers = Movement()
    for index in 0..<count {
      for z in [x + index, y + index] {
        let now = norm.minimiser(z[0], threshold)
        let before = norm.minimiser(z[startDistance], threshold)
        interactions.add(from: before, to: now)
        multipliers.add(from: z[startDistance] - before, to: z[0] - now)
      }
    }
    var factors = Lanes(repeating: 1)
    var restarting = SIMDMask<SIMD4<Int64>>(repeating: false)
    for lane in lanes {
      restarting[lane] = true
      if let ratio = interactions.ratio(
        to: multipliers, lane: lane, together: Norm.couplesLanes)
      {
        factors[lane] = ratio.squareRoot()
      }
      control.restart(lane: lane, factor: factors[lane])
    }
    for index in 0..<count {
      for (z, u) in [
        (x + index, norm.minimiser(x[index], threshold)),
        (y + index, norm.minimiser(y[index], threshold)),
        (q + index, q[index].within(bound)),
      ] {
        z[0] = z[0].replacing(with: u + factors * (z[0] - u), where: restarting)
        z[startDistance].replace(with: z[0], where: restarting)
      }
    }
  }

  /// The feasible split nearest the projected point, its norm, and the bound that λ proves.
  private func look() {
    let threshold = control.threshold
    var gauge = Lanes.zero
    var products = Lanes.zero
    for index in 0..<count {
      gauge = gauge.larger(norm.dualNorm(and[index]))
        .larger(norm.dualNorm(or[index]))
      products -= value[index] * multiplier[index] + bound * multiplier[index].magnitudes
      andPart[index] =
        2 * norm.minimiser(x[index], threshold) - x[index] - and[index]
    }
    found.lowerBound = (shared(products) / gauge).replacing(with: 0, where: gauge .== 0)
    LaneTransforms.zeta(andPart, playerCount: playerCount)
    let last = count &- 1
    for index in 0..<count {
      let noise =
        2 * q[index].within(bound) - q[index] + noiseWeight * multiplier[index]
      let allowed = noise.within(bound)
      // What had to be cut off q is made good half by each type.
      let a = andPart[index] - 0.5 * (noise - allowed)
      let o = value[index] + allowed - a
      andPart[index] = a
      orPart[index] = o
      andRoom[index] = a
      orRoom[last &- index] = o
    }
    LaneTransforms.moebius(andRoom, playerCount: playerCount)
    LaneTransforms.moebius(orRoom, playerCount: playerCount)
    orRoom[0] = orPart[0]
    var total = Lanes.zero
    for index in 0..<count {
      total += norm.norm(andRoom[index]) + norm.norm(orRoom[index])
    }
    found.norm = total
    found.emptyNorm = norm.norm(andRoom[0]) + norm.norm(orRoom[0])
  }
}
