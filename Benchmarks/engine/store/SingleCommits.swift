import Base
import Store

/// Stages of one row, in transactions of one stage or, as the collector of a run does with what
/// ended within a few milliseconds, of some.
struct SingleCommits {
  /// Number of stages.
  var count: Int
  /// Stages of one transaction.
  var group: Int
  /// The database, which must not be there yet.
  var path: String

  /// Collects them and says how long it took, in seconds, until the last was committed.
  func run() throws -> Double {
    let store = try ResultsStore(at: path, mode: .readWrite)
    let stages = (0..<count).map { place in
      CollectedStage(
        key: ContentHash(of: "stage \(place)".utf8), kind: "measure", version: 1,
        label: "measure/\(place)", finishedAt: Double(place))
    }
    let tables = try (0..<count).map { place in
      try MetricTable([MetricRow(name: "accuracy", value: Double(place), exact: true)])
    }
    let clock = SystemClock()
    let start = clock.steadySeconds
    for first in stride(from: 0, to: count, by: group) {
      let places = first..<min(count, first + group)
      try store.collect(places.map { (stages[$0], tables[$0]) })
    }
    return clock.steadySeconds - start
  }
}
