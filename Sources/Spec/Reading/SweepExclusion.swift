import Base

/// An entry of `sweep.exclude`: the cells that have some values, and why they are left out.
struct SweepExclusion {
  /// The values by dimension; a cell that has all of them is left out.
  var match: [String: Value]
  var reason: String
  /// Where it is written.
  var span: SourceSpan

  /// Whether the cell of `variant` at `point` is left out.
  func covers(variant: String?, _ point: [Cell.Coordinate]) -> Bool {
    match.allSatisfy { dimension, value in
      if dimension == "variant" { return value.text == variant }
      return point.contains { $0.path == dimension && $0.value == value }
    }
  }
}

extension SweepGrid {
  /// The key of the cells left out.
  static let exclusionKey = "exclude"

  mutating func readExclusions(_ node: SpecNode?, sink: FaultSink) {
    guard let node, !node.isNull else { return }
    guard let elements = node.elements else {
      isFaulty = true
      sink.report(
        at: node.span, "`exclude` must be a list, not \(node.kindWords)",
        notes: ["write `exclude: [{match: {seed: 3}, reason: \"why\"}]`"])
      return
    }
    for element in elements {
      guard let exclusion = exclusion(element, sink: sink) else {
        isFaulty = true
        continue
      }
      exclusions.append(exclusion)
    }
  }

  private func exclusion(_ node: SpecNode, sink: FaultSink) -> SweepExclusion? {
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
    var match: [String: Value] = [:]
    for member in members {
      let known = dimension(member.key)
      guard let known else {
        let names = (variants.isEmpty ? [] : ["variant"]) + axes.map(\.path)
        let near = NearestName.suggestion(for: member.key, among: names)
        sink.report(
          at: member.keySpan, "no cell is told apart by `\(SpecNode.shortened(member.key))`",
          notes: (near.map { ["did you mean `\($0)`?"] } ?? [])
            + ["legal here: \(names.joined(separator: ", "))"])
        return nil
      }
      let value = member.value.untypedValue
      guard known.contains(value) else {
        sink.report(
          at: member.value.span, "`\(member.key)` never has the value `\(value.label)`",
          notes: ["its values: \(known.prefix(20).map(\.label).joined(separator: ", "))"])
        return nil
      }
      match[member.key] = value
    }
    return SweepExclusion(match: match, reason: reason, span: node.span)
  }

  /// The values of a dimension; nil of none.
  private func dimension(_ name: String) -> [Value]? {
    if name == "variant", !variants.isEmpty { return variants.map { .text($0.name) } }
    return axes.first { $0.path == name }?.values.map(\.untypedValue)
  }
}
