import Base

/// The cells of a study: its variants times the grid of its sweep.
struct SweepGrid {
  /// More cells than this are refused.
  static let mostCells = 100_000

  /// A named list of replacements.
  struct Variant {
    var name: String
    var overrides: [Override]
  }

  /// A swept path and its values.
  struct Axis {
    var path: String
    var keySpan: SourceSpan
    var values: [SpecNode]
  }

  var variants: [Variant] = []
  var axes: [Axis] = []
  /// The cells left out.
  var exclusions: [SweepExclusion] = []
  /// Whether a fault left the grid incomplete.
  var isFaulty = false

  /// Reads `variants` and `sweep` of `root`.
  init(_ root: SpecNode, sink: FaultSink) {
    readVariants(root["variants"], sink: sink)
    readSweep(root["sweep"], sink: sink)
    readExclusions(root["sweep"]?[Self.exclusionKey], sink: sink)
    // Division instead of a product, which could overflow.
    var room = Self.mostCells / max(1, variants.count)
    for axis in axes { room /= max(1, axis.values.count) }
    if room < 1, let sweep = root.member("sweep") ?? root.member("variants") {
      isFaulty = true
      let factors =
        (variants.isEmpty ? [] : ["\(variants.count) variants"])
        + axes.map { "\($0.values.count) values of \($0.path)" }
      sink.report(
        at: sweep.keySpan, "more than \(Self.mostCells) cells: " + factors.joined(separator: " × "),
        notes: ["sweep over fewer values, or split the study"])
    }
  }

  /// The number of cells.
  var count: Int { axes.map(\.values.count).reduce(max(1, variants.count), *) }

  private mutating func readVariants(_ node: SpecNode?, sink: FaultSink) {
    guard let node, !node.isNull else { return }
    guard let members = node.members, !members.isEmpty else {
      isFaulty = true
      sink.report(
        at: node.span, "`variants` must be a mapping from names, not \(node.emptyWords)",
        notes: ["write `variants: {normal: {}, other: {training.epochs: 40}}`, or remove it"])
      return
    }
    // Null deletes, as everywhere.
    for member in members where !member.value.isNull {
      if !NodeNames.isLegal(member.key) {
        isFaulty = true
        sink.report(
          at: member.keySpan, "`\(SpecNode.shortened(member.key))` cannot name a variant",
          notes: [NodeNames.rule])
      }
      guard let overrides = member.value.members else {
        isFaulty = true
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
      isFaulty = true
      sink.report(
        at: node.span, "`sweep` must be a mapping from dotted paths, not \(node.emptyWords)",
        notes: ["write `sweep: {seed: [0, 1, 2]}`, or remove it"])
      return
    }
    for member in members
    where member.key != Self.exclusionKey && member.key != HalvingReading.key {
      guard let values = member.value.elements else {
        isFaulty = true
        sink.report(
          at: member.value.span,
          "sweep over `\(member.key)` must be a list, not \(member.value.kindWords)",
          notes: ["write `\(member.key): [first, second]`"])
        continue
      }
      guard !values.isEmpty else {
        isFaulty = true
        sink.report(
          at: member.value.span, "sweep over `\(member.key)` is empty: there would be no cells",
          notes: ["list at least one value, or remove the line"])
        continue
      }
      var seen: Set<Value> = []
      for value in values where !seen.insert(value.untypedValue).inserted {
        isFaulty = true
        sink.report(
          at: value.span, "sweep over `\(member.key)` repeats a value",
          notes: ["each value makes one cell: remove one of the two"])
      }
      axes.append(Axis(path: member.key, keySpan: member.keySpan, values: values))
    }
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
}
