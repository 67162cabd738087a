import Base

/// One task of an array as far as it is known; no clocks, no files.
///
/// It holds what Slurm says of it, what its node told, and which of its stages have no judgement yet.
/// Results are judged by the published folder. Slurm tells only whether more is to be expected: a task
/// that ended keeps some seconds in which what it wrote may become visible.
struct SlurmTask {
  /// A judgement of one stage.
  enum Verdict: Hashable {
    /// Its result is there.
    case ended(ContentHash, AttemptResult)
    /// It has to be submitted again: why.
    case again(ContentHash, Setback)
  }

  /// Why a stage did not come to its end.
  enum Setback: Hashable {
    /// Another stage of its task is to blame, or nobody.
    case bystander
    /// Its task was lost or displaced: how.
    case lost(String)
    /// The task reached its time limit while the stage ran.
    case outOfTime
    /// The task used more memory than it asked for while the stage ran.
    case outOfMemory
  }

  /// Its stages, in order.
  let stages: [ContentHash]
  /// Those without a judgement.
  private(set) var open: Set<ContentHash>
  /// What Slurm last said; nil before it said anything.
  private(set) var state: SlurmState?
  /// Whether Slurm knows nothing of it any more.
  private(set) var isForgotten = false
  /// When its end was noticed.
  private(set) var endedAt: Double?
  /// Stages that began in its present life and have not ended.
  private(set) var begun: Set<ContentHash> = []
  private var hasBegun = false
  private var saysItEnded = false
  private var wasInterrupted = false
  private var wasWaiting = false
  private var siblingsKnown = false
  private var hopelessSince: Double?
  private var results: [ContentHash: (result: AttemptResult, at: Double)] = [:]
  private var killed: [ContentHash: (reason: String, output: String)] = [:]

  init(_ stages: [ContentHash]) {
    self.stages = stages
    open = Set(stages)
  }

  /// Whether every stage has its judgement.
  var isSettled: Bool { open.isEmpty }

  /// Whether more may come of it.
  var isAlive: Bool { endedAt == nil }

  /// Takes a stage out of what is to be judged.
  mutating func drop(_ key: ContentHash) { open.remove(key) }

  /// Slurm says this of the task, or nothing when nil; `siblingsKnown` tells whether it then knows
  /// other tasks of its array.
  mutating func see(_ seen: SlurmState?, siblingsKnown: Bool, at now: Double) {
    guard let seen else {
      isForgotten = true
      self.siblingsKnown = siblingsKnown
      endedAt = endedAt ?? now
      return
    }
    isForgotten = false
    switch seen {
    case .pending(let reason):
      // Waiting again: what its last life left open is done again by the next.
      if state.map(Self.isWaiting) == false || endedAt != nil { beginLife() }
      wasWaiting = true
      hopelessSince =
        SlurmState.hopelessReasons.contains(reason) ? hopelessSince ?? now : nil
      endedAt = nil
    case .running:
      if case .ended = state { beginLife() }
      hopelessSince = nil
      endedAt = nil
    case .ended: endedAt = endedAt ?? now
    }
    state = seen
  }

  private static func isWaiting(_ state: SlurmState) -> Bool {
    if case .pending = state { true } else { false }
  }

  private mutating func beginLife() {
    begun = []
    killed = [:]
    saysItEnded = false
  }

  /// A node told this.
  mutating func hear(_ event: TaskEvent, at now: Double) {
    switch event {
    case .taskBegan:
      hasBegun = true
      beginLife()
    case .stageBegan(let key, _):
      begun.insert(key)
    case .progress: break
    case .stageEnded(let key, let result):
      begun.remove(key)
      guard result != .cancelled else {
        begun.insert(key)
        return
      }
      // Of two lives of a task the first that has a result is believed.
      if results[key] == nil { results[key] = (result, now) }
    case .stageKilled(let key, let reason, let output): killed[key] = (reason, output)
    case .taskEnded(let interrupted):
      saysItEnded = true
      wasInterrupted = interrupted
    }
  }

  /// Forgets failures that were told before a controller took the task over: the stages are to be
  /// tried again.
  mutating func dropFailed() {
    for (key, told) in results {
      if case .published = told.result { continue }
      open.remove(key)
    }
  }

  /// Whether Slurm will never start it: at once where it is held, else when that was so for `seconds`.
  func isHopeless(at now: Double, after seconds: Double) -> Bool {
    if let reason = waitingReason, SlurmState.isHeld(reason) { return !isSettled }
    return hopelessSince.map { now - $0 >= seconds } ?? false
  }

  /// The reason it waits for; nil when it does not.
  var waitingReason: String? {
    if case .pending(let reason) = state, endedAt == nil { reason } else { nil }
  }

  /// Judges what can be judged, and takes it out of `open`.
  ///
  /// `settle` is how long results may take to become visible, in seconds.
  mutating func verdicts(
    at now: Double, settle: Double, isPublished: (ContentHash) -> Bool
  ) -> [Verdict] {
    var verdicts: [Verdict] = []
    for key in stages where open.contains(key) {
      guard let verdict = verdict(of: key, at: now, settle: settle, isPublished: isPublished)
      else { continue }
      open.remove(key)
      verdicts.append(verdict)
    }
    return verdicts
  }

  private func verdict(
    of key: ContentHash, at now: Double, settle: Double, isPublished: (ContentHash) -> Bool
  ) -> Verdict? {
    if let told = results[key] {
      guard case .published = told.result else { return .ended(key, told.result) }
      if isPublished(key) { return .ended(key, told.result) }
      guard now - told.at >= settle else { return nil }
      let reason = "its node published it, but for \(Int(settle)) s it has not become visible here"
      return .ended(key, .failed(reason: reason, lastOutput: ""))
    }
    guard let endedAt else { return nil }
    if isPublished(key) { return .ended(key, .published(nil)) }
    // The node's own last word is as good as the time for it to become visible.
    guard saysItEnded || now - endedAt >= settle else { return nil }
    return judge(key)
  }

  /// What the end of its task means for a stage without a result.
  private func judge(_ key: ContentHash) -> Verdict {
    let wasRunning = begun.contains(key) || killed[key] != nil
    switch isForgotten ? nil : state {
    case .ended(.timeout): return .again(key, wasRunning ? .outOfTime : .bystander)
    case .ended(.outOfMemory): return .again(key, wasRunning ? .outOfMemory : .bystander)
    case .ended(.nodeFail): return .again(key, .lost("its node failed"))
    case .ended(.bootFail): return .again(key, .lost("its node did not boot"))
    case .ended(.preempted): return .again(key, .lost("it was preempted"))
    case .ended(.revoked): return .again(key, .lost("its cluster withdrew it"))
    case .ended(.cancelled): return cancelled(key)
    case .ended(.deadline):
      return .ended(
        key,
        .failed(reason: "its Slurm task passed its deadline", lastOutput: "", isPermanent: true))
    case .ended(let end):
      if let killed = killed[key] {
        return .ended(key, .failed(reason: killed.reason, lastOutput: killed.output))
      }
      if saysItEnded {
        return .again(key, wasInterrupted ? .lost("it was asked to end") : .bystander)
      }
      let reason = "its Slurm task ended as \(end.rawValue) and left no result"
      return .ended(key, .failed(reason: reason, lastOutput: ""))
    case nil, .pending, .running:
      // Forgotten. A task that waits and is cancelled leaves no row, while its array stays known.
      if wasWaiting, !hasBegun, siblingsKnown { return cancelled(key) }
      return .again(key, saysItEnded ? .bystander : .lost("Slurm does not know it any more"))
    }
  }

  private func cancelled(_ key: ContentHash) -> Verdict {
    .ended(
      key,
      .failed(
        reason: "its Slurm task was cancelled by hand", lastOutput: "", isPermanent: true))
  }
}
