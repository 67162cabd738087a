import Base

/// Computes published stages once more and compares the bytes; what is published stays.
///
/// An attempt whose stage is published already never replaces it: it is compared and deleted, as
/// the loser of a race is.
public struct StageReruns {
  /// What a rerun gave.
  public enum Outcome: Sendable, Hashable {
    /// The same bytes.
    case identical
    /// Other bytes in these outputs.
    case differs([String])
    /// It could not be computed: why.
    case failed(String)
  }

  private let folder: ResultsFolder
  private let executor: any Executor
  private let binary: ContentHash?
  private let environment: [String: String]

  /// Reruns stages of `folder` with `executor`.
  public init(
    of folder: ResultsFolder, with executor: any Executor, binary: ContentHash? = nil,
    environment: [String: String] = [:]
  ) {
    self.folder = folder
    self.executor = executor
    self.binary = binary
    self.environment = environment
  }

  /// Reruns the stages of `records`, several at once, and returns what each gave, in their order.
  public func run(_ records: [StageRecord]) throws -> [Outcome] {
    var outcomes: [ContentHash: Outcome] = [:]
    var pending = records[...]
    var running = 0
    defer { executor.shutDown() }
    while outcomes.count < records.count {
      while running < executor.slots, let record = pending.popFirst() {
        let counter = records.count - pending.count
        do {
          try executor.start(
            StageRequest(
              rerunning: record, in: folder, attempt: AttemptID(counter: counter),
              binary: binary, environment: environment))
          running += 1
        } catch {
          outcomes[record.key] = .failed("it could not be started: \(error)")
        }
      }
      for case .ended(let key, let result) in executor.wait(seconds: 60, wakeUp: -1) {
        outcomes[key] = outcome(of: result)
        running -= 1
      }
    }
    return records.compactMap { outcomes[$0.key] }
  }

  private func outcome(of result: AttemptResult) -> Outcome {
    switch result {
    case .published(nil): .identical
    case .published(let difference?): .differs(difference.outputs)
    case .failed(let reason, _, _): .failed(reason)
    case .damagedInput(let input, let what):
      .failed("its input \(input.hex.prefix(12)) is damaged: \(what)")
    case .cancelled: .failed("cancelled")
    }
  }
}

extension StageRequest {
  /// The request to compute a published stage once more, without short cuts.
  init(
    rerunning record: StageRecord, in folder: ResultsFolder, attempt: AttemptID,
    binary: ContentHash?, environment: [String: String]
  ) {
    key = record.key
    kind = record.kind
    version = record.version
    label = record.label
    parameters = record.parameters
    inputs = record.inputs
    preferred = [:]
    files = record.files
    hints = record.hints
    cores = 1
    limits = StageLimits()
    results = folder.path
    self.attempt = attempt
    self.binary = binary
    self.environment = environment
    // Whether unlike machines give the same bytes may be the question.
    required = [:]
  }
}
