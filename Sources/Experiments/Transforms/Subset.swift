import Base
import Spec

/// Some of the samples, in their order.
struct Subset: DataTransform {
  /// The name in specs.
  static let name = "subset"
  /// One line for the catalog.
  static let summary = "some of the samples: of some classes, a number or a share of them"
  static let seeds: Set<TransformSeed> = [.split]

  /// How samples are chosen.
  enum Choice: String, Sendable, CaseIterable {
    case first, random
  }

  let count: Int?
  let fraction: Double?
  let classes: [Int]
  let choice: Choice
  let splits: [String]

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    count = read.optionalInteger("count", in: 1...Int.max, "so many samples")
    fraction = read.optionalNumber(
      "fraction", in: NumberRange(lower: 0, upper: 1, excludesLower: true),
      "this share of the samples")
    classes = read.integers(
      "classes", default: [], count: 0...Int.max, "of these true classes; of all when not given")
    choice = read.choice(
      "choose", default: Choice.first,
      "first: in the split's order; random: drawn under `seeds.split`")
    splits = read.splitsChanged()
    if count != nil, fraction != nil {
      read.fault(
        at: "fraction", "`count` and `fraction` exclude each other", notes: ["keep one of them"])
    }
    if count == nil, fraction == nil, classes.isEmpty {
      read.fault(
        at: nil, "subset takes everything", notes: ["give `count`, `fraction` or `classes`"])
    }
  }

  func apply(to split: DataSplit, in context: TransformContext) throws -> DataSplit {
    let table = context.table
    if let unknown = classes.first(where: { $0 >= table.classes }) {
      throw TransformError.unknownClass(unknown, classes: table.classes)
    }
    let labels = split.trueLabels
    var rows = labels.indices.filter { classes.isEmpty || classes.contains(Int(labels[$0])) }
    let wanted =
      count ?? fraction.map { Int(($0 * Double(rows.count)).rounded()) } ?? rows.count
    guard wanted <= rows.count else {
      throw TransformError.tooFew(wanted: wanted, found: rows.count)
    }
    guard wanted > 0 else { throw TransformError.nothingLeft }
    if choice == .random {
      let ranked = rows.map { row in
        var stream = context.stream(
          "transform \(Self.name)", seed: context.seeds.split, id: split.ids[row])
        let rank: UInt64 = stream.next()
        return (rank: rank, row: row)
      }.sorted { ($0.rank, $0.row) < ($1.rank, $1.row) }
      rows = ranked.prefix(wanted).map(\.row).sorted()
    }
    return split.rows(Array(rows.prefix(wanted)), elements: table.elements)
  }
}
