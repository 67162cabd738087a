import Base

extension ParameterReader {
  /// Epochs beyond this are a slip, not a plan.
  static let mostEpochs = 1_000_000

  /// Reads a `train` mapping; nil when it lacks its data.
  func training(players: PlayersTable, baseline: Baseline, dataDefault: String?) -> Training? {
    var data: Reference?
    if has("data") || dataDefault == nil || isDescribing {
      data = reference("data", to: [.data], role: "data", "the split trained on")
    } else if let dataDefault {
      // Makes `data` a legal key, and stands for the short form's only data set.
      _ = member("data")
      let node = SpecNode(.scalar(dataDefault, quoted: false), at: span)
      data = ReferenceReader(sink: sink, kinds: [.data]).read(node)
      if let data { inputs.merge([NodeInput(role: "data", references: [data])]) }
      resolved.append(ResolvedField(key: "data", content: .value(.text(dataDefault)), origin: nil))
    }
    let epochs = integer("epochs", in: 0...Self.mostEpochs, "passes over the data")
    let batch = integer("batch", default: 128, in: 1...1_000_000, "samples in one step")
    let optimizer = plugin(
      "optimizer", from: vocabulary.optimizers, default: "sgd", required: false,
      "the rule of one step")
    let (rate, warmUp) = learningRate(epochs: epochs)
    let clip = gradientBound()
    let shards = integer(
      "shards", default: 1, in: 1...64, omitWhenDefault: true,
      "parts of each batch that are passed on their own, at once where cores are free")
    let checkpoints = checkpoints(epochs: faultyKeys.contains("epochs") ? nil : epochs)
    let losses = losses()
    let augment = augmentation()
    let interactions = interactionLosses(players: players, baseline: baseline)
    let units = unitInteractionLoss(epochs: epochs)
    let adversarial = adversarialTraining()
    let teacher = teacher()
    // A teacher answers once to each sample as it is.
    if teacher != nil, !augment.isEmpty { markUnbuilt("training key `augment` beside `teacher`") }
    if shards > batch {
      fault(at: "shards", "`shards` must be at most `batch` (\(batch)), not \(shards)")
    }
    guard let data, let optimizer, !losses.isEmpty else { return nil }
    return Training(
      data: data, epochs: epochs, batch: batch, shards: shards, optimizer: optimizer,
      learningRate: rate, warmUp: warmUp, clip: clip, checkpoints: checkpoints, losses: losses,
      augment: augment, interactionLosses: interactions, unitInteractionLoss: units,
      adversarial: adversarial, teacher: teacher)
  }

  /// `augment: [flip, {crop: {pad: 4}}]`: transforms of single samples, drawn anew every time.
  private func augmentation() -> [Plugin] {
    guard has("augment") || isDescribing else {
      _ = member("augment")
      return []
    }
    let summary = "changes of each sample, drawn anew every time it is trained on, in this order"
    let changes = transforms(under: "augment", summary)
    for change in changes where !change.isPlanned && !(change.made is any ChangingSamplesAlone) {
      sink.report(
        at: change.span, "`\(change.name)` does not change samples one by one",
        notes: ["take it into the data: `transform` of a data node"])
    }
    return changes
  }

  /// `clip: {norm: 1}` or `{value: 0.5}`.
  private func gradientBound() -> GradientBound? {
    let bound = nested("clip", "a bound on the gradients of a step: {norm: …} or {value: …}") {
      read -> GradientBound? in
      let norm = read.optionalNumber(
        "norm", in: .above(0), "bound on the Euclidean norm of all gradients together")
      let value = read.optionalNumber("value", in: .above(0), "bound on each number")
      if (norm == nil) == (value == nil) {
        read.fault(
          at: nil, "`clip` must have one of `norm` and `value`",
          notes: ["write `clip: {norm: 1}` or `clip: {value: 0.5}`"])
      }
      return norm.map { .norm($0) } ?? value.map { .value($0) }
    }
    return bound ?? nil
  }

  /// `loss: cross-entropy`, `{name: mean-squared-error, target: input}`, or a list; empty when one
  /// is named wrongly.
  private func losses() -> [Plugin] {
    let key = "loss"
    let catalog = vocabulary.losses
    let one = FieldType.plugin(kind: catalog.kind)
    let type = FieldType.oneOf([one, .list(of: one, count: 1...16)])
    let summary = "what training makes small; the sum of several by their weights"
    guard let member = member(key), let elements = member.value.elements else {
      let single = plugin(
        key, from: catalog, default: "cross-entropy", describedAs: type, required: false, summary)
      return single.map { [$0] } ?? []
    }
    if elements.isEmpty {
      fault(
        at: key, "`loss` is empty: nothing would be learned",
        notes: ["name a loss, or remove the key for cross-entropy"])
    }
    var plugins: [Plugin] = []
    var contents: [ResolvedField.Content] = []
    for element in elements {
      let reader = child(element, path: path(of: key), bareKey: "name")
      let plugin = reader.inlinePlugin(named: "name", from: catalog, "")
      reader.finish(acceptingOthers: plugin == nil)
      unbuilt += reader.unbuilt.filter { !unbuilt.contains($0) }
      contents.append(.map(reader.resolved))
      if let plugin { plugins.append(plugin.with(parameters: reader.parameters)) }
    }
    values[key] = .list(plugins.map(\.parameters))
    resolved.append(
      ResolvedField(key: key, content: .list(contents), origin: member.value.span))
    return plugins.count == elements.count ? plugins : []
  }
}
