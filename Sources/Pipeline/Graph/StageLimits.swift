import Base

/// What an attempt of a stage may use, and how often a failed one is repeated; never part of a key.
public struct StageLimits: Sendable, Hashable {
  /// A bound, and what a person calls it: `limits.train.memory`, `--memory`.
  public struct Bound<Amount: Sendable & Hashable>: Sendable, Hashable {
    /// The largest amount allowed.
    public var amount: Amount
    /// Where it was set.
    public var source: String

    /// Makes a bound.
    public init(_ amount: Amount, from source: String) {
      self.amount = amount
      self.source = source
    }
  }

  /// Seconds an attempt may take; nil for any number.
  public var timeout: Bound<Double>?
  /// Bytes of memory an attempt may have in use; nil for any number.
  public var memory: Bound<Int>?
  /// How often a failed attempt is repeated.
  public var retries: Int

  /// Makes limits; none unless given.
  public init(timeout: Bound<Double>? = nil, memory: Bound<Int>? = nil, retries: Int = 0) {
    self.timeout = timeout
    self.memory = memory
    self.retries = retries
  }

  /// Why an attempt that has used so much is ended; nil while it keeps to its limits.
  func excess(seconds: Double, residentBytes: Int) -> String? {
    if let memory, residentBytes > memory.amount {
      return "it used \(SizeText.text(residentBytes)), its limit is "
        + "\(SizeText.text(memory.amount)) (\(memory.source))"
    }
    if let timeout, seconds > timeout.amount {
      return "it ran longer than \(DurationText.text(timeout.amount)) (\(timeout.source))"
    }
    return nil
  }

  var value: Value {
    var members: [String: Value] = [:]
    if let timeout {
      members["timeout"] = .list([.number(timeout.amount), .text(timeout.source)])
    }
    if let memory { members["memory"] = .list([.integer(memory.amount), .text(memory.source)]) }
    if retries > 0 { members["retries"] = .integer(retries) }
    return members.isEmpty ? .null : .map(members)
  }

  init(_ value: Value?) {
    self.init(retries: value?["retries"]?.integer ?? 0)
    if let pair = value?["timeout"]?.list, pair.count == 2, let seconds = pair[0].number,
      let source = pair[1].text
    {
      timeout = Bound(seconds, from: source)
    }
    if let pair = value?["memory"]?.list, pair.count == 2, let bytes = pair[0].integer,
      let source = pair[1].text
    {
      memory = Bound(bytes, from: source)
    }
  }
}
