import Base

extension ParameterReader {
  /// Reads a `data.X` node; nil when it is too faulty to stand for anything.
  func dataNode(name: String) -> (node: DataNode, seeds: GivenSeeds)? {
    let seeds = seeds(of: Seeds.ofData, "seeds of this data alone")
    let shares = split()
    if !isDescribing, !has("from") {
      if has("transform") {
        fault(
          at: "transform", "`transform` needs `from`, the data it changes",
          notes: ["add `from: name.split`"])
        _ = member("transform")
      }
      let plugin = inlinePlugin(named: "name", from: vocabulary.datasets, "the data set")
      finish(acceptingOthers: plugin?.isPlanned ?? true)
      guard let plugin else { return nil }
      let node = DataNode(
        name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
        source: .dataset(plugin.isPlanned ? plugin.with(parameters: parameters) : plugin),
        split: shares, seeds: Seeds())
      return (node, seeds)
    }
    if !isDescribing, has("name") {
      fault(
        at: "name", "`name` and `from` exclude each other",
        notes: ["a data node is a data set (`name`) or made from another (`from`)"])
      _ = member("name")
    }
    let from = reference("from", to: [.data], role: "data", "the data transformed")
    let transforms = transforms(under: "transform", "what is done to the data, in this order")
    finish()
    guard let from else { return nil }
    let node = DataNode(
      name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
      source: .derived(from: from, transforms: transforms), split: shares, seeds: Seeds())
    return (node, seeds)
  }

  /// `split: {train: 0.4, reference: 0.4, probe: 0.2}`.
  private func split() -> [DataNode.Share] {
    let summary = "named shares of all samples, instead of the data set's own splits"
    let member = member("split")
    var shares: [DataNode.Share] = []
    if let member {
      guard let members = member.value.members, !members.isEmpty else {
        mismatch("split", member.value, .named(.number(NumberRange(lower: 0, upper: 1))))
        return []
      }
      for share in members {
        if !NodeNames.isLegal(share.key) {
          sink.report(
            at: share.keySpan, "`\(SpecNode.shortened(share.key))` cannot name a split",
            notes: [NodeNames.rule])
        }
        let range = NumberRange(lower: 0, upper: 1, excludesLower: true)
        let value = typed(share.value, as: .number(range), for: share.key)
        shares.append(DataNode.Share(split: share.key, fraction: value?.number ?? 0.01))
      }
      let sum = shares.map(\.fraction).reduce(0, +)
      // A few roundings of decimal shares that sum to one.
      if sum > 1 + 1e-9 {
        fault(
          at: "split", "the shares of `split` sum to \(NumberRange.text(sum)), more than 1",
          notes: ["what is left over is not used; more than all cannot be"])
      }
    }
    record(
      "split",
      member == nil
        ? nil
        : .list(shares.map { .list([.text($0.split), .number($0.fraction)]) }), from: member,
      type: .named(.number(NumberRange(lower: 0, upper: 1, excludesLower: true))), required: false,
      summary,
      showing: .map(
        Dictionary(shares.map { ($0.split, .number($0.fraction)) }) { first, _ in first }))
    return shares
  }

  /// A transform or a list of them, each `name`, `{name: parameters}` or `{name: x, …}`.
  func transforms(under key: String, _ summary: String) -> [Plugin] {
    let catalog = vocabulary.transforms
    let type = FieldType.list(of: .plugin(kind: catalog.kind), count: 1...Int.max)
    guard let member = member(key) else {
      describe(key, type, required: false, summary)
      return []
    }
    var plugins: [Plugin] = []
    var resolvedTransforms: [ResolvedField.Content] = []
    for element in member.value.elements ?? [member.value] {
      let reader = child(Self.named(element), path: path(of: key), bareKey: "name")
      let plugin = reader.inlinePlugin(named: "name", from: catalog, "")
      reader.finish(acceptingOthers: plugin?.isPlanned ?? true)
      inputs.merge(reader.inputs)
      unbuilt += reader.unbuilt.filter { !unbuilt.contains($0) }
      resolvedTransforms.append(.map(reader.resolved))
      guard let plugin else { continue }
      plugins.append(plugin.with(parameters: reader.parameters))
    }
    describe(key, type, required: false, summary)
    values[key] = .list(plugins.map(\.parameters))
    resolved.append(
      ResolvedField(
        key: key, content: .list(resolvedTransforms), origin: member.value.span))
    return plugins
  }

  /// `{adversarial: {steps: 20}}` as `{name: adversarial, steps: 20}`.
  private static func named(_ node: SpecNode) -> SpecNode {
    guard let members = node.members, members.count == 1, let only = members.first,
      only.key != "name"
    else { return node }
    let name = SpecNode(.scalar(only.key, quoted: false), at: only.keySpan)
    let parameters = only.value.isNull ? [] : only.value.members
    guard let parameters else { return node }
    return SpecNode(
      .map([SpecNode.Member(key: "name", keySpan: only.keySpan, value: name)] + parameters),
      at: node.span)
  }

  /// Reads a `samples.X` node.
  func samplesNode(name: String) -> SamplesNode? {
    let from = reference("from", to: [.data], role: "data", "the split the pool is taken from")
    let perClass = optionalInteger(
      "per-class", in: 1...Int.max, "so many of each class, the first of the split")
    let count = optionalInteger("count", in: 1...Int.max, "so many in all, the first of the split")
    if perClass != nil, count != nil {
      fault(at: "count", "`per-class` and `count` exclude each other", notes: ["keep one of them"])
    }
    let filters = filters()
    finish()
    guard let from else { return nil }
    return SamplesNode(
      name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
      from: from, perClass: perClass, count: count, filters: filters,
      sizeSpan: place(of: perClass == nil ? "count" : "per-class"))
  }

  /// `where: {column: value or list}`.
  private func filters() -> [String: [Value]] {
    let member = member("where")
    var filters: [String: [Value]] = [:]
    if let member {
      if let members = member.value.members, !members.isEmpty {
        for column in members {
          let nodes = column.value.elements ?? [column.value]
          if nodes.isEmpty || nodes.contains(where: { $0.text == nil }) {
            sink.report(
              at: column.value.span, "`\(column.key)` must be a value or a list of values",
              notes: ["a sample is taken when its `\(column.key)` is one of them"])
          }
          filters[column.key] = nodes.map(\.untypedValue)
        }
      } else {
        mismatch("where", member.value, .named(.anything))
      }
    }
    record(
      "where", filters.isEmpty ? nil : .map(filters.mapValues { .list($0) }), from: member,
      type: .named(.anything), required: false, "columns of the data held at these values")
    return filters
  }
}
