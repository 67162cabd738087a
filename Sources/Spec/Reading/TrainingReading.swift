import Base

extension ParameterReader {
  /// Epochs beyond this are a slip, not a plan.
  private static let mostEpochs = 1_000_000

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
    let optimizer = optimizer()
    let rate = learningRate(epochs: epochs)
    let checkpoints = checkpoints(epochs: faultyKeys.contains("epochs") ? nil : epochs)
    let losses = interactionLosses(players: players, baseline: baseline)
    teacher()
    guard let data else { return nil }
    return Training(
      data: data, epochs: epochs, batch: batch, optimizer: optimizer, learningRate: rate,
      checkpoints: checkpoints, interactionLosses: losses)
  }

  private func optimizer() -> Optimizer {
    let bare = has("optimizer") ? node?["optimizer"] : nil
    let member = member("optimizer")
    let reader = child(bare, path: path(of: "optimizer"), bareKey: "name")
    _ = reader.choice("name", of: ["sgd"], default: "sgd", "the step rule")
    let momentum = reader.number(
      "momentum", default: 0, in: .halfOpen(0..<1), "the share of the last step that is kept")
    let decay = reader.number(
      "weight_decay", default: 0, in: .atLeast(0), "L2 weight decay, added to the gradient")
    let nesterov = reader.boolean("nesterov", default: false, "Nesterov's form of momentum")
    if nesterov { reader.markUnbuilt("optimizer key `nesterov`") }
    reader.finish()
    adopt(
      reader, under: "optimizer", from: member, type: .map(reader.fields), required: false,
      "the rule of one step")
    return .sgd(momentum: momentum, weightDecay: decay, nesterov: nesterov)
  }

  /// A number, or `{schedule: log, from: 0.01, to: 0.001, over: 20}`.
  private func learningRate(epochs: Int) -> LearningRateSchedule {
    let member = member("learning_rate")
    let summary = "the learning rate: a number, or a schedule over epochs"
    let rates = NumberRange.above(0)
    if let member, member.value.text != nil {
      let value = typed(member.value, as: .number(rates), for: "learning_rate")
      record(
        "learning_rate", .map(["schedule": "constant", "from": value ?? 0.01]), from: member,
        type: .number(rates), required: false, summary, showing: value)
      return .constant(value?.number ?? 0.01)
    }
    var schedule = LearningRateSchedule.constant(0.01)
    let reader = child(member?.value, path: path(of: "learning_rate"))
    let name = reader.choice(
      "schedule", of: ["constant", "log", "linear", "cosine", "step"], default: "constant",
      "how the rate changes")
    let needsEnd = ["log", "linear", "cosine"].contains(name)
    let from =
      member == nil
      ? reader.number("from", default: 0.01, in: rates, "the first rate")
      : reader.number("from", in: rates, "the first rate")
    if needsEnd || isDescribing {
      let lowest = name == "log" ? rates : .atLeast(0)
      let to = reader.number("to", in: lowest, "the last rate")
      let over = reader.integer(
        "over", default: max(1, epochs), in: 1...Self.mostEpochs,
        "the epochs it takes; afterwards the last rate holds")
      schedule =
        switch name {
        case "log": .logarithmic(from: from, to: to, over: over)
        case "linear": .linear(from: from, to: to, over: over)
        default: .cosine(from: from, to: to, over: over)
        }
    }
    if name == "step" || isDescribing {
      let factor = reader.number("factor", in: .within(0...1), "what each step multiplies by")
      let every = reader.integer("every", in: 1...Self.mostEpochs, "epochs between steps")
      if name == "step" { schedule = .step(from: from, factor: factor, every: every) }
    }
    if name == "constant" { schedule = .constant(from) }
    // Which keys an unknown schedule has is not known.
    if !reader.faultyKeys.contains("schedule") { reader.finish() }
    let mapping = FieldType.map(reader.fields)
    adopt(
      reader, under: "learning_rate", from: member, type: .oneOf([.number(rates), mapping]),
      required: false, summary)
    return schedule
  }

  /// A list of epochs, `{every: 2}`, `{log: [1, 256, 12]}`, `{steps: […]}` or `{when: …}`.
  ///
  /// `epochs` is nil where it is faulty: then nothing can be said of checkpoints either.
  private func checkpoints(epochs: Int?) -> Checkpoints {
    let member = member("checkpoints")
    guard let epochs else { return Checkpoints(epochs: [0], steps: [], conditions: []) }
    let errors = sink.errorCount
    var listed: [Int] = [epochs]
    var steps: [Int] = []
    var conditions: [String] = []
    if let member {
      if member.value.members != nil {
        let reader = child(member.value, path: path(of: "checkpoints"))
        (listed, steps, conditions) = reader.checkpointForm(epochs: epochs)
        reader.finish()
      } else {
        let nodes = member.value.elements ?? [member.value]
        if nodes.isEmpty {
          fault(
            at: "checkpoints", "`checkpoints` is empty: no weights would be kept",
            notes: ["list at least one epoch, or remove the key to keep the last one"])
        }
        var seen: Set<Int> = []
        listed = nodes.compactMap { node in
          guard let epoch = checkpoint(node, upTo: epochs) else { return nil }
          if !seen.insert(epoch).inserted {
            sink.report(
              at: node.span, "checkpoint \(epoch) is listed twice",
              notes: ["remove one of the two"])
          }
          return epoch
        }
        if listed.isEmpty { listed = [epochs] }
      }
    }
    listed = Set(listed).sorted()
    record(
      "checkpoints", .list(listed.map { .integer($0) }), from: member, type: Self.checkpointsType,
      required: false, "the epochs after which weights are kept; the last one when not given",
      showing: steps.isEmpty && conditions.isEmpty ? nil : member?.value.untypedValue)
    if !steps.isEmpty {
      values["checkpoint_steps"] = .list(steps.map { .integer($0) })
      markUnbuilt("checkpoints form `steps`")
    }
    if !conditions.isEmpty {
      values["checkpoint_conditions"] = .list(conditions.map { .text($0) })
      markUnbuilt("checkpoints form `when`")
    }
    let isLegal = sink.errorCount == errors && steps.isEmpty && conditions.isEmpty
    if isLegal, let last = listed.last, last < epochs {
      warn(
        at: "checkpoints", "the last checkpoint, \(last), comes before the last epoch, \(epochs)",
        notes: ["epochs after it are not kept: add \(epochs), or set `epochs: \(last)`"])
    }
    return Checkpoints(epochs: listed, steps: steps, conditions: conditions)
  }

  private func checkpoint(_ node: SpecNode, upTo epochs: Int) -> Int? {
    guard
      let epoch = typed(node, as: .integer(0...Self.mostEpochs), for: "checkpoints")?.integer
    else { return nil }
    guard epoch <= epochs else {
      sink.report(
        at: node.span, "checkpoint \(epoch) comes after the last epoch, \(epochs)",
        notes: ["remove it, or raise `epochs`"])
      return nil
    }
    return epoch
  }

  private func checkpointForm(epochs: Int) -> ([Int], [Int], [String]) {
    let forms = ["every", "log", "steps", "when"].filter { has($0) }
    if forms.count != 1 {
      fault(
        at: nil, "`checkpoints` must be a list of epochs or one of the forms",
        notes: [
          "write `[0, 5, 20]`, `{every: 2}`, `{log: [1, 256, 12]}`, `{steps: […]}` or"
            + " `{when: …}`"
        ])
    }
    var listed: [Int] = []
    if let every = optionalInteger("every", in: 1...Self.mostEpochs, "") {
      listed = Array(stride(from: 0, through: epochs, by: every)) + [epochs]
    }
    if has("log") {
      let form = integers("log", default: [1, 1, 1], each: 1...Self.mostEpochs, count: 3...3, "")
      let (first, last, count) = (form[0], form[1], form[2])
      if first > last || last > epochs || count > 10_000 {
        fault(
          at: "log", "`log` must be [first, last, how many] with first ≤ last ≤ epochs (\(epochs))")
      } else {
        listed = Self.spacedLogarithmically(from: first, through: last, count: count)
      }
    } else {
      _ = member("log")
    }
    let steps = list(
      "steps", of: .integer(0...Int.max), default: nil, placeholder: 0, count: 1...Int.max,
      required: false, "")
    let conditions = list(
      "when", of: .text, default: nil, placeholder: "", count: 1...Int.max, required: false, "")
    return (
      listed.isEmpty ? [epochs] : listed, steps?.compactMap(\.integer) ?? [],
      conditions?.compactMap(\.text) ?? []
    )
  }

  /// Whole numbers nearest to `count` points evenly spaced on a logarithmic axis, each once.
  static func spacedLogarithmically(from first: Int, through last: Int, count: Int) -> [Int] {
    guard count > 1, first < last else { return [last] }
    var points: [Int] = []
    for k in 0..<count {
      let ratio = Double(k) / Double(count - 1)
      // The power by repeated square roots of an exact ratio would be no better: these are rounded
      // to whole epochs anyway, and the ends are set.
      let value = Double(first) * Power.of(Double(last) / Double(first), ratio)
      points.append(k == 0 ? first : k == count - 1 ? last : Int(value.rounded()))
    }
    return Set(points).sorted()
  }

  private static let checkpointsType = FieldType.oneOf([
    .list(of: .integer(0...mostEpochs), count: 1...Int.max),
    .map([
      FieldDescription(
        name: "every", type: .integer(1...mostEpochs), isRequired: false,
        summary: "0, every so many epochs, and the last"),
      FieldDescription(
        name: "log", type: .list(of: .integer(1...mostEpochs), count: 3...3), isRequired: false,
        summary: "first, last and how many, evenly spaced on a logarithmic axis"),
      FieldDescription(
        name: "steps", type: .list(of: .integer(0...Int.max), count: 1...Int.max),
        isRequired: false, summary: "optimizer steps instead of epochs"),
      FieldDescription(
        name: "when", type: .list(of: .text, count: 1...Int.max), isRequired: false,
        summary: "conditions on recorded metrics, such as train-accuracy>=0.65"),
    ]),
  ])

  /// `interaction_loss`: one loss or a list.
  private func interactionLosses(players: PlayersTable, baseline: Baseline) -> [InteractionLoss] {
    let key = "interaction_loss"
    let summary = "losses that suppress or encourage interactions of some orders"
    if isDescribing {
      let reader = child(nil, path: path(of: key))
      _ = reader.interactionLoss(players: players, baseline: baseline)
      let one = FieldType.map(reader.fields)
      describe(key, .oneOf([one, .list(of: one, count: 1...16)]), required: false, summary)
      return []
    }
    guard let member = member(key) else { return [] }
    var losses: [InteractionLoss] = []
    var parameters: [Value] = []
    var contents: [ResolvedField.Content] = []
    for element in member.value.elements ?? [member.value] {
      let reader = child(element, path: path(of: key))
      if let loss = reader.interactionLoss(players: players, baseline: baseline) {
        losses.append(loss)
      }
      reader.finish()
      unbuilt += reader.unbuilt.filter { !unbuilt.contains($0) }
      parameters.append(reader.parameters)
      contents.append(.map(reader.resolved))
    }
    values[key] = .list(parameters)
    let content = contents.count == 1 ? contents[0] : .list(contents)
    resolved.append(ResolvedField(key: key, content: content, origin: member.value.span))
    return losses
  }

  private func interactionLoss(players table: PlayersTable, baseline: Baseline) -> InteractionLoss?
  {
    let kind: InteractionLoss.Kind = choice("kind", "which way the loss pushes")
    let between = numbers(
      "between", each: .within(0...1), count: 2...2,
      "the two ratios of context size to players whose difference is penalised or rewarded")
    let weight = number("weight", default: 1, in: .atLeast(0), "its weight beside cross-entropy")
    let players = players("players", from: table, "the players of the game")
    let baseline = self.baseline(
      "baseline", default: baseline, "the values in place of absent players")
    let alignment: InteractionLoss.Alignment = choice(
      "alignment", default: .realised,
      "whether terms are scaled by rounded context sizes (realised) or by the ratios (nominal)")
    let isOrdered = between[0] < between[1]
    if !isOrdered, has("between"), node?["between"]?.elements?.count == 2 {
      fault(
        at: "between", "`between` must rise, such as [0.3, 0.7]",
        notes: ["the first ratio must be below the second"])
    }
    guard let players else { return nil }
    return InteractionLoss(
      kind: kind, lower: min(between[0], between[1]), upper: max(between[0], between[1]),
      weight: weight, players: players, baseline: baseline, alignment: alignment, span: span)
  }
}
