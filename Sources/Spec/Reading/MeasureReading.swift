import Base

extension ParameterReader {
  /// Reads a `measure.X` node; nil when it is too faulty to stand for anything.
  func measureNode(name: String, players: PlayersTable, baseline: Baseline) -> MeasureNode? {
    let metric = inlinePlugin(
      named: "metric", from: vocabulary.metrics, "what is measured: `runexp catalog metrics`")
    let takes = metric.flatMap { vocabulary.metrics[$0.name]?.measureInputs }
    let isPlanned = metric?.isPlanned ?? true
    let stored = isDescribing || takes?.contains(.game) ?? false ? tables() : nil
    let tables = stored?.path
    let models = references(
      "of", to: [.models], role: "model", required: tables == nil, "the model or models measured")
    let at = checkpoints(summary: "the checkpoints measured")
    var samples: Reference?
    var samplesInStage: Int?
    if isDescribing || takes?.contains(.samples) ?? false {
      samples = reference(
        "samples", to: [.samples], required: false, "the pool, for metrics of samples")
      samplesInStage = optionalInteger(
        "samples-per-stage", in: 1...100_000,
        "samples measured in one stage, else 25: fewer make shorter stages for a cluster")
      // How the pool is cut changes no number; the stages' keys tell.
      values["samples-per-stage"] = nil
    }
    var splits: [String] = []
    if isDescribing || takes?.contains(.split) ?? false {
      splits =
        list(
          "split", of: .text, default: nil, placeholder: "text", count: 1...Int.max,
          required: false, "the splits of the training data, for metrics of whole splits"
        )?.compactMap(\.text) ?? []
      // Which splits are measured is not part of how: a stage measures one of them.
      values["split"] = nil
    }
    // Tables that are there already say who plays.
    let game =
      tables == nil ? game(metric, takes: takes, players: players, baseline: baseline) : nil
    if let metric, let takes, !isPlanned, tables == nil {
      requireInputs(takes, of: metric.name, samples: samples, splits: splits)
    }
    finish(acceptingOthers: isPlanned)
    guard let metric else { return nil }
    return MeasureNode(
      name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
      metric: metric, models: models, at: at, samples: samples, splits: splits, game: game,
      tables: tables, keepsTables: stored?.isKept ?? false, samplesInStage: samplesInStage,
      atSpans: elementPlaces(of: "at"),
      splitSpans: elementPlaces(of: "split"))
  }

  private func requireInputs(
    _ takes: Set<CatalogEntry.MeasureInput>, of metric: String, samples: Reference?,
    splits: [String]
  ) {
    switch (takes.contains(.samples), takes.contains(.split)) {
    case (true, false) where !has("samples"):
      missing("samples", .reference([.samples]), "\(metric) is measured on a pool")
    case (false, true) where !has("split"):
      missing(
        "split", .list(of: .text, count: 1...Int.max), "\(metric) is measured on whole splits")
    case (true, true) where !has("samples") && !has("split"):
      missing(
        "split", .list(of: .text, count: 1...Int.max),
        "or `samples`: \(metric) is measured on either")
    case (true, true) where has("samples") && has("split"):
      fault(
        at: "split", "`samples` and `split` exclude each other",
        notes: ["\(metric) is measured on a pool or on whole splits: write two measurements"])
    default: break
    }
  }

  /// The common keys of metrics of games; nil when the metric is none.
  private func game(
    _ metric: Plugin?, takes: Set<CatalogEntry.MeasureInput>?, players table: PlayersTable,
    baseline: Baseline
  ) -> Game? {
    if takes?.contains(.cells) ?? false { return cells(players: table, baseline: baseline) }
    guard isDescribing || takes?.contains(.game) ?? false else { return nil }
    // A metric not built yet may not need players at all.
    let isAsked = metric?.isPlanned != true || has("players") || table.sole != nil
    let players = isAsked ? self.players("players", from: table, "the players of the game") : nil
    if !isAsked { _ = member("players") }
    let baseline = self.baseline(
      "baseline", default: baseline, "the values in place of absent players")
    let output: Game.Output = choice(
      "output", default: .logOdds, "the number of the network that is v")
    let label: Game.Label = choice("label", default: .trueLabel, "the class looked at")
    let fixedClass = optionalInteger("class", "the number of the class, for label: fixed")
    if label == .fixed, fixedClass == nil, !isDescribing {
      fault(at: "label", "`label: fixed` needs its class", notes: ["add `class: 3`, say"])
    } else if label != .fixed, fixedClass != nil {
      fault(
        at: "class", "`class` goes with `label: fixed`",
        notes: ["write `label: fixed`, or leave the class out"])
    }
    let precision: Game.Precision = choice(
      "precision", default: .float32, "the arithmetic of the network")
    let keep = number(
      "keep", default: 1, in: .within(0...1), omitWhenDefault: true,
      "players are kept with this probability, and v is the mean over who is: dropout of players")
    guard let players else { return nil }
    return Game(
      players: players, baseline: baseline, output: output, label: label, fixedClass: fixedClass,
      precision: precision, keep: keep)
  }

  /// The common keys of metrics that mask cells of a grid; nil when nobody says which.
  private func cells(players table: PlayersTable, baseline: Baseline) -> Game? {
    let players = players("players", from: table, "the cells masked: players over a grid")
    let baseline = self.baseline(
      "baseline", default: baseline, "the values in place of masked cells")
    guard let players else { return nil }
    guard case .grid = players.definition else {
      if case .other = players.definition { return nil }
      sink.report(
        at: has("players") ? place(of: "players") : players.span,
        "cells that are masked by their place need a whole grid",
        notes: ["write `players: {grid: [8, 8]}`"])
      return nil
    }
    return Game(
      players: players, baseline: baseline, output: .logOdds, label: .trueLabel, fixedClass: nil,
      precision: .float32, keep: 1)
  }

  /// Where value tables come from or go to; nil when the spec leaves it to the program.
  private func tables() -> (path: String?, isKept: Bool)? {
    nested("tables", "value tables from elsewhere, or kept for large games too") { read in
      let path = read.optionalText(
        "path", "where another program wrote them: runs/{model}/{checkpoint}/{sample}.npy")
      let isKept = read.boolean(
        "keep", default: false, "whether tables of more than 12 players become files")
      if path != nil, read.has("keep") {
        read.fault(
          at: "keep", "`path` and `keep` exclude each other",
          notes: ["tables from elsewhere are files already"])
      }
      // Whether a table is kept changes no number.
      read.values["keep"] = nil
      return (path, isKept)
    }
  }

  /// `at: all`, `last`, an epoch, or a list of epochs and forms such as `best:test-accuracy`.
  func checkpoints(summary: String) -> MeasureNode.Checkpoints {
    let type = FieldType.oneOf([
      .choice(["all", "last"]), .list(of: .anything, count: 1...Int.max),
    ])
    let member = member("at")
    var at = MeasureNode.Checkpoints.last
    if let member {
      let nodes = member.value.elements ?? [member.value]
      if member.value.text == "all" {
        at = .all
      } else if member.value.text != "last" {
        let checkpoints = nodes.compactMap { node -> Reference.Checkpoint? in
          guard let text = node.text, let checkpoint = Reference.Checkpoint(text) else {
            var notes: [String] = []
            if let text = node.text,
              let nearest = NearestName.suggestion(for: text, among: ["all", "last"])
            {
              notes.append("did you mean `\(nearest)`?")
            }
            sink.report(
              at: node.span, "`at` cannot be \(node.kindWords)",
              notes: notes + [
                "write `all`, `last`, or a list such as [0, last, best:test-accuracy]"
              ])
            return nil
          }
          return checkpoint
        }
        if nodes.isEmpty {
          fault(
            at: "at", "`at` is empty: nothing would be measured",
            notes: ["write `all`, `last`, or a list such as [0, last, best:test-accuracy]"])
        }
        for part in checkpoints.compactMap(\.unbuiltPart) { markUnbuilt(part) }
        at = .listed(checkpoints)
      }
    }
    describe("at", type, default: "last", required: false, summary)
    resolved.append(
      ResolvedField(
        key: "at", content: .value(member?.value.untypedValue ?? "last"),
        origin: member?.value.span))
    return at
  }

  /// Reads a `relate.X` node; nil when it is too faulty to stand for anything.
  func relateNode(name: String) -> RelateNode? {
    let relation = inlinePlugin(
      named: "kind", from: vocabulary.relations, "the relation: `runexp catalog relations`")
    for role in Self.relationRoles where !keysRead.set.contains(role) {
      _ = references(
        role, to: [.measure, .relate], required: false, "measurements in the role \(role)")
    }
    let join = dimensions("join", "the dimensions rows are joined on")
    let across = dimensions("across", "the dimensions related over, such as variant and seed")
    let cluster = optionalText("cluster", "the dimension whose values are clusters, not units")
    finish(acceptingOthers: relation?.isPlanned ?? true)
    if relation != nil, inputs.isEmpty, !isDescribing {
      fault(
        at: nil, "a relation needs its measurements",
        notes: ["give them by role: " + Self.relationRoles.joined(separator: ", ")])
    }
    guard let relation else { return nil }
    return RelateNode(
      name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
      relation: relation, join: join, across: across, cluster: cluster)
  }

  /// The roles a relation's measurements may have.
  static let relationRoles = ["of", "left", "right", "target", "reference", "references"]

  private func dimensions(_ key: String, _ summary: String) -> [String] {
    list(
      key, of: .text, default: nil, placeholder: "seed", count: 1...Int.max, required: false,
      summary
    )?.compactMap(\.text) ?? []
  }
}
