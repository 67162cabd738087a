import Base

extension ParameterReader {
  /// The mapping under `key`, read by `read`; nil when it is absent (or faulty and required).
  ///
  /// When describing, `read` is run for its fields.
  public func nested<Result>(
    _ key: String, required: Bool = false, _ summary: String,
    _ read: (ParameterReader) -> Result
  ) -> Result? {
    let member = member(key)
    if member == nil, required { missing(key, .map([]), summary) }
    guard member != nil || isDescribing else { return nil }
    return mapping(key, member, required: required, summary, read)
  }

  private func mapping<Result>(
    _ key: String, _ member: SpecNode.Member?, required: Bool, _ summary: String,
    _ read: (ParameterReader) -> Result
  ) -> Result {
    let reader = child(member?.value, path: path(of: key))
    let result = read(reader)
    reader.finish()
    adopt(reader, under: key, from: member, type: .map(reader.fields), required: required, summary)
    return result
  }

  /// A plugin: its bare name, or a mapping with `name` and its parameters.
  ///
  /// Nil when it is absent and there is no default, or named wrongly (which is reported). With a
  /// default its mapping may also lack the name.
  public func plugin(
    _ key: String, from catalog: Catalog, default defaultName: String? = nil,
    describedAs type: FieldType? = nil, required: Bool = true, _ summary: String
  ) -> Plugin? {
    let member = member(key)
    let type = type ?? .plugin(kind: catalog.kind)
    if member == nil, defaultName == nil || isDescribing {
      if required { missing(key, type, summary) }
      record(key, nil, from: nil, type: type, required: required, summary)
      return nil
    }
    let reader = child(member?.value, path: path(of: key), bareKey: "name")
    let plugin = reader.inlinePlugin(named: "name", from: catalog, default: defaultName, "")
    reader.finish(acceptingOthers: plugin == nil || plugin?.isPlanned == true)
    adopt(reader, under: key, from: member, type: type, required: required, summary)
    return plugin?.with(parameters: reader.parameters)
  }

  /// A plugin whose parameters stand in this mapping itself, beside keys read by others.
  ///
  /// The name is under `nameKey`. Nil when it is absent or unknown (which is reported).
  func inlinePlugin(
    named nameKey: String, from catalog: Catalog, default defaultName: String? = nil,
    _ summary: String
  ) -> Plugin? {
    let member = member(nameKey)
    let type = FieldType.choice(catalog.entries.map(\.name))
    if member == nil, let entry = defaultName.flatMap({ catalog[$0] }) {
      record(nameKey, .text(entry.name), from: nil, type: type, required: false, summary)
      return make(entry, of: catalog, nameKey: nameKey, at: span)
    }
    guard let member else {
      missing(nameKey, type, summary)
      record(nameKey, nil, from: nil, type: type, required: true, summary)
      return nil
    }
    guard let name = member.value.text else {
      mismatch(nameKey, member.value, type)
      return nil
    }
    record(nameKey, .text(name), from: member, type: type, required: true, summary)
    guard let entry = catalog[name] else {
      catalog.reportUnknown(name, at: member.value.span, to: sink)
      return nil
    }
    return make(entry, of: catalog, nameKey: nameKey, at: member.value.span)
  }

  /// Runs `entry`'s reader on this mapping.
  func make(_ entry: CatalogEntry, of catalog: Catalog, nameKey: String, at place: SourceSpan)
    -> Plugin
  {
    let reader = ParameterReader(
      node?.members == nil ? nil : node, span: span, path: path, vocabulary: vocabulary,
      sink: sink, isDescribing: isDescribing, isWithoutReferences: isWithoutReferences,
      sharing: keysRead)
    let made = entry.read(reader)
    var parameters = reader.values
    parameters["name"] = .text(entry.name)
    values.merge(reader.values) { _, new in new }
    fields += reader.fields
    resolved += reader.resolved
    inputs.merge(reader.inputs)
    unbuilt += reader.unbuilt
    if case .planned = entry.status { markUnbuilt("\(catalog.kind) \(entry.name)") }
    return Plugin(
      name: entry.name, span: place, parameters: .map(parameters), made: made,
      status: entry.status)
  }

  /// A reader of what stands below this mapping; `bareKey` reads a scalar as `{bareKey: scalar}`.
  func child(_ node: SpecNode?, path: String, bareKey: String? = nil) -> ParameterReader {
    var node = node
    if let bareKey, let scalar = node, scalar.text != nil {
      node = SpecNode(
        .map([SpecNode.Member(key: bareKey, keySpan: scalar.span, value: scalar)]), at: scalar.span)
    }
    return ParameterReader(
      node, span: node?.span ?? span, path: path, vocabulary: vocabulary, sink: sink,
      isDescribing: isDescribing, isWithoutReferences: isWithoutReferences)
  }

  /// Takes over what a child read: its values under `key`, its references and unbuilt parts.
  func adopt(
    _ reader: ParameterReader, under key: String, from member: SpecNode.Member?, type: FieldType,
    required: Bool, _ summary: String
  ) {
    describe(key, type, required: required, summary)
    values[key] = reader.parameters
    resolved.append(
      ResolvedField(key: key, content: .map(reader.resolved), origin: member?.value.span))
    inputs.merge(reader.inputs)
    unbuilt += reader.unbuilt.filter { !unbuilt.contains($0) }
  }
}

extension Plugin {
  /// The same plugin with all that its mapping says, also what its reader did not ask for.
  func with(parameters: Value) -> Plugin {
    Plugin(name: name, span: span, parameters: parameters, made: made, status: status)
  }

  /// Whether it is known by name only.
  public var isPlanned: Bool {
    if case .planned = status { true } else { false }
  }
}

extension Catalog {
  /// Reports a name that is not in the catalog.
  func reportUnknown(_ name: String, at span: SourceSpan, to sink: FaultSink) {
    let names = entries.map(\.name)
    var notes: [String] = []
    if let nearest = NearestName.suggestion(for: name, among: names) {
      notes.append("did you mean `\(nearest)`?")
    }
    notes.append(
      names.isEmpty ? "there are none" : "known \(plural): " + names.joined(separator: ", "))
    sink.report(at: span, "unknown \(kind) `\(SpecNode.shortened(name))`", notes: notes)
  }
}

extension [NodeInput] {
  /// Adds inputs, those of a role already there at its end.
  mutating func merge(_ others: [NodeInput]) {
    for other in others {
      if let index = firstIndex(where: { $0.role == other.role }) {
        self[index].references += other.references
      } else {
        append(other)
      }
    }
  }
}
