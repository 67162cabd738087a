import Base

extension ParameterReader {
  /// `interaction_loss`: one loss or a list.
  func interactionLosses(players: PlayersTable, baseline: Baseline) -> [InteractionLoss] {
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
    if !baseline.isOfDataAlone { markUnbuilt("baseline `\(baseline.name)` of an interaction loss") }
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
