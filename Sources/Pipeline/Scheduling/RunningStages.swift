import Base

/// The stages under way and what they have of what is shared.
struct RunningStages {
  /// An attempt under way.
  struct Attempt {
    /// The stage's place in the graph.
    var place: Int
    /// The number of the attempt.
    var number: Int
    /// Cores it has.
    var cores: Int
    /// Bytes reserved for it.
    var memory: Int
    /// When it began, in steady seconds.
    var startedAt: Double
  }

  private var attempts: [ContentHash: Attempt] = [:]
  /// Cores that all of them have.
  private(set) var cores = 0
  /// Bytes reserved for all of them.
  private(set) var memory = 0

  /// Whether nothing is under way.
  var isEmpty: Bool { attempts.isEmpty }

  /// The attempt at a stage; nil when there is none.
  subscript(_ key: ContentHash) -> Attempt? { attempts[key] }

  /// An attempt begins.
  mutating func add(_ attempt: Attempt, at key: ContentHash) {
    attempts[key] = attempt
    cores += attempt.cores
    memory += attempt.memory
  }

  /// What waited elsewhere begins now.
  mutating func begin(_ key: ContentHash, at seconds: Double) {
    attempts[key]?.startedAt = seconds
  }

  /// An attempt ended; nil when there was none.
  mutating func remove(_ key: ContentHash) -> Attempt? {
    guard let attempt = attempts.removeValue(forKey: key) else { return nil }
    cores -= attempt.cores
    memory -= attempt.memory
    return attempt
  }
}
