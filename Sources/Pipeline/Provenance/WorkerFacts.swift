import Base

/// What a worker computes with, as far as bits may depend on it.
public struct WorkerFacts: Sendable, Hashable {
  /// The worker's machine.
  public var host: String
  /// Facts by name, as results record them.
  public var environment: [String: String]
  /// SHA-256 of the worker's image.
  public var binary: ContentHash?

  /// Makes the facts of a process.
  public init(host: String, environment: [String: String], binary: ContentHash?) {
    self.host = host
    self.environment = environment
    self.binary = binary
  }

  /// Why the worker may not compute what was planned with the facts `required`; nil when it may.
  func unlikeness(to required: [String: String]) -> UnlikeWorker? {
    let differences = required.sorted { $0.key < $1.key }.compactMap { name, planned in
      let own = environment[name]
      return own == planned
        ? nil : UnlikeWorker.Difference(name: name, planned: planned, own: own)
    }
    return differences.isEmpty ? nil : UnlikeWorker(host: host, differences: differences)
  }

  /// Has the stage's record tell of this worker, wherever it was planned.
  func record(in request: inout StageRequest) {
    request.environment = environment
    request.binary = binary
  }
}

/// A worker would compute other bits than those the run was planned with.
public struct UnlikeWorker: StageError, Sendable, Hashable, CustomStringConvertible {
  /// A fact that is not as planned.
  public struct Difference: Sendable, Hashable {
    /// The fact's name.
    public var name: String
    /// What the run was planned with.
    public var planned: String
    /// What the worker has; nil when it does not know.
    public var own: String?
  }

  /// The worker's machine.
  public var host: String
  /// What is not as planned, by name.
  public var differences: [Difference]

  /// A worker there will never do.
  public var isPermanent: Bool { true }

  /// Which facts differ, and what to do.
  public var description: String {
    let list = differences.map { "\($0.name) is \($0.own ?? "not known"), not \($0.planned)" }
    return "a worker on \(host) is not what the run was planned with: "
      + list.joined(separator: "; ")
      + "; keep to like machines (`constraint` in the cluster profile), or allow mixed results "
      + "(--allow-mixed)"
  }
}
