import Base

/// The cells of a study: its variants times the factors of its sweep.
struct SweepGrid {
  /// More cells than this are refused.
  static let mostCells = 100_000

  /// The keys of a sweep that are no dotted paths.
  enum Section: String, CaseIterable {
    /// Axes by dotted path, as they may also stand directly in the sweep.
    case grid
    /// Paths changed together.
    case zip
    /// Points drawn independently.
    case random
    /// Points that fill the space evenly.
    case sobol
    /// How many seeds, from 0 on.
    case replicas
    /// The cells left out.
    case exclude
    /// Which points go on after some epochs.
    case halving
  }

  /// A named list of replacements.
  struct Variant {
    var name: String
    var overrides: [Override]
  }

  var variants: [Variant] = []
  var factors: [SweepFactor] = []
  /// The cells left out.
  var exclusions: [SweepExclusion] = []
  /// Whether a fault left the grid incomplete.
  var isFaulty = false

  /// Where each swept path, in its long form, is written.
  private var places: [[String]: SourceSpan] = [:]

  /// Reads `variants` and `sweep` of `root`.
  init(_ root: SpecNode, sink: FaultSink) {
    let errors = sink.errorCount
    readVariants(root["variants"], sink: sink)
    readSweep(root["sweep"], sink: sink)
    readExclusions(root["sweep"]?[Section.exclude.rawValue], sink: sink)
    // Division instead of a product, which could overflow.
    var room = Self.mostCells / max(1, variants.count)
    for factor in factors { room /= max(1, factor.points.count) }
    if room < 1, let sweep = root.member("sweep") ?? root.member("variants") {
      let parts =
        (variants.isEmpty ? [] : ["\(variants.count) variants"]) + factors.map(\.words)
      sink.report(
        at: sweep.keySpan, "more than \(Self.mostCells) cells: " + parts.joined(separator: " × "),
        notes: ["sweep over fewer values, or split the study"])
    }
    isFaulty = sink.errorCount > errors
  }

  /// The number of cells, those left out included.
  var count: Int { factors.map(\.points.count).reduce(max(1, variants.count), *) }

  private mutating func readVariants(_ node: SpecNode?, sink: FaultSink) {
    guard let node, !node.isNull else { return }
    guard let members = node.members, !members.isEmpty else {
      sink.report(
        at: node.span, "`variants` must be a mapping from names, not \(node.emptyWords)",
        notes: ["write `variants: {normal: {}, other: {training.epochs: 40}}`, or remove it"])
      return
    }
    // Null deletes, as everywhere.
    for member in members where !member.value.isNull {
      if !NodeNames.isLegal(member.key) {
        sink.report(
          at: member.keySpan, "`\(SpecNode.shortened(member.key))` cannot name a variant",
          notes: [NodeNames.rule])
      }
      guard let overrides = member.value.members else {
        sink.report(
          at: member.value.span,
          "variant `\(member.key)` must be a mapping from dotted paths, not"
            + " \(member.value.kindWords)",
          notes: ["write `\(member.key): {training.epochs: 40}`, or `{}` for no change"])
        continue
      }
      variants.append(
        Variant(
          name: member.key,
          overrides: overrides.map {
            Override($0.key, value: $0.value, keySpan: $0.keySpan)
          }))
    }
  }

  private mutating func readSweep(_ node: SpecNode?, sink: FaultSink) {
    guard let node, !node.isNull else { return }
    guard let members = node.members, !members.isEmpty else {
      sink.report(
        at: node.span, "`sweep` must be a mapping from dotted paths, not \(node.emptyWords)",
        notes: ["write `sweep: {seed: [0, 1, 2]}`, or remove it"])
      return
    }
    for member in members {
      guard let section = Section(rawValue: member.key) else {
        readAxis(member, sink: sink)
        continue
      }
      guard !member.value.isNull else { continue }
      switch section {
      case .grid: readGrid(member, sink: sink)
      case .zip: readZip(member, sink: sink)
      case .random, .sobol: readDrawn(member, section, sink: sink)
      case .replicas: readReplicas(member, sink: sink)
      case .exclude, .halving: break
      }
    }
  }

  mutating func readAxis(_ member: SpecNode.Member, sink: FaultSink) {
    guard let values = member.value.elements else {
      let near = NearestName.suggestion(
        for: member.key, among: Section.allCases.map(\.rawValue))
      sink.report(
        at: member.value.span,
        "sweep over `\(member.key)` must be a list, not \(member.value.kindWords)",
        notes: (near.map { ["did you mean `\($0)`?"] } ?? [])
          + ["write `\(member.key): [first, second]`"])
      return
    }
    guard !values.isEmpty else {
      sink.report(
        at: member.value.span, "sweep over `\(member.key)` is empty: there would be no cells",
        notes: ["list at least one value, or remove the line"])
      return
    }
    var seen: Set<Value> = []
    for value in values where !seen.insert(value.untypedValue).inserted {
      sink.report(
        at: value.span, "sweep over `\(member.key)` repeats a value",
        notes: ["each value makes one cell: remove one of the two"])
    }
    add(SweepFactor(member.key, at: member.keySpan, values: values), sink: sink)
  }

  /// Adds a factor; a path that is swept already is reported.
  mutating func add(_ factor: SweepFactor, sink: FaultSink) {
    for path in factor.paths {
      if let other = places.updateValue(path.keySpan, forKey: ShortForm.longPath(path.name)) {
        sink.report(
          at: path.keySpan, "`\(path.name)` is swept twice",
          notes: [
            "it is swept at \(other.file):\(other.line):\(other.column) too; keep one of the two"
          ])
      }
    }
    factors.append(factor)
  }
}

extension SpecNode {
  /// As `kindWords`, telling empty collections.
  var emptyWords: String {
    switch content {
    case .map(let members) where members.isEmpty: "an empty mapping"
    case .list(let elements) where elements.isEmpty: "an empty list"
    default: kindWords
    }
  }
}

extension Value {
  /// The value as labels of cells show it.
  var label: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): NumberRange.text(value)
    case .text(let value): value
    case .list(let values): "[" + values.map(\.label).joined(separator: " ") + "]"
    case .map(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.label)" }
        .joined(separator: " ") + "}"
    }
  }

  /// Whether two values are the same, 1 and 1.0 included.
  func agrees(with other: Value) -> Bool {
    self == other || number != nil && number == other.number
  }
}
