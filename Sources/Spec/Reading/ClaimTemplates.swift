import Base

/// Claims said once for several values of a dimension.
///
/// ```yaml
/// claims:
///   low-end: {each: variant, says: "{variant} has a low end", effect: {…}, at_least: 0}
///   growth: {each: {variant: [low, high]}, effect: {…, contrast: ["{variant}", normal]}, …}
/// ```
/// stand for `low-end-mlp`, `low-end-cnn`, … The value is put in place of `{variant}`; where the
/// effect does not name it, its rows are held at the value.
struct ClaimTemplates {
  /// The key that makes a claim one.
  static let key = "each"
  static let summary = "said once for each variant, or for {dimension: [values]}; see {variant}"

  let sink: FaultSink

  /// What `each` may be.
  static let type = FieldType.oneOf([
    .choice(["variant"]), .named(.list(of: .anything, count: 1...Int.max)),
  ])

  /// `root` with a claim for each value.
  func expanded(_ root: SpecNode) -> SpecNode {
    guard let claims = root["claims"]?.members,
      claims.contains(where: { $0.value[Self.key] != nil })
    else { return root }
    let variants = (root["variants"]?.members ?? []).filter { !$0.value.isNull }.map(\.key)
    let made = claims.flatMap { claim -> [SpecNode.Member] in
      guard let each = claim.value.member(Self.key) else { return [claim] }
      guard let (dimension, values) = values(of: each, variants: variants) else {
        return [SpecNode.Member(key: claim.key, keySpan: claim.keySpan, value: plain(claim))]
      }
      return values.map { instance(of: claim, dimension, $0) }
    }
    let node = SpecNode(.map(made), at: root["claims"]?.span ?? root.span)
    return root.setting(["claims"], to: node, keySpan: root.member("claims")?.keySpan ?? root.span)
      ?? root
  }

  private func values(of each: SpecNode.Member, variants: [String]) -> (String, [String])? {
    if each.value.text == "variant" {
      guard variants.isEmpty else { return ("variant", variants) }
      sink.report(
        at: each.value.span, "`each: variant` needs variants, and the study has none",
        notes: ["add `variants`, or name values: `each: {split: [train, test]}`"])
      return nil
    }
    let values = each.value.members?.first?.value.elements?.compactMap(\.text)
    guard let dimension = each.value.members?.first, each.value.members?.count == 1, let values,
      !values.isEmpty, values.count == dimension.value.elements?.count
    else {
      sink.report(
        at: each.value.span, "`each` must be `variant` or `{dimension: [values]}`",
        notes: ["such as `each: {variant: [low-order, high-order]}`"])
      return nil
    }
    return (dimension.key, values)
  }

  private func instance(of claim: SpecNode.Member, _ dimension: String, _ value: String)
    -> SpecNode.Member
  {
    let mark = "{\(dimension)}"
    if claim.value["says"]?.text?.contains(mark) != true {
      sink.report(
        at: claim.value["says"]?.span ?? claim.keySpan,
        "what a claim for each \(dimension) says must name it",
        notes: ["write `\(mark)` where its value shall stand"])
    }
    var body = plain(claim)
    let named = claim.value["effect"].map { contains(mark, $0) } ?? false
    if !named, body["effect"] != nil {
      let scalar = SpecNode(.scalar(value, quoted: false), at: claim.keySpan)
      body =
        body.setting(["effect", "where", dimension], to: scalar, keySpan: claim.keySpan) ?? body
    }
    return SpecNode.Member(
      key: "\(claim.key)-\(value)", keySpan: claim.keySpan,
      value: putting(value, for: mark, in: body))
  }

  /// A claim without the key that makes it a template.
  private func plain(_ claim: SpecNode.Member) -> SpecNode { claim.value.removing([Self.key]) }

  private func contains(_ mark: String, _ node: SpecNode) -> Bool {
    switch node.content {
    case .scalar(let text, _): text.contains(mark)
    case .list(let elements): elements.contains { contains(mark, $0) }
    case .map(let members): members.contains { contains(mark, $0.value) }
    }
  }

  /// `node` with `value` for `mark` in its scalars; a scalar that was nothing but the mark is read
  /// as the value is.
  private func putting(_ value: String, for mark: String, in node: SpecNode) -> SpecNode {
    switch node.content {
    case .scalar(let text, let quoted):
      guard text.contains(mark) else { return node }
      return SpecNode(
        .scalar(text.replacing(mark, with: value), quoted: quoted && text != mark), at: node.span)
    case .list(let elements):
      return SpecNode(.list(elements.map { putting(value, for: mark, in: $0) }), at: node.span)
    case .map(let members):
      return SpecNode(
        .map(
          members.map {
            SpecNode.Member(
              key: $0.key, keySpan: $0.keySpan, value: putting(value, for: mark, in: $0.value))
          }), at: node.span)
    }
  }
}
