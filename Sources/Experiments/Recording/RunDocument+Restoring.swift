import Base
import Store

extension RunDocument {
  /// Puts runs back into a store that does not know them, given in the order in which they were
  /// started and whole studies at a time; the plan of each study is that of its last run.
  ///
  /// The rows of their stages come first: a plan counts as collected where the store has them all.
  static func restore(_ documents: [RunDocument], into store: ResultsStore) throws {
    var last: [String: RunDocument] = [:]
    for document in documents {
      try store.restore(document.snapshot)
      last[document.study] = document
    }
    let collected = try store.collectedKeys()
    for (study, document) in last.sorted(by: { $0.key < $1.key }) {
      try store.replaceCells(study: study, document.snapshot.cells)
      if let plan = document.snapshot.plan.flatMap(ContentHash.init(hex:)),
        collected.isSuperset(of: document.stages)
      {
        try store.markCollected(study: study, plan: plan)
      }
    }
  }
}
