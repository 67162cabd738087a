import Base

/// An entry of `sweep.exclude`: the cells that have some values, and why they are left out.
struct SweepExclusion {
  /// What a dimension must be for a cell to be left out.
  enum Condition {
    /// One of these values.
    case values([Value])
    /// A number between bounds.
    case bounds(NumberRange)

    /// Whether a cell's value meets it.
    func holds(_ value: Value?) -> Bool {
      switch self {
      case .values(let values):
        value.map { value in values.contains { $0.agrees(with: value) } } ?? false
      case .bounds(let range): value?.number.map(range.contains) ?? false
      }
    }
  }

  /// The conditions by dimension; a cell that meets all of them is left out.
  var match: [String: Condition]
  var reason: String
  /// Where it is written.
  var span: SourceSpan

  /// Whether it is a rule about numbers, which need not meet a cell at present.
  var isRule: Bool {
    match.values.contains { if case .bounds = $0 { true } else { false } }
  }

  /// Whether the cell of `variant` at `point` is left out.
  func covers(variant: String?, _ point: [Cell.Coordinate]) -> Bool {
    match.allSatisfy { dimension, condition in
      if dimension == "variant" { return condition.holds(variant.map { .text($0) }) }
      return condition.holds(point.first { $0.path == dimension }?.value)
    }
  }
}

extension SweepGrid {
  mutating func readExclusions(_ node: SpecNode?, sink: FaultSink) {
    guard let node, !node.isNull else { return }
    guard let elements = node.elements else {
      sink.report(
        at: node.span, "`exclude` must be a list, not \(node.kindWords)",
        notes: ["write `exclude: \(Section.exclude.example)`"])
      return
    }
    let dimensions = self.dimensions
    exclusions = elements.compactMap { exclusion($0, dimensions, sink: sink) }
  }

  private func exclusion(
    _ node: SpecNode, _ dimensions: [(name: String, values: [Value])], sink: FaultSink
  ) -> SweepExclusion? {
    for member in node.members ?? [] where !["match", "reason"].contains(member.key) {
      sink.report(
        at: member.keySpan, "unknown key `\(SpecNode.shortened(member.key))` in sweep.exclude",
        notes: ["legal here: match, reason"])
      return nil
    }
    guard let reason = node["reason"]?.text, !reason.isEmpty else {
      sink.report(
        at: node["reason"]?.span ?? node.span, "what is left out needs a `reason`",
        notes: ["say in a few words why, such as `reason: training diverged`"])
      return nil
    }
    guard let members = node["match"]?.members, !members.isEmpty else {
      sink.report(
        at: node["match"]?.span ?? node.span,
        "what is left out needs `match`, a mapping from dimensions to values",
        notes: ["write `match: {variant: high, seed: 3}`"])
      return nil
    }
    var match: [String: SweepExclusion.Condition] = [:]
    for member in members {
      guard let known = dimensions.first(where: { $0.name == member.key }) else {
        let names = dimensions.map(\.name)
        let near = NearestName.suggestion(for: member.key, among: names)
        sink.report(
          at: member.keySpan, "no cell is told apart by `\(SpecNode.shortened(member.key))`",
          notes: (near.map { ["did you mean `\($0)`?"] } ?? [])
            + ["legal here: \(names.joined(separator: ", "))"])
        return nil
      }
      guard let condition = condition(member, among: known.values, sink: sink) else { return nil }
      match[member.key] = condition
    }
    return SweepExclusion(match: match, reason: reason, span: node.span)
  }

  /// A value, a list of values or bounds; nil after reporting.
  private func condition(
    _ member: SpecNode.Member, among known: [Value], sink: FaultSink
  ) -> SweepExclusion.Condition? {
    func isKnown(_ value: Value) -> Bool { known.contains { $0.agrees(with: value) } }
    // A swept value may be a list or a mapping itself.
    let whole = member.value.untypedValue
    if isKnown(whole) { return .values([whole]) }
    let hasNumbers = known.contains { $0.number != nil }
    if let members = member.value.members, hasNumbers || members.contains(where: Self.isBound) {
      guard hasNumbers else {
        sink.report(
          at: member.value.span, "`\(member.key)` has no numbers that bounds could hold for",
          notes: ["its values: \(Self.listed(known))"])
        return nil
      }
      return bounds(member, sink: sink).map { .bounds($0) }
    }
    let elements = member.value.elements ?? [member.value]
    if elements.isEmpty {
      sink.report(
        at: member.value.span, "`\(member.key)` needs at least one value",
        notes: ["its values: \(Self.listed(known))"])
      return nil
    }
    for element in elements where !isKnown(element.untypedValue) {
      sink.report(
        at: element.span,
        "`\(member.key)` never has the value `\(element.untypedValue.label)`",
        notes: ["its values: \(Self.listed(known))"])
      return nil
    }
    return .values(elements.map(\.untypedValue))
  }

  private static func listed(_ values: [Value]) -> String {
    values.prefix(20).map(\.label).joined(separator: ", ") + (values.count > 20 ? ", …" : "")
  }

  private static let boundNames = ["at_least", "at_most", "above", "below"]

  private static func isBound(_ member: SpecNode.Member) -> Bool {
    boundNames.contains(member.key)
  }

  /// `{at_least: 128, below: 512}`; nil after reporting.
  private func bounds(_ member: SpecNode.Member, sink: FaultSink) -> NumberRange? {
    let errors = sink.errorCount
    let reader = ParameterReader(
      member.value, span: member.value.span, path: "sweep.exclude.\(member.key)",
      vocabulary: Vocabulary(), sink: sink)
    let (least, most) = (
      reader.optionalNumber("at_least", ""), reader.optionalNumber("at_most", "")
    )
    let (above, below) = (reader.optionalNumber("above", ""), reader.optionalNumber("below", ""))
    reader.finish()
    guard sink.errorCount == errors else { return nil }
    for (first, second) in [("at_least", "above"), ("at_most", "below")]
    where reader.has(first) && reader.has(second) {
      reader.fault(
        at: second, "`\(first)` and `\(second)` exclude each other", notes: ["keep one of them"])
      return nil
    }
    let range = NumberRange(
      lower: least ?? above ?? -.infinity, upper: most ?? below ?? .infinity,
      excludesLower: above != nil, excludesUpper: below != nil)
    let isEmpty =
      range.lower > range.upper
      || range.lower == range.upper && (range.excludesLower || range.excludesUpper)
    guard !isEmpty, member.value.members?.isEmpty == false else {
      sink.report(
        at: member.value.span,
        isEmpty ? "no number lies within these bounds" : "`\(member.key)` needs a bound",
        notes: ["write `{at_least: 128}` or `{above: 0.1, at_most: 1}`"])
      return nil
    }
    return range
  }

  /// `variant` and the swept paths, with their values.
  var dimensions: [(name: String, values: [Value])] {
    (variants.isEmpty ? [] : [("variant", variants.map { .text($0.name) })])
      + Study.coordinates(of: factors.map(\.values)).map { ($0.path, $0.values) }
  }
}
