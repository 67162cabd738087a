import Base

/// What stages may use and how often they are repeated, by kind; never part of a key.
public struct ResourceLimits: Sendable, Hashable {
  /// The bounds of one attempt; nil where nothing is said.
  public struct Bounds: Sendable, Hashable {
    /// Seconds an attempt may take.
    public var timeout: Double?
    /// Bytes of memory an attempt may have in use.
    public var memory: Int?
    /// How often a failed attempt is repeated.
    public var retries: Int?

    /// Makes bounds; see the properties.
    public init(timeout: Double? = nil, memory: Int? = nil, retries: Int? = nil) {
      self.timeout = timeout
      self.memory = memory
      self.retries = retries
    }
  }

  /// The name in specs of the bounds of kinds that have none of their own.
  public static let defaultName = "default"

  /// The bounds by stage kind, `default` among them.
  public var bounds: [String: Bounds]

  /// Makes limits; none unless given.
  public init(bounds: [String: Bounds] = [:]) { self.bounds = bounds }
}

extension ParameterReader {
  /// `limits: {default: {retries: 1}, train: {timeout: 2h, memory: 4GiB}}`.
  func resourceLimits() -> ResourceLimits {
    var limits = ResourceLimits()
    let summary = "what the stages of each kind may use, and how often they are repeated"
    _ = nested("limits", summary) { read in
      for name in [ResourceLimits.defaultName] + vocabulary.stageKinds {
        limits.bounds[name] = read.nested(name, "") { read in
          ResourceLimits.Bounds(
            timeout: read.optionalDuration("timeout", "how long an attempt may take"),
            memory: read.optionalSize("memory", "how much memory an attempt may use"),
            retries: read.optionalInteger(
              "retries", in: 0...100, "how often a failed attempt is repeated"))
        }
      }
    }
    return limits
  }
}
