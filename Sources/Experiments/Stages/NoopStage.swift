import Base
import Foundation
import Pipeline
import Spec
import Store

/// Computes nothing, but everything around it is real: for measuring and testing the pipeline.
enum NoopStage: StageKind {
  static let name = "noop"
  static let version = 1
  /// The file that holds what is written.
  static let output = "noop.bin"

  /// The stage at `place` of `noop`.
  ///
  /// Time, memory and failures are hints: they change no result, so a stage that failed on purpose
  /// is the same stage when it is let be.
  static func node(
    _ noop: NoopGraph, at place: Int, after: [ContentHash], fails: Bool, label: String
  ) -> StageNode {
    var hints: [String: Value] = [:]
    if noop.seconds > 0 { hints["seconds"] = .number(noop.seconds) }
    if noop.memory > 0 { hints["memory"] = .integer(noop.memory) }
    if fails { hints["failure"] = .text(noop.failure.rawValue) }
    var parameters: [String: Value] = [
      "place": .integer(place), "bytes": .integer(noop.bytes), "seed": .text("\(noop.seed)"),
    ]
    if noop.rows > 0 { parameters["rows"] = .integer(noop.rows) }
    return StageNode(
      kind: name, version: version, parameters: .map(parameters),
      inputs: ["after": after], label: label, hints: hints.isEmpty ? .null : .map(hints),
      weight: max(noop.seconds, 0.001))
  }

  /// Writes `noop.bin`, random bytes, and random rows where it is to measure some; both are decided
  /// by the parameters.
  static func run(_ job: StageJob) throws {
    let memory = job.hints["memory"]?.integer ?? 0
    // Pages count as used only when something is written to them.
    let block = [UInt8](repeating: 1, count: memory)
    try wait(job.hints["seconds"]?.number ?? 0, job)
    switch job.hints["failure"]?.text.flatMap(NoopGraph.Failure.init(rawValue:)) {
    case .throw: throw StageFailure("the spec asks for this failure (noop.failing)")
    case .crash:
      // The Swift runtime's handler would report the signal and go on, for nothing is at fault.
      signal(SIGSEGV, SIG_DFL)
      raise(SIGSEGV)
    case .hang: while true { try wait(60, job) }
    case nil: break
    }
    let place = job.parameters["place"]?.integer ?? 0
    let seed = (job.parameters["seed"]?.text).flatMap(UInt64.init) ?? 0
    if let rows = job.parameters["rows"]?.integer {
      try MetricFile.write(
        Self.rows(rows, seed: seed, place: place), to: job.outputPath(MetricFile.name))
    }
    let count = job.parameters["bytes"]?.integer ?? 0
    guard count > 0 else { return }
    let stream = RandomStream(seed: seed, purpose: "noop", index: UInt64(place))
    let words = [UInt32](unsafeUninitializedCapacity: (count + 3) / 4) { buffer, initialized in
      if let start = buffer.baseAddress { stream.firstWords(buffer.count, into: start) }
      initialized = buffer.count
    }
    try job.write(words.withUnsafeBytes { Array($0.prefix(count)) }, to: output)
    withExtendedLifetime(block) {}
  }

  /// What the rows are called.
  static let metric = "noise"
  private static let orders = 15

  /// Standard normal numbers of every context order of every sample, the samples from 0.
  private static func rows(_ count: Int, seed: UInt64, place: Int) -> [MetricRow] {
    var stream = RandomStream(seed: seed, purpose: "noop rows", index: UInt64(place))
    return (0..<count).map { row in
      MetricRow(
        name: metric, value: stream.normal(), sample: Int64(row / orders),
        contextOrder: row % orders, exact: true)
    }
  }

  /// Waits in short steps, so that a wish to end is heard.
  private static func wait(_ seconds: Double, _ job: StageJob) throws {
    guard seconds > 0 else { return }
    let clock = SystemClock()
    let end = clock.steadySeconds + seconds
    while true {
      try job.checkCancelled()
      let left = end - clock.steadySeconds
      guard left > 0 else { return }
      usleep(UInt32(min(left, 0.05) * 1e6))
      job.report(progress: min(1, 1 - left / seconds))
    }
  }
}
