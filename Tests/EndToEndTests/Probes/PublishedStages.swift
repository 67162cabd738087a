import Foundation
import Testing

/// The stages of a results folder as their records tell: what they are called and which attempt
/// each is from.
struct PublishedStages: Equatable {
  struct Stage: Equatable {
    var label: String
    var attempt: String
  }

  /// By key.
  var stages: [String: Stage] = [:]

  /// Reads the records in the results folder `results` of `scratch`.
  init(in scratch: ScratchFolder, results: String = "out") throws {
    for (path, data) in scratch.files(named: "done.json", below: results + "/stages")
    where !path.hasPrefix("damaged/") && !path.hasPrefix("tmp/") {
      let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      let attempt = try #require(record["attempt"] as? [String: Any])
      let key = try #require(record["key"] as? String)
      stages[key] = Stage(
        label: try #require(record["label"] as? String),
        attempt: attempt.sorted { $0.key < $1.key }.map { "\($0.value)" }.joined(separator: "-"))
    }
  }

  /// The labels of the stages that ran since `before`, sorted.
  func ran(since before: PublishedStages) -> [String] {
    stages.filter { before.stages[$0.key]?.attempt != $0.value.attempt }.map(\.value.label).sorted()
  }

  /// The key of the only stage called `label`.
  func key(of label: String) throws -> String {
    let keys = stages.filter { $0.value.label == label }.map(\.key)
    try #require(keys.count == 1, "\(label): \(keys)")
    return keys[0]
  }
}
