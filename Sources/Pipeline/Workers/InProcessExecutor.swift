import Base

/// Runs one attempt at a time in this process, for a debugger and for tests.
///
/// A crash takes the whole run, and what a stage prints is not captured.
public final class InProcessExecutor: Executor {
  private let runner: AttemptRunner
  private let interrupts: Interrupts?
  private var queued: [StageRequest] = []
  private var isCancelled = false

  /// Makes an executor; stages see `interrupts` as a wish to end.
  public init(catalog: StageCatalog, interrupts: Interrupts? = nil) {
    runner = AttemptRunner(catalog: catalog)
    self.interrupts = interrupts
  }

  /// One.
  public var slots: Int { 1 }

  /// Notes the attempt; it runs when the scheduler waits.
  public func start(_ request: StageRequest) throws { queued.append(request) }

  /// Runs what was started.
  public func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent] {
    guard !queued.isEmpty else {
      Descriptors.wait(for: [wakeUp], seconds: seconds)
      return []
    }
    let request = queued.removeFirst()
    guard !isCancelled else { return [.ended(request.key, .cancelled)] }
    let result = runner.run(
      request, report: { _ in }, isCancelled: { [interrupts] in interrupts?.isPending ?? false })
    return [.ended(request.key, result)]
  }

  /// What was not started will not be.
  public func cancelAll() { isCancelled = true }

  /// What was not started will not be.
  public func killAll() { isCancelled = true }

  /// Nothing is held.
  public func shutDown() {}
}
