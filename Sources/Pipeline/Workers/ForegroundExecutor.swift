import Base

/// Runs one stage in this process and all others elsewhere, for a debugger at that stage.
///
/// The stage must need all others, so that nothing runs elsewhere when its turn comes.
public final class ForegroundExecutor: Executor {
  private let stage: ContentHash
  private let others: any Executor
  private let foreground: InProcessExecutor
  private var isInForeground = false

  /// Runs the stage with this key here, and all others on `others`.
  public init(
    stage: ContentHash, catalog: StageCatalog, interrupts: Interrupts?, others: any Executor
  ) {
    self.stage = stage
    self.others = others
    foreground = InProcessExecutor(catalog: catalog, interrupts: interrupts)
  }

  private var current: any Executor { isInForeground ? foreground : others }

  /// As many as the others have.
  public var slots: Int { others.slots }

  /// Starts an attempt, the stage's here.
  public func start(_ request: StageRequest) throws {
    isInForeground = request.key == stage
    // Idle workers are of no use any more, and a debugger need not step around them.
    if isInForeground { others.shutDown() }
    try current.start(request)
  }

  /// Waits for news of what runs.
  public func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent] {
    current.wait(seconds: seconds, wakeUp: wakeUp)
  }

  /// Asks what runs to end soon.
  public func cancelAll() { current.cancelAll() }

  /// Ends what runs now.
  public func killAll() { current.killAll() }

  /// Lets the workers go.
  public func shutDown() { others.shutDown() }
}
