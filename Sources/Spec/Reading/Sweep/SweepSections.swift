import Base

/// The sections of a sweep whose points are written down.
extension SweepGrid {
  /// `grid: {training.batch: [32, 64]}`: axes, as they may also stand directly in the sweep.
  mutating func readGrid(_ member: SpecNode.Member, sink: FaultSink) {
    guard let axes = member.value.members, !axes.isEmpty else {
      sink.report(
        at: member.value.span,
        "`sweep.grid` must be a mapping from dotted paths, not \(member.value.emptyWords)",
        notes: ["write `grid: {training.batch: [32, 64]}`"])
      return
    }
    for axis in axes { readAxis(axis, sink: sink) }
  }

  /// `zip: {training.batch: [32, 64], training.epochs: [10, 20]}`, or a list of such mappings.
  mutating func readZip(_ member: SpecNode.Member, sink: FaultSink) {
    for node in parts(of: member, .zip, sink: sink) { readZip(node, sink: sink) }
  }

  private mutating func readZip(_ node: SpecNode, sink: FaultSink) {
    let members = node.members ?? []
    var columns: [[SpecNode]] = []
    for member in members {
      guard let values = member.value.elements, !values.isEmpty else {
        sink.report(
          at: member.value.span,
          "zip over `\(member.key)` must be a list of values, not \(member.value.emptyWords)",
          notes: ["write `\(member.key): [first, second]`"])
        return
      }
      columns.append(values)
    }
    guard let first = columns.first, let leader = members.first else { return }
    for (member, column) in zip(members, columns) where column.count != first.count {
      sink.report(
        at: member.value.span,
        "`\(member.key)` has \(column.count) values and `\(leader.key)` has \(first.count):"
          + " what is zipped changes together",
        notes: ["give both as many values, or sweep one of them by itself"])
      return
    }
    let points = first.indices.map { place in columns.map { $0[place] } }
    var seen: Set<[Value]> = []
    for point in points where !seen.insert(point.map(\.untypedValue)).inserted {
      sink.report(
        at: point[0].span, "zip over `\(leader.key)` repeats a point",
        notes: ["each point makes one cell: remove one of the two"])
    }
    add(
      SweepFactor(
        members.map { SweepFactor.Path(name: $0.key, keySpan: $0.keySpan) }, points: points,
        section: .zip), sink: sink)
  }

  /// `replicas: 5`: the seeds 0 to 4.
  mutating func readReplicas(_ member: SpecNode.Member, sink: FaultSink) {
    let reader = ParameterReader(
      nil, span: member.keySpan, path: "sweep", vocabulary: Vocabulary(), sink: sink)
    guard
      let count = reader.typed(
        member.value, as: .integer(1...Self.mostCells), for: member.key)?.integer
    else { return }
    let seeds = (0..<count).map {
      SpecNode(.scalar("\($0)", quoted: false), at: member.value.span)
    }
    add(SweepFactor("seed", at: member.keySpan, values: seeds), sink: sink)
  }

  /// The mappings of a section that is one, or a list of them; none after reporting.
  func parts(of member: SpecNode.Member, _ section: Section, sink: FaultSink) -> [SpecNode] {
    let parts = member.value.elements ?? [member.value]
    for part in parts.isEmpty ? [member.value] : parts where part.members?.isEmpty != false {
      sink.report(
        at: part.span,
        "`sweep.\(section.rawValue)` must be a mapping, or a list of mappings, not"
          + " \(part.emptyWords)",
        notes: ["write `\(section.rawValue): \(section.example)`"])
      return []
    }
    return parts
  }
}

extension SweepGrid.Section {
  /// What stands under it, for a fault.
  var example: String {
    switch self {
    case .grid: "{training.batch: [32, 64]}"
    case .zip: "{training.batch: [32, 64], training.epochs: [10, 20]}"
    case .random, .sobol:
      "{count: 20, of: {training.learning_rate.from: {log-uniform: [1e-4, 1e-1]}}}"
    case .replicas: "5"
    case .exclude: "[{match: {seed: 3}, reason: \"why\"}]"
    case .halving: "{of: accuracy.accuracy, split: test, rungs: [1, 4], keep: 1/4}"
    }
  }
}
