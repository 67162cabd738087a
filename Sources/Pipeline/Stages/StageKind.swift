import Base

/// A kind of stage: its name, the version of its algorithm, and the work itself.
public protocol StageKind: SendableMetatype {
  /// The name specs and keys use: `train`.
  static var name: String { get }
  /// Raised whenever the same parameters lead to other bytes; part of every key.
  static var version: Int { get }
  /// Computes one stage into `job.outputFolder`; what it throws is the reason of the failure.
  ///
  /// The bytes written may depend on the parameters, the inputs and the files alone.
  static func run(_ job: StageJob) throws
}

/// The kinds a process can run, by name.
public typealias StageCatalog = [String: any StageKind.Type]

/// Why a stage gave up, in words fit for a person.
public struct StageFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// The reason, lower case, no full stop.
  public var reason: String

  /// Makes a failure.
  public init(_ reason: String) { self.reason = reason }

  /// The reason.
  public var description: String { reason }
}

/// Thrown by `StageJob.checkCancelled` when the run wants its stages to end.
public struct StageCancelled: Error, Sendable, Hashable, CustomStringConvertible {
  /// Makes the error.
  public init() {}

  /// `cancelled`.
  public var description: String { "cancelled" }
}
