import Base
import Glibc
import Synchronization

/// What a running stage may see and do; safe to use from several threads.
public final class StageJob: Sendable {
  /// How far a stage is.
  public struct Progress: Sendable, Hashable {
    /// Between 0 and 1.
    public var fraction: Double
    /// What is being done, for a status line.
    public var message: String

    /// Makes a progress report.
    public init(fraction: Double, message: String) {
      self.fraction = fraction
      self.message = message
    }
  }

  private let request: StageRequest
  private let folder: ResultsFolder
  /// The folder to write results into; it exists and is this attempt's own.
  ///
  /// Every file in it when the stage returns is published, in subfolders too. The names
  /// `done.json`, `events.jsonl` and `output.log` are taken.
  public let outputFolder: String
  private let journal: EventLog
  private let report: @Sendable (Progress) -> Void
  private let cancelled: @Sendable () -> Bool
  private let passes = Mutex<Int?>(nil)

  init(
    _ request: StageRequest, outputFolder: String, journal: EventLog,
    report: @escaping @Sendable (Progress) -> Void, isCancelled: @escaping @Sendable () -> Bool
  ) {
    self.request = request
    self.outputFolder = outputFolder
    self.journal = journal
    self.report = report
    folder = ResultsFolder(request.results)
    cancelled = isCancelled
  }

  /// The stage's key.
  public var key: ContentHash { request.key }
  /// What people call the stage.
  public var label: String { request.label }
  /// The parameters, defaults filled in.
  public var parameters: Value { request.parameters }
  /// What cannot change the result, such as where a file lies.
  public var hints: Value { request.hints }
  /// How many cores the stage may use at once; the result must not depend on it.
  public var cores: Int { request.cores }
  /// The digests the files read must have, by name.
  public var files: [String: ContentHash] { request.files }

  /// The inputs of a role, in order; empty for a role the stage does not have.
  public func inputs(_ role: String) -> [PublishedStage] {
    (request.inputs[role] ?? []).map { PublishedStage(key: $0, path: folder.stage($0)) }
  }

  /// The only input of a role; throws when there is not exactly one.
  public func input(_ role: String) throws -> PublishedStage {
    let all = inputs(role)
    guard all.count == 1 else {
      throw StageFailure(
        "\(label) needs one input \(role), it has \(all.count)", isPermanent: true)
    }
    return all[0]
  }

  /// The short cuts of a role that are there, in order of preference; the result must not
  /// depend on which.
  public func preferred(_ role: String) -> [PublishedStage] {
    (request.preferred[role] ?? []).map { PublishedStage(key: $0, path: folder.stage($0)) }
  }

  /// The path of an output, made of a name relative to the output folder.
  public func outputPath(_ name: String) -> String { outputFolder + "/" + name }

  /// Writes a whole output file.
  public func write(_ bytes: [UInt8], to name: String) throws(FileError) {
    try FileTree.write(bytes, to: outputPath(name))
  }

  /// Says how far the stage is; cheap enough to call for every batch.
  public func report(progress fraction: Double, _ message: String = "") {
    report(Progress(fraction: fraction, message: message))
  }

  /// Appends a line of text to the journal.
  public func log(_ text: String) throws { try event("log", ["text": .text(text)]) }

  /// Appends an event, such as one point of a training curve, to the journal.
  public func event(_ name: String, _ values: [String: Value]) throws {
    try journal.append(name, values)
  }

  /// Adds to the number of inputs that networks evaluated for this stage; kept with its result.
  public func count(forwardPasses: Int) {
    passes.withLock { $0 = ($0 ?? 0) + forwardPasses }
  }

  /// What was counted; nil when nothing ever was.
  var forwardPasses: Int? { passes.withLock { $0 } }

  /// Whether the run wants this stage to end.
  public var isCancelled: Bool { cancelled() }

  /// Throws `StageCancelled` when the run wants this stage to end; call it every second or so.
  public func checkCancelled() throws { if cancelled() { throw StageCancelled() } }
}
