import Base
import Pipeline

/// Which stages the runs of a folder use.
struct StageUse {
  private let inputs: [ContentHash: [ContentHash]]

  /// Takes the edges from the records of the stages that are there.
  init(_ records: [StageRecord]) {
    inputs = Dictionary(
      records.map { ($0.key, $0.inputs.values.flatMap(\.self)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Some stages and everything they were computed from.
  func closure(of keys: Set<ContentHash>) -> Set<ContentHash> {
    var all = keys
    var pending = Array(keys)
    while let key = pending.popLast() {
      for input in inputs[key] ?? [] where all.insert(input).inserted { pending.append(input) }
    }
    return all
  }

  /// The last `count` runs of each study, in the order in which they were started.
  static func last(_ count: Int, of documents: [RunDocument]) -> [RunDocument] {
    var left: [String: Int] = [:]
    return documents.reversed().filter { document in
      left[document.study, default: count] -= 1
      return left[document.study, default: 0] >= 0
    }.reversed()
  }
}
