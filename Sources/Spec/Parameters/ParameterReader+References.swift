import Base

extension ParameterReader {
  /// A reference to another node: `main.train`, `teacher@last`, `{of: main, across: seed}`.
  ///
  /// It goes to `inputs` under `role` (the key when nil), not to `parameters`. Whether the node
  /// exists is checked once all nodes are known. Nil when absent or faulty (which is reported).
  @discardableResult
  public func reference(
    _ key: String, to kinds: [NodeKind], role: String? = nil, required: Bool = true,
    _ summary: String
  ) -> Reference? {
    references(key, to: kinds, role: role, required: required, isList: false, summary).first
  }

  /// A list of references; a single one stands for a list of one.
  @discardableResult
  public func references(
    _ key: String, to kinds: [NodeKind], role: String? = nil, required: Bool = true,
    _ summary: String
  ) -> [Reference] {
    references(key, to: kinds, role: role, required: required, isList: true, summary)
  }

  private func references(
    _ key: String, to kinds: [NodeKind], role: String?, required: Bool, isList: Bool,
    _ summary: String
  ) -> [Reference] {
    let member = member(key)
    let one = FieldType.reference(kinds)
    let type = isList ? FieldType.list(of: one, count: 1...Int.max) : one
    describe(key, type, required: required, summary)
    guard let member else {
      if required, !isWithoutReferences { missing(key, type, summary) }
      return []
    }
    let nodes = isList ? member.value.elements ?? [member.value] : [member.value]
    let references = nodes.compactMap { ReferenceReader(sink: sink, kinds: kinds).read($0) }
    if nodes.isEmpty { mismatch(key, member.value, type) }
    resolved.append(
      ResolvedField(
        key: key, content: .value(member.value.untypedValue), origin: member.value.span))
    inputs.merge([NodeInput(role: role ?? key, references: references)])
    for part in references.flatMap(\.unbuiltParts) { markUnbuilt(part) }
    return references
  }
}
