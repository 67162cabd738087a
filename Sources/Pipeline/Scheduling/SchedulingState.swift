import Base

/// Which stages of a plan can start, and what became of the others; no clocks, no files.
struct SchedulingState {
  private enum Phase: Equatable {
    case pending
    case ready
    case taken
    case ended
  }

  private let plan: Plan
  private var phases: [Phase]
  private var results: [StageOutcome.Result?]
  private var seconds: [Double]
  /// Inputs without a result, and short cuts that have not ended, per stage.
  private var missingInputs: [Int]
  private var missingShortCuts: [Int]
  private let shortCutUsers: [[Int]]
  private var ready: PriorityQueue
  private let priorities: [Double]

  init(_ plan: Plan) {
    self.plan = plan
    let count = plan.graph.count
    let links = plan.links
    phases = [Phase](repeating: .pending, count: count)
    results = [StageOutcome.Result?](repeating: nil, count: count)
    seconds = [Double](repeating: 0, count: count)
    for (place, entry) in zip(links.order, plan.entries) {
      switch entry.state {
      case .cached: results[place] = .cached
      case .blocked: results[place] = .blocked(entry.reason.text)
      case .run: continue
      }
      phases[place] = .ended
    }
    let ended = phases.map { $0 == .ended }
    missingInputs = links.inputs.map { $0.count { !ended[$0] } }
    missingShortCuts = links.preferred.map { $0.count { !ended[$0] } }
    var users = [[Int]](repeating: [], count: count)
    for (place, shortCuts) in links.preferred.enumerated() {
      for shortCut in shortCuts { users[shortCut].append(place) }
    }
    shortCutUsers = users
    priorities = Self.remainingPaths(plan, shortCutUsers: users)
    ready = PriorityQueue()
    for place in phases.indices { enqueueIfReady(place) }
  }

  /// The weight of the heaviest path from each stage to an end of the graph, itself included.
  private static func remainingPaths(_ plan: Plan, shortCutUsers: [[Int]]) -> [Double] {
    let links = plan.links
    var states = [Plan.State](repeating: .run, count: plan.graph.count)
    for (place, entry) in zip(links.order, plan.entries) { states[place] = entry.state }
    var paths = [Double](repeating: 0, count: plan.graph.count)
    for place in links.order.reversed() where states[place] == .run {
      // A short cut may stand behind its user in this order; its path is then taken as 0, which
      // costs order and never correctness.
      let after = (links.dependents[place] + shortCutUsers[place]).map { paths[$0] }.max() ?? 0
      paths[place] = after + plan.graph.nodes[place].weight
    }
    return paths
  }

  private mutating func enqueueIfReady(_ place: Int) {
    guard phases[place] == .pending, missingInputs[place] == 0, missingShortCuts[place] == 0
    else { return }
    phases[place] = .ready
    ready.insert(place, priority: priorities[place])
  }

  /// How many stages could start now, at most.
  var readyCount: Int { ready.count }

  /// The ready stage with the longest remaining path; nil when none is ready.
  ///
  /// When nothing runs (`idle`) and only short cuts are missing (they wait for each other or for
  /// what will not come), the first such stage is released without them.
  mutating func takeReady(idle: Bool) -> Int? {
    while let place = ready.popFirst() {
      // A place may be in the queue no longer ready, or twice, after `reopen`.
      guard phases[place] == .ready else { continue }
      phases[place] = .taken
      return place
    }
    guard idle,
      let place = plan.links.order.first(where: {
        phases[$0] == .pending && missingInputs[$0] == 0
      })
    else { return nil }
    phases[place] = .taken
    return place
  }

  /// Notes that a stage has a result or was stopped, and releases what waited for it.
  mutating func finish(_ place: Int, _ result: StageOutcome.Result, seconds spent: Double) {
    phases[place] = .ended
    results[place] = result
    seconds[place] = spent
    guard result != .stopped else { return }
    for dependent in plan.links.dependents[place] {
      missingInputs[dependent] -= 1
      enqueueIfReady(dependent)
    }
    releaseShortCutUsers(of: place)
  }

  /// Notes a failure and skips everything that needs the stage; returns what is skipped and why.
  mutating func fail(_ place: Int, reason: String, lastOutput: String, seconds spent: Double)
    -> [(place: Int, reason: String)]
  {
    phases[place] = .ended
    results[place] = .failed(reason: reason, lastOutput: lastOutput)
    seconds[place] = spent
    return skipDependents(of: place, "it needs \(plan.graph.nodes[place].label), which failed")
  }

  /// Skips everything that needs a stage without a result.
  private mutating func skipDependents(of place: Int, _ why: String)
    -> [(place: Int, reason: String)]
  {
    var skipped: [(place: Int, reason: String)] = []
    var pending = [place]
    while let failed = pending.popLast() {
      for dependent in plan.links.dependents[failed] where phases[dependent] == .pending {
        phases[dependent] = .ended
        results[dependent] = .skipped(why)
        skipped.append((dependent, why))
        pending.append(dependent)
      }
      releaseShortCutUsers(of: failed)
    }
    return skipped
  }

  /// Puts a started stage back until its inputs have results, after `producer`, when given, has
  /// run again although it had a result; returns what will not run now and why.
  mutating func postpone(_ place: Int, rerunning producer: Int?) -> [(place: Int, reason: String)] {
    phases[place] = .pending
    guard let producer, hasResult(producer) else { return settle(place) }
    phases[producer] = .pending
    results[producer] = nil
    for dependent in plan.links.dependents[producer] { missingInputs[dependent] += 1 }
    for user in shortCutUsers[producer] { missingShortCuts[user] += 1 }
    for waiting in plan.links.dependents[producer] + shortCutUsers[producer]
    where phases[waiting] == .ready {
      phases[waiting] = .pending
    }
    return settle(producer) + settle(place)
  }

  /// Makes a pending stage ready when its inputs are there, or skips it when one will not come.
  private mutating func settle(_ place: Int) -> [(place: Int, reason: String)] {
    guard phases[place] == .pending else { return [] }
    let lost = plan.links.inputs[place].first { phases[$0] == .ended && !hasResult($0) }
    guard let lost else {
      enqueueIfReady(place)
      return []
    }
    let why = "it needs \(plan.graph.nodes[lost].label), which has no result"
    phases[place] = .ended
    results[place] = .skipped(why)
    return [(place, why)] + skipDependents(of: place, why)
  }

  /// Whether a stage's result is there.
  func hasResult(_ place: Int) -> Bool {
    switch results[place] {
    case .cached, .finished, .finishedElsewhere: true
    default: false
    }
  }

  private mutating func releaseShortCutUsers(of place: Int) {
    for user in shortCutUsers[place] {
      missingShortCuts[user] -= 1
      enqueueIfReady(user)
    }
  }

  /// What became of every stage, in the plan's order; what has not ended counts as stopped.
  func outcomes() -> [StageOutcome] {
    plan.links.order.map { place in
      let node = plan.graph.nodes[place]
      return StageOutcome(
        key: node.key, label: node.label, result: results[place] ?? .stopped,
        wallSeconds: seconds[place])
    }
  }
}

/// Places by priority: the highest first, the lower place first among equals.
struct PriorityQueue {
  private var heap: [(priority: Double, place: Int)] = []

  private static func precedes(
    _ left: (priority: Double, place: Int), _ right: (priority: Double, place: Int)
  ) -> Bool {
    left.priority == right.priority ? left.place < right.place : left.priority > right.priority
  }

  var count: Int { heap.count }

  mutating func insert(_ place: Int, priority: Double) {
    heap.append((priority, place))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard Self.precedes(heap[child], heap[parent]) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> Int? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.place }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if Self.precedes(heap[child], heap[best]) { best = child }
      }
      guard best != parent else { return first.place }
      heap.swapAt(parent, best)
      parent = best
    }
  }
}
