import Base
import Spec

/// Labels of a share of the samples replaced by wrong ones; the true ones are kept beside them.
struct LabelNoise: DataTransform {
  /// The name in specs.
  static let name = "label-noise"
  /// One line for the catalog.
  static let summary = "wrong labels for a share of the samples; the true ones are kept"
  static let seeds: Set<TransformSeed> = [.noise]

  /// Which wrong label.
  enum Kind: String, Sendable, CaseIterable {
    /// Any other class, all alike.
    case symmetric
    /// The next class; the first after the last.
    case pair
  }

  let fraction: Double
  let kind: Kind
  let splits: [String]

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    fraction = read.number(
      "fraction", in: NumberRange(lower: 0, upper: 1, excludesLower: true),
      "the share of samples whose label is made wrong")
    kind = read.choice(
      "kind", default: Kind.symmetric,
      "symmetric: any other class; pair: the next class (cyclic)")
    splits = read.splitsChanged(default: ["train"])
  }

  /// Exactly the share: the samples whose random numbers rank first.
  func apply(to split: DataSplit, in context: TransformContext) throws -> DataSplit {
    let classes = context.table.classes
    guard !context.table.isRegression, classes > 1 else {
      throw TransformError.needsClasses(transform: Self.name)
    }
    let wrong = Int((fraction * Double(split.count)).rounded())
    let ranked = split.ids.indices.map { row in
      var stream = context.stream(
        "transform \(Self.name)", seed: context.seeds.noise, id: split.ids[row])
      let rank: UInt64 = stream.next()
      return (rank: rank, row: row, step: 1 + stream.below(classes - 1))
    }.sorted { ($0.rank, $0.row) < ($1.rank, $1.row) }
    var noisy = split
    noisy.correctedLabels = split.trueLabels
    for (_, row, step) in ranked.prefix(wrong) {
      let moved = Int(split.labels[row]) + (kind == .pair ? 1 : step)
      noisy.labels[row] = Int32(moved % classes)
    }
    return noisy
  }
}
