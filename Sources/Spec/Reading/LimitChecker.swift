import Base

/// Checks limits that are known from the spec alone, before anything is trained: players against
/// samples and metrics, contexts of interaction losses, pools against splits.
struct LimitChecker {
  let sink: FaultSink
  let nodes: CellReader.Nodes

  func check() {
    for model in nodes.models {
      guard let training = model.training else { continue }
      for loss in training.interactionLosses {
        guard let count = playerCount(of: loss.players, over: training.data) else { continue }
        check(loss, playerCount: count)
      }
    }
    for measure in nodes.measures { check(measure) }
    AttackLimits(sink: sink, nodes: nodes).check()
    for pool in nodes.samples { check(pool) }
  }

  private func samples(of reference: Reference) -> (any SampleShaped)? {
    guard let data = nodes.data.first(where: { $0.name == reference.target.name }),
      case .dataset(let plugin) = data.source
    else { return nil }
    return plugin.made as? any SampleShaped
  }

  /// The data set that data are made from in the end: transforms keep the shape.
  private func origin(of reference: Reference, steps: Int = 0) -> Reference? {
    guard let data = nodes.data.first(where: { $0.name == reference.target.name }) else {
      return nil
    }
    guard case .derived(let from, _) = data.source else { return reference }
    // Data that go in a circle are reported elsewhere.
    return steps < nodes.data.count ? origin(of: from, steps: steps + 1) : nil
  }

  // MARK: - Players

  /// How many play on samples of `data`; nil when it is not known or has been reported.
  private func playerCount(of players: PlayersChoice, over data: Reference) -> Int? {
    // An empty shape is one that only the data tells.
    let shape = origin(of: data).flatMap(samples)?.shape.nonEmpty
    switch players.definition {
    case .other: return nil
    case .features: return shape?.reduce(1, *)
    case .tokens:
      guard let shape, shape.count != 1 else { return shape?.first }
      sink.report(
        at: players.span,
        "tokens need sequences, but samples of data.\(data.target.name) have shape \(shape)",
        notes: ["use image cells, such as `{grid: [4, 4]}`"])
      return nil
    case .groups(let groups, _):
      if let elements = shape?.reduce(1, *), let number = Self.number(in: groups, from: elements) {
        sink.report(
          at: players.span,
          "feature \(number) is in a group of players, but samples of data.\(data.target.name)"
            + " have \(elements) features", notes: ["number them from 0 to \(elements - 1)"])
        return nil
      }
      return groups.count
    case .grid(let rows, let columns), .cells(_, let rows, let columns, _):
      guard let shape else { return players.playerCount }
      guard shape.count == 3 else {
        sink.report(
          at: players.span,
          "a grid needs images, but samples of data.\(data.target.name) have shape \(shape)",
          notes: ["use `features`"])
        return nil
      }
      guard rows <= shape[0], columns <= shape[1] else {
        sink.report(
          at: players.span,
          "the grid \(rows)×\(columns) is finer than the images of data.\(data.target.name),"
            + " \(shape[0])×\(shape[1])",
          notes: ["use a coarser grid"])
        return nil
      }
      return players.playerCount
    }
  }

  /// The first number in `groups` that is no feature's of so many.
  private static func number(in groups: [[PlayersChoice.Feature]], from elements: Int) -> Int? {
    for case .number(let number) in groups.joined() where number >= elements { return number }
    return nil
  }

  private func check(_ loss: InteractionLoss, playerCount: Int) {
    let size = InteractionLoss.contextSize(loss.lower, of: playerCount)
    guard size == InteractionLoss.contextSize(loss.upper, of: playerCount) else { return }
    sink.report(
      at: loss.span,
      "both contexts of the interaction loss have \(size) of \(playerCount) players, so it is"
        + " constant",
      notes: ["take ratios at least 1/\(playerCount) apart, or more players"])
  }

  private func check(_ measure: MeasureNode) {
    guard let game = measure.game else { return }
    checkBaseline(game.baseline, of: measure)
    let limits = (measure.metric.made as? any PlayerLimited)?.playerCounts
    for reference in measure.models {
      guard
        let training = nodes.models.first(where: { $0.name == reference.target.name })?.training,
        let count = playerCount(of: game.players, over: training.data), let limits,
        !limits.contains(count)
      else { continue }
      sink.report(
        at: game.players.span,
        "\(measure.metric.name) needs \(limits.lowerBound) to \(limits.upperBound) players, and"
          + " these are \(count)",
        notes: [
          "use a \(count > limits.upperBound ? "coarser" : "finer") grid for measure."
            + measure.name
        ])
      return
    }
  }

  private func checkBaseline(_ baseline: Baseline, of measure: MeasureNode) {
    guard baseline.needsImages else { return }
    for reference in measure.models {
      guard
        let training = nodes.models.first(where: { $0.name == reference.target.name })?.training,
        let shape = origin(of: training.data).flatMap(samples)?.shape.nonEmpty, shape.count != 3
      else { continue }
      sink.report(
        at: measure.span,
        "baseline `\(baseline.name)` needs images, but samples of data.\(training.data.target.name)"
          + " have shape \(shape)",
        notes: ["use channel-mean, feature-mean, constant or push for measure.\(measure.name)"])
      return
    }
  }

  // MARK: - Pools

  private func check(_ pool: SamplesNode) {
    guard let split = pool.from.split, let source = samples(of: pool.from),
      nodes.data.first(where: { $0.name == pool.from.target.name })?.split.isEmpty == true,
      let size = source.sizes[split]
    else { return }
    if let count = pool.count, count > size {
      sink.report(
        at: pool.sizeSpan,
        "the pool asks for \(count) samples, and data.\(pool.from.text) holds"
          + " \(size)",
        notes: ["ask for at most \(size), or make the split larger"])
    }
    if let count = pool.perClass, source.classes > 0, count > size / source.classes {
      sink.report(
        at: pool.sizeSpan,
        "the pool asks for \(count) samples of each of \(source.classes) classes, and"
          + " data.\(pool.from.text) holds \(size) in all",
        notes: ["ask for at most \(size / source.classes), or make the split larger"])
    }
  }
}

extension [Int] {
  /// The list; nil when it is empty.
  fileprivate var nonEmpty: [Int]? { isEmpty ? nil : self }
}
