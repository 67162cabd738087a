/// The subgradient steps of several models together: one lane a model.
struct JointDescent {
  private let models: Int
  private let playerCount: Int
  private let count: Int
  private let alpha: Double
  private let schedule: SubgradientSchedule
  private let noiseBound: Lanes
  private let gammaBound: Lanes
  private let firstStep: Lanes
  /// 1 in the lanes of models, 0 in the others.
  private let active: Lanes
  private let buffers: LaneBuffers
  // All of shape [coalition][lane]; γ̄ is the same in every lane.
  private let value: UnsafeMutablePointer<Lanes>
  private let shared: UnsafeMutablePointer<Lanes>
  private let own: UnsafeMutablePointer<Lanes>
  private let noise: UnsafeMutablePointer<Lanes>
  /// Three buffers: the velocities of γ̄, γ̂ and q.
  private let velocity: (shared: Int, own: Int, noise: Int) = (4, 5, 6)
  private let and: UnsafeMutablePointer<Lanes>
  /// At the complement of each coalition.
  private let or: UnsafeMutablePointer<Lanes>

  init(
    _ tables: [ValueTable], bounds: [Double], alpha: Double, gammaBound: Double,
    schedule: SubgradientSchedule
  ) {
    models = tables.count
    playerCount = tables[0].playerCount
    count = 1 << playerCount
    self.alpha = alpha
    self.schedule = schedule
    noiseBound = Lanes(padding: bounds)
    self.gammaBound = Lanes(repeating: gammaBound)
    // γ̄ belongs to all models: one step for all, by their mean effect.
    let effect = tables.reduce(0) { $0 + abs($1.grandEffect) } / Double(tables.count)
    firstStep = Lanes(repeating: schedule.firstStep(grandEffect: effect))
    active = Lanes(padding: tables.map { _ in 1 })
    buffers = LaneBuffers(count: 9, length: count)
    value = buffers[0]
    shared = buffers[1]
    own = buffers[2]
    noise = buffers[3]
    and = buffers[7]
    or = buffers[8]
    for (lane, table) in tables.enumerated() { buffers.set(0, lane: lane, to: table.values) }
  }

  /// Runs the whole schedule; v_and and v_or of each model at the result.
  func run() -> [(and: [Double], or: [Double])] {
    var result: [(and: [Double], or: [Double])] = []
    var best = Double.infinity
    for iteration in 0..<schedule.iterations {
      evaluate()
      let (loss, emptySigns) = signsAndLoss()
      let last = iteration == schedule.iterations - 1
      if schedule.iterate == .last ? last : loss < best {
        best = loss
        result = (0..<models).map { parts(lane: $0) }
      }
      guard !last else { break }
      LaneTransforms.moebiusAdjoint(and, playerCount: playerCount)
      LaneTransforms.moebiusAdjoint(or, playerCount: playerCount)
      or[count - 1] += emptySigns
      step(Lanes(repeating: schedule.factor(iteration)) * firstStep)
    }
    return result
  }

  private func evaluate() {
    let last = count - 1
    for index in 0..<count {
      noise[index] = noise[index].within(noiseBound)
      own[index] = own[index].within(gammaBound)
      let half = 0.5 * (value[index] + noise[index])
      let gamma = active * (shared[index] + own[index])
      and[index] = half + gamma
      or[last - index] = half - gamma
    }
    let empty = or[last]
    LaneTransforms.moebius(and, playerCount: playerCount)
    LaneTransforms.moebius(or, playerCount: playerCount)
    or[0] = empty
  }

  /// Replaces the interactions by the subgradient of the norm (of −I_or on the OR side).
  private func signsAndLoss() -> (loss: Double, emptySigns: Lanes) {
    var loss = 0.0
    for buffer in [and, or] {
      for index in 0..<count {
        let magnitudes = buffer[index].magnitudes
        // Of equal models the first bears the maximum.
        var largest = 0
        for lane in 1..<models where magnitudes[lane] > magnitudes[largest] { largest = lane }
        var weights = Lanes(repeating: alpha)
        weights[largest] += 1
        loss += (magnitudes * weights).sum()
        buffer[index] = weights * buffer[index].signs
      }
    }
    let emptySigns = or[0]
    or[0] = .zero
    return (loss, emptySigns)
  }

  private func step(_ rate: Lanes) {
    let last = count - 1
    for index in 0..<count {
      let a = and[index]
      let o = or[last - index]
      move(shared + index, velocity.shared, index, Lanes(repeating: (a - o).sum()), rate)
      move(own + index, velocity.own, index, a - o, rate)
      move(noise + index, velocity.noise, index, 0.5 * (a + o), rate)
    }
  }

  private func move(
    _ number: UnsafeMutablePointer<Lanes>, _ velocity: Int, _ index: Int, _ gradient: Lanes,
    _ rate: Lanes
  ) {
    let moved = schedule.momentum * buffers[velocity][index] + gradient
    buffers[velocity][index] = moved
    number[0] -= rate * moved
  }

  private func parts(lane: Int) -> (and: [Double], or: [Double]) {
    let halves = (0..<count).map { 0.5 * (value[$0][lane] + noise[$0][lane]) }
    let gammas = (0..<count).map { shared[$0][lane] + own[$0][lane] }
    return (zip(halves, gammas).map { $0 + $1 }, zip(halves, gammas).map { $0 - $1 })
  }
}
