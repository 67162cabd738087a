import Base
import Glibc

/// The four things a run asks of Slurm; a simulated cluster does the same in tests.
public protocol SlurmService: AnyObject {
  /// Submits a script.
  func submit(_ script: String) -> SlurmSubmission
  /// What is known of all our tasks.
  func queue() -> Result<SlurmQueue, SlurmFault>
  /// How tasks ended that the queue has forgotten, by array and name; empty where accounting is off.
  func accounting(_ jobs: [(job: Int, name: String)]) -> [SlurmTaskID: SlurmState]
  /// Ends tasks, or all of a job where `indices` is nil; what is gone already is no fault.
  func cancel(job: Int, indices: [Int]?) -> SlurmFault?
  /// The largest number of tasks an array may have here; nil when the cluster does not tell.
  var mostArrayTasks: Int? { get }
}

/// What became of a submission.
public enum SlurmSubmission: Sendable, Hashable {
  /// It is in the queue under this number.
  case accepted(job: Int)
  /// Slurm refuses it now and may take it later, such as at a limit of submitted jobs.
  case deferred(String)
  /// Slurm refuses it.
  case refused(String)
  /// Slurm did not answer; it may have taken it all the same.
  case unanswered(String)
}

/// Why Slurm gave no answer.
public struct SlurmFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// The command's own words.
  public var reason: String

  /// Makes a fault.
  public init(_ reason: String) { self.reason = reason }

  /// The reason.
  public var description: String { reason }
}

/// Slurm through its commands.
public final class SlurmCommands: SlurmService {
  private let programs: [String: ExternalProgram]
  private let variables: [String: String]
  /// Whether `sacct` may answer; false once it said that it never will.
  private var keepsAccounts: Bool
  /// Seconds a command may take: one that does not reach the controller gives up after about ten.
  private static let patience = 60.0
  /// Bytes of the longest answer.
  private static let longestAnswer = 256 << 20

  /// Finds the commands in `PATH`; throws a diagnostic where one is missing.
  ///
  /// `variables` is the environment of the user. What a surrounding job has put there would change
  /// what `sbatch` does, so all of Slurm's own variables but the name of its configuration go.
  public init(variables: [String: String]) throws(Diagnostic) {
    var kept = variables.filter { name, _ in
      !name.hasPrefix("SLURM_") && !name.hasPrefix("SBATCH_") && !name.hasPrefix("SQUEUE_")
    }
    kept["SLURM_CONF"] = variables["SLURM_CONF"]
    // Else lists of tasks that wait are cut at 64 characters.
    kept["SLURM_BITSTR_LEN"] = "0"
    self.variables = kept
    var found: [String: ExternalProgram] = [:]
    for name in ["sbatch", "squeue", "scancel", "scontrol", "sacct"] {
      found[name] = ExternalProgram(named: name, variables: variables)
    }
    for name in ["sbatch", "squeue", "scancel"] where found[name] == nil {
      throw Diagnostic(
        .error, "Slurm's command \(name) is not in PATH",
        notes: [
          "run this on a host from which jobs are submitted, after the lines that set Slurm up",
          "or use this machine's own cores: --on local",
        ])
    }
    programs = found
    keepsAccounts = found["sacct"] != nil
  }

  private func run(_ name: String, _ arguments: [String])
    -> Result<ExternalProgram.Outcome, SlurmFault>
  {
    guard let program = programs[name] else { return .failure(SlurmFault("no \(name) in PATH")) }
    do {
      let outcome = try program.run(
        arguments, variables: variables, limit: Self.longestAnswer, seconds: Self.patience)
      return .success(outcome)
    } catch { return .failure(SlurmFault("\(error)")) }
  }

  private static func words(_ outcome: ExternalProgram.Outcome, of name: String) -> String {
    let line = outcome.complaints.split(separator: "\n").last { !$0.isEmpty }
    if let line { return String(line) }
    switch outcome.ending {
    case .exited(let code): return "\(name) ended with exit code \(code)"
    case .signalled(let number): return "\(name) was killed by signal \(number)"
    case .tooLong: return "\(name) printed too much"
    case .outOfTime: return "\(name) did not answer within \(Int(patience)) s"
    }
  }

  /// Runs `sbatch`.
  public func submit(_ script: String) -> SlurmSubmission {
    switch run("sbatch", ["--parsable", script]) {
    case .failure(let fault): return .refused(fault.reason)
    case .success(let outcome):
      // ID or ID;CLUSTER
      let text = String(decoding: outcome.output, as: UTF8.self)
      let number = text.split(whereSeparator: { $0 == ";" || $0.isWhitespace }).first
      if outcome.ending == .exited(0), let job = number.flatMap({ Int($0) }) {
        return .accepted(job: job)
      }
      return Self.judge(
        complaint: Self.words(outcome, of: "sbatch"), isEnded: outcome.ending == .exited(1))
    }
  }

  /// What a failed `sbatch` means: it tells by words only.
  static func judge(complaint: String, isEnded: Bool) -> SlurmSubmission {
    let lower = complaint.lowercased()
    let unanswered = [
      "unable to contact slurm controller", "connect failure", "timed out", "zero bytes",
      "connection refused", "communication",
    ]
    if !isEnded || unanswered.contains(where: lower.contains) { return .unanswered(complaint) }
    let later = ["submit limit", "submitjoblimit", "maxsubmit", "temporarily", "maxjobcount"]
    return later.contains(where: lower.contains) ? .deferred(complaint) : .refused(complaint)
  }

  /// Runs `squeue` once for everything.
  public func queue() -> Result<SlurmQueue, SlurmFault> {
    let arguments = ["-h", "-t", "all", "-u", "\(geteuid())", "-o", SlurmQueue.format]
    return run("squeue", arguments).flatMap { outcome in
      guard outcome.ending == .exited(0) else {
        return .failure(SlurmFault(Self.words(outcome, of: "squeue")))
      }
      return .success(SlurmQueue(String(decoding: outcome.output, as: UTF8.self)))
    }
  }

  /// Runs `sacct` once for all of `jobs`.
  public func accounting(_ jobs: [(job: Int, name: String)]) -> [SlurmTaskID: SlurmState] {
    guard keepsAccounts, !jobs.isEmpty else { return [:] }
    let list = jobs.map { "\($0.job)" }.joined(separator: ",")
    let arguments = ["-X", "-n", "-P", "-o", "JobID,State,JobName", "-j", list]
    guard case .success(let outcome) = run("sacct", arguments) else { return [:] }
    guard outcome.ending == .exited(0) else {
      if outcome.complaints.contains("accounting storage is disabled") { keepsAccounts = false }
      return [:]
    }
    return Self.ends(
      in: String(decoding: outcome.output, as: UTF8.self),
      names: Dictionary(jobs.map { ($0.job, $0.name) }, uniquingKeysWith: { $1 }))
  }

  /// The ends that `sacct` tells of: `12_3|CANCELLED by 0|name`; a number used again has another name.
  static func ends(in text: String, names: [Int: String]) -> [SlurmTaskID: SlurmState] {
    var ends: [SlurmTaskID: SlurmState] = [:]
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let numbers = fields[0].split(separator: "_").compactMap { Int($0) }
      guard numbers.count == 2, names[numbers[0]] == String(fields[2]) else { continue }
      ends[SlurmTaskID(job: numbers[0], index: numbers[1])] = SlurmState(
        word: String(fields[1]), reason: "", node: "")
    }
    return ends
  }

  /// Runs `scancel`.
  public func cancel(job: Int, indices: [Int]?) -> SlurmFault? {
    // One argument must not become too long for the system.
    let names = indices.map { $0.map { "\(job)_\($0)" } } ?? ["\(job)"]
    for start in stride(from: 0, to: names.count, by: 1000) {
      let part = Array(names[start..<min(start + 1000, names.count)])
      switch run("scancel", part) {
      case .failure(let fault): return fault
      case .success(let outcome):
        guard outcome.ending == .exited(0) else {
          return SlurmFault(Self.words(outcome, of: "scancel"))
        }
      }
    }
    return nil
  }

  /// `MaxArraySize` of the cluster's configuration, asked for once.
  public private(set) lazy var mostArrayTasks: Int? = {
    guard case .success(let outcome) = run("scontrol", ["show", "config"]),
      outcome.ending == .exited(0)
    else { return nil }
    return Self.mostArrayTasks(in: String(decoding: outcome.output, as: UTF8.self))
  }()

  /// The largest index is one less than `MaxArraySize`, so this is how many tasks there may be.
  static func mostArrayTasks(in text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("MaxArraySize") }
    return line?.split(separator: "=").last.flatMap { Int($0.drop { $0 == " " }) }
  }
}
