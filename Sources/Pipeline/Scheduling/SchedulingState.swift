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
  /// Ready stages that state how much memory they may use are apart: one that has to wait for
  /// memory does not hold up those that state nothing.
  private var ready = PriorityQueue()
  private var readyForMemory = PriorityQueue()
  private let priorities: [Double]
  private let turns: [Int]

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
    turns = Self.turns(plan.graph.nodes, priorities)
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

  /// How many stages of its group with equally long paths stand before each, so that groups take
  /// turns; 0 for all where there is one group.
  private static func turns(_ nodes: [StageNode], _ priorities: [Double]) -> [Int] {
    var turns = [Int](repeating: 0, count: nodes.count)
    guard nodes.contains(where: { $0.group != nodes[0].group }) else { return turns }
    var groups: [String?: [Double: Int]] = [:]
    for (place, node) in nodes.enumerated() {
      turns[place] = groups[node.group, default: [:]][priorities[place], default: 0]
      groups[node.group, default: [:]][priorities[place], default: 0] += 1
    }
    return turns
  }

  private mutating func enqueueIfReady(_ place: Int) {
    guard phases[place] == .pending, missingInputs[place] == 0, missingShortCuts[place] == 0
    else { return }
    phases[place] = .ready
    let rank = PriorityQueue.Rank(priority: priorities[place], turn: turns[place], place: place)
    if plan.graph.nodes[place].limits.memory == nil {
      ready.insert(rank)
    } else {
      readyForMemory.insert(rank)
    }
  }

  /// How many stages could start now, at most.
  var readyCount: Int { ready.count + readyForMemory.count }

  /// The ready stage with the longest remaining path; nil when none is ready.
  ///
  /// Of those that state how much memory they may use only the first is looked at, and only taken if
  /// it `fits`: else smaller ones would keep the longest path waiting.
  ///
  /// When nothing runs (`idle`) and only short cuts are missing (they wait for each other or for
  /// what will not come), the first such stage is released without them.
  mutating func takeReady(idle: Bool, fits: (StageNode) -> Bool = { _ in true }) -> Int? {
    Self.dropStale(&ready, phases)
    Self.dropStale(&readyForMemory, phases)
    let limited = readyForMemory.first.flatMap { fits(plan.graph.nodes[$0.place]) ? $0 : nil }
    if let first = [ready.first, limited].compactMap(\.self).min() {
      _ = first == limited ? readyForMemory.popFirst() : ready.popFirst()
      phases[first.place] = .taken
      return first.place
    }
    guard idle,
      let place = plan.links.order.first(where: {
        phases[$0] == .pending && missingInputs[$0] == 0
      })
    else { return nil }
    phases[place] = .taken
    return place
  }

  /// Removes places at the queue's head that are no longer ready: one may be in it twice.
  private static func dropStale(_ queue: inout PriorityQueue, _ phases: [Phase]) {
    while let first = queue.first, phases[first.place] != .ready { _ = queue.popFirst() }
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

/// Places by rank, the first first.
struct PriorityQueue {
  /// The highest priority goes first, among equals the lower turn, then the lower place.
  struct Rank: Comparable {
    var priority: Double
    var turn: Int
    var place: Int

    static func < (left: Rank, right: Rank) -> Bool {
      if left.priority != right.priority { return left.priority > right.priority }
      return left.turn == right.turn ? left.place < right.place : left.turn < right.turn
    }
  }

  private var heap: [Rank] = []

  var count: Int { heap.count }
  var first: Rank? { heap.first }

  mutating func insert(_ rank: Rank) {
    heap.append(rank)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func popFirst() -> Rank? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child] < heap[best] { best = child }
      }
      guard best != parent else { return first }
      heap.swapAt(parent, best)
      parent = best
    }
  }
}
