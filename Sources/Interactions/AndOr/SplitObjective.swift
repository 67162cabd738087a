/// What an optimal split makes small, coalition by coalition: a norm of one number per lane.
enum SplitObjective: Sendable {
  /// |x| in each lane for itself: the lanes are unrelated games.
  case separate
  /// max|x| + α Σ|x| over the lanes: they are models of one task, which should share interactions.
  case joint(alpha: Double)

  /// Whether the lanes are one problem.
  var couplesLanes: Bool {
    if case .joint = self { true } else { false }
  }

  /// The norm; when joint, in every lane.
  @inline(__always) func norm(_ x: Lanes) -> Lanes {
    switch self {
    case .separate: x.magnitudes
    case .joint(let alpha):
      Lanes(repeating: x.magnitudes.max() + alpha * x.magnitudes.sum())
    }
  }

  /// argmin over u of t · norm(u) + ½|u − x|²; joint lanes have one t.
  ///
  /// max|x| + αΣ|x|: soft thresholds at αt, then all magnitudes cut to the one level θ that takes t
  /// away in all.
  @inline(__always) func minimiser(_ x: Lanes, _ t: Lanes) -> Lanes {
    switch self {
    case .separate: return x - x.within(t)
    case .joint(let alpha):
      let soft = x - x.within(alpha * t)
      var level = 0.0
      Self.forEachTopSum(soft) { count, sum in level = max(level, (sum - t[0]) / Double(count)) }
      return soft.within(Lanes(repeating: level))
    }
  }

  /// The dual norm: the largest x·s over norm(x) ≤ 1.
  @inline(__always) func dualNorm(_ s: Lanes) -> Lanes {
    switch self {
    case .separate: return s.magnitudes
    case .joint(let alpha):
      var norm = 0.0
      Self.forEachTopSum(s) { count, sum in norm = max(norm, sum / (1 + alpha * Double(count))) }
      return Lanes(repeating: norm)
    }
  }

  /// The sums of the 1, 2, … largest magnitudes.
  @inline(__always)
  private static func forEachTopSum(_ x: Lanes, _ body: (_ count: Int, _ sum: Double) -> Void) {
    var rest = x.magnitudes
    var sum = 0.0
    for count in 1...Lanes.scalarCount {
      var largest = 0
      for lane in 1..<Lanes.scalarCount where rest[lane] > rest[largest] { largest = lane }
      sum += rest[largest]
      rest[largest] = -1
      body(count, sum)
    }
  }
}
