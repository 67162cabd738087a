import Base
import Store

/// Which samples count, by what the trained models made of them.
///
/// A cell's samples are judged at the checkpoint it is drawn at, so a curve and its untrained
/// control are of the same images.
enum SampleFilter {
  case all
  /// The samples kept, by cell; and how many there were.
  case byCell([Int: Set<Int64>], total: Int)
  /// The samples kept in every cell; and how many there were.
  case everywhere(Set<Int64>, total: Int)

  /// The filter from rows named `correct` (1 or 0) of the cells in `checkpoints`; nil when there
  /// are none at those checkpoints.
  init?(
    _ filter: PresetFigure.SampleFilter, _ rows: [MetricSelection.Entry],
    checkpoints: [Int: Int?]
  ) {
    var correct: [Int: Set<Int64>] = [:]
    var all: Set<Int64> = []
    for row in rows {
      guard let checkpoint = checkpoints[row.cell], row.checkpoint == checkpoint,
        let sample = row.sample
      else { continue }
      all.insert(sample)
      correct[row.cell, default: []].formUnion(row.value >= 0.5 ? [sample] : [])
    }
    guard !all.isEmpty, correct.count == checkpoints.count else { return nil }
    switch filter {
    case .all: self = .all
    case .correctHere: self = .byCell(correct, total: all.count)
    case .correctEverywhere:
      self = .everywhere(correct.values.reduce(all) { $0.intersection($1) }, total: all.count)
    }
  }

  func contains(_ sample: Int64, cell: Int) -> Bool {
    switch self {
    case .all: true
    case .byCell(let kept, _): kept[cell]?.contains(sample) ?? false
    case .everywhere(let kept, _): kept.contains(sample)
    }
  }

  /// How many samples were kept, as a sentence.
  func note(_ filter: PresetFigure.SampleFilter) -> String? {
    switch self {
    case .all: return nil
    case .everywhere(let kept, let total):
      return "Samples: \(filter.rawValue), \(kept.count) of \(total) kept."
    case .byCell(let kept, let total):
      let counts = kept.values.map(\.count)
      let low = counts.min() ?? 0
      let high = counts.max() ?? 0
      let range = low == high ? "\(low)" : "\(low) to \(high)"
      return "Samples: \(filter.rawValue), \(range) of \(total) kept per cell."
    }
  }
}
