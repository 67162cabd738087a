import Base

extension ParameterReader {
  /// Reads a `models.X` node whose `like` has been merged in.
  func modelNode(name: String, players: PlayersTable, baseline: Baseline, dataDefault: String?)
    -> (node: ModelNode, seeds: GivenSeeds)?
  {
    _ = optionalText("like", "the model all keys not given here are taken from")
    values["like"] = nil
    let seeds = seeds(of: Seeds.ofModels, "seeds of this model alone")
    let others = references(
      "average", to: [.models], required: false, "the models whose weights are averaged")
    let isMade = !others.isEmpty
    let architecture = plugin(
      "architecture", from: vocabulary.architectures, required: !isMade,
      "the family of networks and its parameters")
    var training: Training?
    if !isMade || has("train") {
      training = nested("train", required: true, "how the model is trained") { read in
        read.training(players: players, baseline: baseline, dataDefault: dataDefault)
      }.flatMap { $0 }
    }
    if has("teacher") || isDescribing, let teacher = teacher() {
      if training?.teacher != nil {
        fault(
          at: "teacher", "`teacher` stands beside `train` and in it",
          notes: ["remove one of the two"])
      }
      training?.teacher = teacher
    }
    var composition = composition()
    composition.averaged = others
    finish()
    guard isMade || architecture != nil && training != nil else { return nil }
    let node = ModelNode(
      name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
      architecture: architecture, training: training, composition: composition, seeds: Seeds())
    return (node, seeds)
  }

  /// What of other models this one begins with and keeps; then the keys that have no stage yet.
  private func composition() -> ModelComposition {
    var composition = ModelComposition()
    composition.loads = loadedLayers()
    composition.frozen = layers("freeze", "layers that are not trained, such as 0..1")
    composition.reset = layers("reset", "layers initialised again after loading")
    composition.head = nested("head", "a linear layer on a layer of this model, the rest frozen") {
      read in
      _ = read.choice("probe", of: ["linear"], default: "linear", "the kind of head")
      let layer = read.text("at", "the layer it reads")
      return ProbeHead(layer: layer, span: read.place(of: "at"))
    }
    laterModelKeys()
    return composition
  }

  /// A selection of layers under `key`: a text or a list of texts.
  private func layers(_ key: String, _ summary: String) -> LayerSelection? {
    let texts = list(
      key, of: .text, default: nil, placeholder: "0", count: 1...Int.max, required: false, summary)
    return texts.flatMap { layers($0.compactMap(\.text), key) }
  }

  private func layers(_ texts: [String], _ key: String) -> LayerSelection? {
    if let selection = LayerSelection(texts, span: place(of: key)) { return selection }
    fault(
      at: key, "`\(key)` selects no layers: `\(texts.joined(separator: ", "))`",
      notes: ["write numbers from 0 such as `0..1`, or names such as `fc1` or `layer1`"])
    return nil
  }

  /// Keys that parse and plan, and have no stage yet.
  private func laterModelKeys() {
    if optionalInteger("draws", in: 1...Int.max, "so many draws of this model") != nil {
      markUnbuilt("model key `draws`")
    }
    if has("edit") || isDescribing {
      let member = member("edit")
      record(
        "edit", member?.value.untypedValue, from: member, type: .named(.anything), required: false,
        "changes to trained weights, such as {prune: …}")
      markUnbuilt("model key `edit`")
    }
    replicas()
  }

  private static let loadType = FieldType.map([
    FieldDescription(
      name: "from", type: .reference([.models]), isRequired: true,
      summary: "the model and checkpoint"),
    FieldDescription(
      name: "layers", type: .text, isRequired: false, summary: "which, such as 0..1; all"),
  ])

  private func loadedLayers() -> [LayerLoad] {
    let summary = "layers taken from other models before training"
    let member = member("load")
    describe("load", .list(of: Self.loadType, count: 1...Int.max), required: false, summary)
    guard let member else { return [] }
    var loads: [LayerLoad] = []
    var values: [Value] = []
    var contents: [ResolvedField.Content] = []
    for element in member.value.elements ?? [member.value] {
      let reader = child(element, path: path(of: "load"), bareKey: "from")
      let from = reader.reference("from", to: [.models], role: "load", "")
      let texts = reader.optionalText("layers", "")
      let layers = texts.flatMap { reader.layers([$0], "layers") }
      if let from { loads.append(LayerLoad(from: from, layers: layers)) }
      reader.finish()
      inputs.merge(reader.inputs)
      contents.append(.map(reader.resolved))
      values.append(
        .map(["layers": layers.map { .text($0.text) } ?? .null, "from": from?.selector ?? .null]))
    }
    self.values["load"] = .list(values)
    resolved.append(
      ResolvedField(key: "load", content: .list(contents), origin: member.value.span))
    return loads
  }

  private static let replicaSeeds = Seeds.ofModels.map { "seeds.\($0)" }
  private static let replicasType = FieldType.oneOf([
    .integer(1...10_000),
    .map(
      replicaSeeds.map {
        FieldDescription(
          name: $0, type: .list(of: .integer(0...Int.max), count: 1...Int.max),
          isRequired: false, summary: "one replica per seed")
      }),
  ])

  /// `replicas: 3` or `replicas: {seeds.init: [100, 101, 102]}`.
  private func replicas() {
    let member = member("replicas")
    var value: Value?
    if let member {
      if member.value.members != nil {
        let reader = child(member.value, path: path(of: "replicas"))
        for name in Self.replicaSeeds {
          _ = reader.list(
            name, of: .integer(0...Int.max), default: nil, placeholder: 0, count: 1...Int.max,
            required: false, "")
        }
        reader.finish()
        value = reader.parameters
      } else {
        value = typed(member.value, as: .integer(1...10_000), for: "replicas")
      }
      markUnbuilt("model key `replicas`")
    }
    record(
      "replicas", value, from: member, type: Self.replicasType, required: false,
      "copies of this model that differ in their seeds")
  }
}
