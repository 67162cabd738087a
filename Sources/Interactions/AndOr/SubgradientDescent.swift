/// The subgradient steps of up to four tables side by side.
struct SubgradientDescent {
  /// Where one table ended.
  struct Solution {
    /// v_and and v_or of the evaluation that is the result.
    var andPart: [Double]
    var orPart: [Double]
    /// The loss of each evaluation; empty when not asked for.
    var path: [Double]
  }

  private let playerCount: Int
  private let count: Int
  private let schedule: SubgradientSchedule
  private let bound: Lanes
  private let firstStep: Lanes
  private let buffers: LaneBuffers
  // All of shape [coalition][lane].
  private let value: UnsafeMutablePointer<Lanes>
  private let gamma: UnsafeMutablePointer<Lanes>
  private let noise: UnsafeMutablePointer<Lanes>
  private let gammaVelocity: UnsafeMutablePointer<Lanes>
  private let noiseVelocity: UnsafeMutablePointer<Lanes>
  private let and: UnsafeMutablePointer<Lanes>
  /// The OR side is kept at the complement of each coalition, where it is a Möbius transform too.
  private let or: UnsafeMutablePointer<Lanes>

  /// `bounds` holds ζ of each table.
  init(
    _ tables: [ValueTable], bounds: [Double], schedule: SubgradientSchedule,
    start: ExtractionStart
  ) {
    let players = tables[0].playerCount
    playerCount = players
    count = 1 << players
    self.schedule = schedule
    buffers = LaneBuffers(count: 7, length: count)
    value = buffers[0]
    gamma = buffers[1]
    noise = buffers[2]
    gammaVelocity = buffers[3]
    noiseVelocity = buffers[4]
    and = buffers[5]
    or = buffers[6]
    bound = Lanes(padding: bounds)
    firstStep = Lanes(padding: tables.map { schedule.firstStep(grandEffect: $0.grandEffect) })
    for (lane, table) in tables.enumerated() {
      buffers.set(0, lane: lane, to: table.values)
      buffers.set(1, lane: lane, to: start.gamma(table))
    }
  }

  /// Runs the whole schedule.
  func run(tables: Int, recordingPath: Bool = false) -> [Solution] {
    var solutions = (0..<tables).map { lane in
      Solution(andPart: [], orPart: [], path: [])
    }
    var best = [Double](repeating: .infinity, count: tables)
    for iteration in 0..<schedule.iterations {
      evaluate()
      let (losses, emptySigns) = signsAndLosses()
      for lane in 0..<tables {
        if recordingPath { solutions[lane].path.append(losses[lane]) }
        guard schedule.iterate == .best, losses[lane] < best[lane] else { continue }
        best[lane] = losses[lane]
        (solutions[lane].andPart, solutions[lane].orPart) = parts(lane: lane)
      }
      guard iteration < schedule.iterations - 1 else { break }
      LaneTransforms.moebiusAdjoint(and, playerCount: playerCount)
      LaneTransforms.moebiusAdjoint(or, playerCount: playerCount)
      or[count - 1] += emptySigns
      step(Lanes(repeating: schedule.factor(iteration)) * firstStep)
    }
    guard schedule.iterate == .last else { return solutions }
    for lane in 0..<tables {
      (solutions[lane].andPart, solutions[lane].orPart) = parts(lane: lane)
    }
    return solutions
  }

  /// Clamps q, forms both parts and transforms them.
  private func evaluate() {
    let last = count &- 1
    for index in 0..<count {
      let q = noise[index].within(bound)
      noise[index] = q
      let half = 0.5 * (value[index] + q)
      and[index] = half + gamma[index]
      or[last &- index] = half - gamma[index]
    }
    let empty = or[last]
    LaneTransforms.moebius(and, playerCount: playerCount)
    LaneTransforms.moebius(or, playerCount: playerCount)
    // I_or(∅) = v_or(∅); all others are minus what `or` holds.
    or[0] = empty
  }

  /// Replaces the interactions by their signs (of −I_or); returns Σ|I| and the sign of I_or(∅),
  /// which has a place of its own in the adjoint.
  private func signsAndLosses() -> (losses: Lanes, emptySigns: Lanes) {
    var sums = (Lanes.zero, Lanes.zero)
    for index in 0..<count {
      let a = and[index]
      let o = or[index]
      sums.0 += a.magnitudes
      sums.1 += o.magnitudes
      and[index] = a.signs
      or[index] = o.signs
    }
    let emptySigns = or[0]
    or[0] = .zero
    return (sums.0 + sums.1, emptySigns)
  }

  /// One step of q and γ along what is now the gradient by v_and and, mirrored, by v_or.
  private func step(_ rate: Lanes) {
    let last = count &- 1
    let momentum = Lanes(repeating: schedule.momentum)
    for index in 0..<count {
      let a = and[index]
      let o = or[last &- index]
      let g = momentum * gammaVelocity[index] + (a - o)
      let h = momentum * noiseVelocity[index] + 0.5 * (a + o)
      gammaVelocity[index] = g
      noiseVelocity[index] = h
      gamma[index] -= rate * g
      noise[index] -= rate * h
    }
  }

  /// v_and and v_or of one lane at the last evaluation.
  private func parts(lane: Int) -> ([Double], [Double]) {
    let halves = (0..<count).map { 0.5 * (value[$0][lane] + noise[$0][lane]) }
    return (
      halves.indices.map { halves[$0] + gamma[$0][lane] },
      halves.indices.map { halves[$0] - gamma[$0][lane] }
    )
  }
}
