import Base

/// What `failure.json` holds: why the last attempt of a stage failed.
public struct StageFailureRecord: Sendable, Hashable {
  /// What people call the stage.
  public var label: String
  /// Why.
  public var reason: String
  /// Who tried.
  public var attempt: AttemptID
  /// Seconds since 1970.
  public var at: Double

  /// Makes a record; see the properties.
  public init(label: String, reason: String, attempt: AttemptID, at: Double) {
    self.label = label
    self.reason = reason
    self.attempt = attempt
    self.at = at
  }

  /// Reads a record; nil when a member is missing or of another type.
  public init?(_ value: Value) {
    guard let label = value["label"]?.text, let reason = value["reason"]?.text,
      let attempt = value["attempt"].flatMap(AttemptID.init), let at = value["at"]?.number
    else { return nil }
    self.init(label: label, reason: reason, attempt: attempt, at: at)
  }
}

extension ResultsFolder {
  /// The folder of the journals of failed attempts.
  public var failures: String { path + "/stages/failed" }

  /// Why the last attempt of a stage failed; nil when none did, or nothing readable is left of it.
  public func failure(of key: ContentHash) -> StageFailureRecord? {
    guard let bytes = try? FileTree.read(failed(key) + "/failure.json"),
      let value = try? Value(json: bytes)
    else { return nil }
    return StageFailureRecord(value)
  }
}
