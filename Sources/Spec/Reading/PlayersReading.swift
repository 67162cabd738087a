import Base

/// The top-level `players`: definitions named once.
struct PlayersTable: Sendable {
  /// The named definitions, in the order written.
  var choices: [PlayersChoice] = []
  /// The names of faulty definitions; uses of them are not faults of their own.
  var unread: Set<String> = []
  /// Whether any definition is faulty, with a name or without.
  var isFaulty = false

  /// What a use gets that names none: the only definition there is.
  var sole: PlayersChoice? { choices.count == 1 ? choices[0] : nil }

  /// The names.
  var names: [String] { choices.compactMap(\.name) }

  subscript(name: String) -> PlayersChoice? { choices.first { $0.name == name } }
}

/// Reads definitions of players.
///
/// ```yaml
/// players: {patches: {grid: [4, 4]}, every: {features: each}}   # named
/// players: features                                             # the only one, without a name
/// ```
struct PlayersReading {
  /// Forms that are known but have no stage yet.
  static let planned = ["segments", "groups", "words", "channels", "sample"]
  static let help = "write `{grid: [rows, columns]}` for image cells, or `features`"
  /// What may stand where players are used.
  static let type = FieldType.oneOf([
    .text,
    .map([
      FieldDescription(
        name: "grid", type: .list(of: .integer(1...1024), count: 2...2), isRequired: false,
        summary: "rows and columns of image cells"),
      FieldDescription(
        name: "features", type: .choice(["each"]), isRequired: false,
        summary: "one player per element of the input"),
    ]),
  ])

  let sink: FaultSink

  /// The table under the top-level `players`.
  func table(_ node: SpecNode?) -> PlayersTable {
    guard let node, !node.isNull else { return PlayersTable() }
    guard let members = node.members, node["grid"] == nil else {
      let sole = definition(node, name: nil)
      return PlayersTable(choices: sole.map { [$0] } ?? [], isFaulty: sole == nil)
    }
    var table = PlayersTable(
      choices: members.filter { !$0.value.isNull }.compactMap { member in
        if !NodeNames.isLegal(member.key) {
          sink.report(
            at: member.keySpan, "`\(SpecNode.shortened(member.key))` cannot name players",
            notes: [NodeNames.rule])
        }
        if member.key == "features", member.value.text == "each" {
          return PlayersChoice(
            name: "features", definition: .features, span: member.value.span)
        }
        return definition(member.value, name: member.key)
      })
    table.unread = Set(members.filter { !$0.value.isNull }.map(\.key)).subtracting(table.names)
    table.isFaulty = !table.unread.isEmpty
    return table
  }

  /// A definition written in place; nil after reporting.
  func definition(_ node: SpecNode, name: String?) -> PlayersChoice? {
    if let text = node.text {
      if text == "features" {
        return PlayersChoice(name: name, definition: .features, span: node.span)
      }
      sink.report(
        at: node.span, "`\(SpecNode.shortened(text))` is not a definition of players",
        notes: [Self.help])
      return nil
    }
    guard let members = node.members, members.count == 1, let form = members.first else {
      sink.report(
        at: node.span, "players must be one form, not \(node.kindWords)", notes: [Self.help])
      return nil
    }
    switch form.key {
    case "patches": return definition(form.value, name: name)
    case "features" where form.value.text == "each":
      return PlayersChoice(name: name, definition: .features, span: form.value.span)
    case "grid":
      return grid(form.value).map {
        PlayersChoice(name: name, definition: $0, span: form.value.span)
      }
    case let kind where Self.planned.contains(kind):
      return PlayersChoice(
        name: name, definition: .other(kind: kind, parameters: form.value.untypedValue),
        span: form.value.span)
    default:
      var notes: [String] = []
      let forms = ["grid", "features", "patches"] + Self.planned
      if let nearest = NearestName.suggestion(for: form.key, among: forms) {
        notes.append("did you mean `\(nearest)`?")
      }
      sink.report(
        at: form.keySpan, "unknown form of players `\(SpecNode.shortened(form.key))`",
        notes: notes + [Self.help])
      return nil
    }
  }

  private func grid(_ node: SpecNode) -> PlayersChoice.Definition? {
    let reader = ParameterReader(
      SpecNode(
        .map([SpecNode.Member(key: "grid", keySpan: node.span, value: node)]), at: node.span),
      span: node.span, path: "players", vocabulary: Vocabulary(), sink: sink)
    let cells = reader.integers(
      "grid", default: [2, 2], each: 1...1024, count: 2...2, "rows and columns")
    guard cells[0] * cells[1] > 1 else {
      sink.report(
        at: node.span, "a grid of one cell has one player, who interacts with nobody",
        notes: ["use at least two cells"])
      return nil
    }
    return .grid(rows: cells[0], columns: cells[1])
  }
}

extension ParameterReader {
  /// Players by name or in place; those named at the top level when there is only one.
  func players(_ key: String, from table: PlayersTable, _ summary: String) -> PlayersChoice? {
    let member = member(key)
    var choice: PlayersChoice?
    if let member {
      choice = players(member.value, from: table)
    } else {
      choice = table.sole
      if choice == nil, !isDescribing, !table.isFaulty {
        var notes = ["add `\(key)`: " + PlayersReading.help]
        if !table.names.isEmpty {
          notes = ["add `\(key)`: one of " + table.names.joined(separator: ", ")]
        }
        sink.report(
          at: place(of: key), "missing required key `\(key)`\(path.isEmpty ? "" : " in \(path)")",
          notes: notes)
      }
    }
    record(
      key, choice?.value, from: member, type: PlayersReading.type, required: false, summary,
      showing: choice?.written)
    if case .other(let kind, _)? = choice?.definition { markUnbuilt("players form `\(kind)`") }
    return choice
  }

  private func players(_ node: SpecNode, from table: PlayersTable) -> PlayersChoice? {
    guard let name = node.text else {
      return PlayersReading(sink: sink).definition(node, name: nil)
    }
    if let named = table[name] { return named }
    if table.unread.contains(name) { return nil }
    if name == "features" {
      return PlayersChoice(name: nil, definition: .features, span: node.span)
    }
    var notes: [String] = []
    if let nearest = NearestName.suggestion(for: name, among: table.names + ["features"]) {
      notes.append("did you mean `\(nearest)`?")
    }
    notes.append(
      table.names.isEmpty
        ? "no players are named at the top level; " + PlayersReading.help
        : "players named at the top level: " + table.names.joined(separator: ", "))
    sink.report(at: node.span, "unknown players `\(SpecNode.shortened(name))`", notes: notes)
    return nil
  }

  /// The values in place of absent players: a name, `{constant: number}`, or a form not built yet.
  func baseline(_ key: String, default defaultValue: Baseline, _ summary: String) -> Baseline {
    let member = member(key)
    let baseline = member.flatMap { self.baseline($0.value, key) } ?? defaultValue
    record(
      key, baseline.value, from: member, type: .oneOf([.choice(Baseline.names), .anything]),
      default: defaultValue.value, required: false, summary, showing: baseline.written)
    if case .other(let kind, _) = baseline { markUnbuilt("baseline `\(kind)`") }
    return baseline
  }

  private func baseline(_ node: SpecNode, _ key: String) -> Baseline? {
    var name = node.text
    var parameters: SpecNode?
    if let members = node.members {
      if let named = node["name"]?.text {
        name = named
        parameters = SpecNode(.map(members.filter { $0.key != "name" }), at: node.span)
      } else if members.count == 1, let only = members.first {
        name = only.key
        parameters = only.value
      }
    }
    guard let name else {
      mismatch(key, node, .choice(Baseline.names))
      return nil
    }
    if let plain = Baseline.plain[name], parameters?.members?.isEmpty ?? true { return plain }
    if name == "constant" {
      guard let parameters else {
        sink.report(
          at: node.span, "baseline `constant` needs its value",
          notes: ["write `\(key): {constant: 0.5}`"])
        return nil
      }
      let wrapped =
        parameters.members == nil
        ? SpecNode(
          .map([SpecNode.Member(key: "value", keySpan: parameters.span, value: parameters)]),
          at: parameters.span) : parameters
      let reader = child(wrapped, path: path(of: key))
      let value = reader.number("value", "the value, after normalisation")
      reader.finish()
      return .constant(value)
    }
    if Baseline.planned.contains(name) {
      return .other(kind: name, parameters: parameters?.untypedValue ?? .null)
    }
    var notes: [String] = []
    if let nearest = NearestName.suggestion(for: name, among: Baseline.names) {
      notes.append("did you mean `\(nearest)`?")
    }
    notes.append("legal values: " + Baseline.names.joined(separator: ", "))
    sink.report(
      at: node.span, "`\(key)` cannot be `\(SpecNode.shortened(name))`", notes: notes)
    return nil
  }
}

extension PlayersChoice {
  /// As a spec writes it.
  var written: Value {
    if let name { return .text(name) }
    return switch definition {
    case .grid(let rows, let columns): .map(["grid": .list([.integer(rows), .integer(columns)])])
    case .features: "features"
    case .other(let kind, let parameters): .map([kind: parameters])
    }
  }
}

extension Baseline {
  /// As a spec writes it.
  var written: Value {
    switch self {
    case .constant(let value): .map(["constant": .number(value)])
    case .other(let kind, let parameters) where parameters != .null: .map([kind: parameters])
    default: .text(name)
    }
  }

  static let plain: [String: Baseline] = [
    "channel-mean": .channelMean, "pixel-mean": .pixelMean, "feature-mean": .featureMean,
    "raw-zero": .rawZero,
  ]
  static let planned = ["blur", "sample-average", "push", "tensor"]
  static let names =
    ["channel-mean", "pixel-mean", "feature-mean", "raw-zero", "constant"] + planned
}
