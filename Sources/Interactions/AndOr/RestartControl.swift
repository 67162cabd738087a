/// When the reflections of each lane start again, and with which threshold.
struct RestartControl {
  /// A residual this small, relative to that after the last restart, is reason enough to restart.
  private static let sufficientDecay = 0.1
  /// One this small is as soon as the residual grows again.
  private static let necessaryDecay = 0.8
  /// A run this long, as a share of all iterations so far, is restarted too.
  private static let longRun = 0.5

  /// The soft threshold t.
  var threshold = Lanes.zero
  /// Iterations since the lane was filled.
  private(set) var iterations = SIMD4<Int>.zero
  private var run = Lanes.zero
  private var firstResidual = Lanes.zero
  private var lastResidual = Lanes.zero

  /// A lane begins with a new table.
  mutating func begin(lane: Int, threshold: Double) {
    self.threshold[lane] = threshold
    iterations[lane] = 0
    run[lane] = 0
  }

  /// The weights of the start and of the new point in the next.
  var weights: (start: Lanes, next: Lanes) {
    let start = 1 / (run + 2)
    return (start, 1 - start)
  }

  /// Takes in the residual of an iteration; says in which lanes to restart.
  mutating func lanesToRestart(residual: Lanes) -> [Int] {
    run += 1
    iterations &+= 1
    var lanes: [Int] = []
    for lane in 0..<Lanes.scalarCount {
      if run[lane] == 1 {
        firstResidual[lane] = residual[lane]
      } else if residual[lane] > 0,
        residual[lane] <= Self.sufficientDecay * firstResidual[lane]
          || residual[lane] <= Self.necessaryDecay * firstResidual[lane]
            && residual[lane] > lastResidual[lane]
          || run[lane] >= Self.longRun * Double(iterations[lane])
      {
        lanes.append(lane)
      }
      lastResidual[lane] = residual[lane]
    }
    return lanes
  }

  /// A lane starts a new run, its threshold multiplied by `factor`.
  mutating func restart(lane: Int, factor: Double) {
    run[lane] = 0
    threshold[lane] *= factor
  }
}
