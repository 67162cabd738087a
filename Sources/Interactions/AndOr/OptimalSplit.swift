/// The optimal split of games, each for itself or several models of one task together.
enum OptimalSplit {
  /// One game of a problem.
  struct Task {
    var table: ValueTable
    /// ζ.
    var bound: Double
    /// γ to start from.
    var gamma: [Double]
  }

  /// Where one game ended.
  struct Solution {
    var andPart: [Double]
    var orPart: [Double]
    /// The objective, of all models when joint.
    var norm = Double.infinity
    /// A number the objective cannot go below.
    var lowerBound = 0.0
    var iterations = 0
  }

  /// Each game for itself: whenever one is done, the next takes its lane.
  static func separate(_ tasks: [Task], search: OptimalSearch) -> [Solution] {
    var solutions = tasks.map { _ in Solution(andPart: [], orPart: []) }
    // Whether noise may be taken off changes the projection.
    for withNoise in [false, true] {
      var waiting = tasks.indices.filter { (tasks[$0].bound > 0) == withNoise }[...]
      guard let task = waiting.first else { continue }
      let split = RestartedReflections(
        playerCount: tasks[task].table.playerCount, norm: SeparateNorm(), withNoise: withNoise,
        search: search)
      var taskOfLane = [Int?](repeating: nil, count: LaneBuffers.width)
      repeat {
        for lane in 0..<LaneBuffers.width where taskOfLane[lane] == nil {
          guard let next = waiting.popFirst() else { break }
          taskOfLane[lane] = next
          split.begin(tasks[next], lane: lane)
        }
        split.iterateUntilCheck()
        for lane in 0..<LaneBuffers.width {
          guard let task = taskOfLane[lane] else { continue }
          if split.improve(&solutions[task], lane: lane) { taskOfLane[lane] = nil }
        }
      } while taskOfLane.contains { $0 != nil } || !waiting.isEmpty
    }
    return solutions
  }

  /// All games as models of one problem, one a lane.
  static func joint(_ tasks: [Task], alpha: Double, search: OptimalSearch) -> [Solution] {
    var solutions = tasks.map { _ in Solution(andPart: [], orPart: []) }
    let split = RestartedReflections(
      playerCount: tasks[0].table.playerCount, norm: JointNorm(alpha: alpha),
      withNoise: tasks.contains { $0.bound > 0 }, search: search)
    for (lane, task) in tasks.enumerated() { split.begin(task, lane: lane) }
    split.shareThreshold()
    var done = false
    while !done {
      split.iterateUntilCheck()
      for lane in tasks.indices { done = split.improve(&solutions[lane], lane: lane) }
    }
    return solutions
  }
}
