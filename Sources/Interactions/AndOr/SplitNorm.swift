/// What an optimal split makes small, coalition by coalition: a norm of one number per lane.
protocol SplitNorm: Sendable {
  /// Whether the lanes are one problem.
  static var couplesLanes: Bool { get }
  /// The norm; when the lanes are one problem, in every lane.
  func norm(_ x: Lanes) -> Lanes
  /// argmin over u of t · norm(u) + ½|u − x|².
  func minimiser(_ x: Lanes, _ t: Lanes) -> Lanes
  /// The dual norm: the largest x·s over norm(x) ≤ 1.
  func dualNorm(_ s: Lanes) -> Lanes
}

/// |x| in each lane for itself: the lanes are unrelated games.
struct SeparateNorm: SplitNorm {
  static let couplesLanes = false

  @inline(__always) func norm(_ x: Lanes) -> Lanes { x.magnitudes }
  @inline(__always) func minimiser(_ x: Lanes, _ t: Lanes) -> Lanes { x - x.within(t) }
  @inline(__always) func dualNorm(_ s: Lanes) -> Lanes { s.magnitudes }
}

/// max|x| + α Σ|x| over the lanes: they are models of one task, which should share interactions.
struct JointNorm: SplitNorm {
  static let couplesLanes = true

  /// α.
  var alpha: Double

  func norm(_ x: Lanes) -> Lanes {
    Lanes(repeating: x.magnitudes.max() + alpha * x.magnitudes.sum())
  }

  /// Soft thresholds at αt, then all magnitudes cut to the one level that takes t away in all; the
  /// lanes have one t.
  func minimiser(_ x: Lanes, _ t: Lanes) -> Lanes {
    let soft = x - x.within(alpha * t)
    var level = 0.0
    Self.forEachTopSum(soft) { count, sum in level = max(level, (sum - t[0]) / Double(count)) }
    return soft.within(Lanes(repeating: level))
  }

  func dualNorm(_ s: Lanes) -> Lanes {
    var norm = 0.0
    Self.forEachTopSum(s) { count, sum in norm = max(norm, sum / (1 + alpha * Double(count))) }
    return Lanes(repeating: norm)
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
