import Base
import Foundation
import Store

/// A study in a store of its own: variants × seeds, one stage a cell and epoch.
final class StudyFixture {
  let folder: String
  let store: ResultsStore
  private var cells: [PlannedCell] = []

  init() throws {
    folder = NSTemporaryDirectory() + "runexp-views-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try ResultsStore(at: folder + "/runexp.sqlite", mode: .readWrite)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func queries() throws -> StudyQueries { try store.queries(study: "study") }

  /// Plans a cell measured at `epochs`, nil for a relation; nothing is collected yet.
  func plan(
    variant: String? = "normal", seed: Int?, epochs: [Int?] = [20],
    coordinates: [String: Value] = [:]
  ) throws {
    var coordinates = coordinates
    coordinates["seed"] = seed.map { .integer($0) }
    let parts =
      [variant.map { "variant=\($0)" }].compactMap { $0 }
      + coordinates.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.json)" }
    let label = parts.joined(separator: ",")
    cells.append(
      PlannedCell(
        label: label, variant: variant, seed: seed, coordinates: coordinates,
        stages: epochs.map {
          .init(
            key: Self.key(label, $0), measure: "strength", model: "main", checkpoint: $0)
        }))
    try store.replaceCells(study: "study", cells)
  }

  /// Collects the rows of the cell planned last at `epoch`.
  func collect(epoch: Int? = 20, _ rows: [MetricRow]) throws {
    guard let cell = cells.last else { return }
    try store.collect(
      CollectedStage(
        key: Self.key(cell.label, epoch), kind: "measure", version: 1, label: cell.label),
      MetricTable(rows))
  }

  private static func key(_ label: String, _ epoch: Int?) -> ContentHash {
    ContentHash(of: "\(label)@\(epoch ?? -1)".utf8)
  }

  /// Rows of S by sample and order.
  static func strengths(_ bySample: [[Double]], name: String = "S") -> [MetricRow] {
    bySample.enumerated().flatMap { sample, byOrder in
      byOrder.enumerated().map { order, value in
        MetricRow(
          name: name, value: value, sample: Int64(sample), contextOrder: order, exact: true)
      }
    }
  }

  /// Rows that say which samples are classified correctly.
  static func correct(_ samples: [Bool]) -> [MetricRow] {
    samples.enumerated().map { sample, isCorrect in
      MetricRow(
        name: "correct", value: isCorrect ? 1 : 0, sample: Int64(sample), exact: true)
    }
  }
}
