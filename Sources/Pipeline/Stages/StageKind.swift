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

/// An error of a stage that knows whether every other attempt would meet it too.
public protocol StageError: Error {
  /// Whether repeating the stage cannot help.
  var isPermanent: Bool { get }
}

/// Why a stage gave up, in words fit for a person.
public struct StageFailure: StageError, Sendable, Hashable, CustomStringConvertible {
  /// The reason, lower case, no full stop.
  public var reason: String
  /// Whether repeating the stage cannot help.
  public var isPermanent: Bool

  /// Makes a failure.
  public init(_ reason: String, isPermanent: Bool = false) {
    self.reason = reason
    self.isPermanent = isPermanent
  }

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
