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
/// players: {grid: [8, 8], cells: {draw: 12, central: [6, 6]}, others: kept}
/// players: {groups: [[age, sex], [hours]]}
/// players: tokens
/// ```
struct PlayersReading {
  /// Forms that are known but have no stage yet.
  static let planned = ["segments", "words", "channels", "sample"]
  /// Forms with one player per part of the input, by the name they are written with.
  static let plain: [String: PlayersChoice.Definition] = [
    "features": .features, "tokens": .tokens,
  ]
  static let help =
    "write `{grid: [rows, columns]}` for image cells, `features`, `tokens`, or"
    + " `{groups: [[age, sex], [hours]]}`"
  /// What may stand where players are used.
  static let type = FieldType.oneOf([
    .text,
    .map([
      FieldDescription(
        name: "grid", type: .list(of: .integer(1...1024), count: 2...2), isRequired: false,
        summary: "rows and columns of image cells"),
      FieldDescription(
        name: "cells",
        type: .oneOf([
          .list(of: .integer(0...Int.max), count: 2...Int.max), .map(PlayingCells.fields),
        ]), isRequired: false,
        summary: "the cells of the grid that play, numbered row by row from 0; all unless given"),
      FieldDescription(
        name: "groups", type: .list(of: .list(of: .text, count: 1...Int.max), count: 2...Int.max),
        isRequired: false,
        summary: "one player per group of features, by name or by number from 0"),
      FieldDescription(
        name: "others", type: .choice(PlayersChoice.Background.allCases.map(\.rawValue)),
        defaultValue: .text(PlayersChoice.Background.masked.rawValue), isRequired: false,
        summary: "what nobody owns beside cells or groups: the sample's values or the baseline's"),
      FieldDescription(
        name: "features", type: .choice(["each"]), isRequired: false,
        summary: "one player per element of the input"),
      FieldDescription(
        name: "tokens", type: .choice(["each"]), isRequired: false,
        summary: "one player per token of a sequence"),
    ]),
  ])

  let sink: FaultSink

  /// The table under the top-level `players`.
  func table(_ node: SpecNode?) -> PlayersTable {
    guard let node, !node.isNull else { return PlayersTable() }
    guard let members = node.members, node["grid"] == nil, node["groups"]?.elements == nil else {
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
        if let plain = Self.plain[member.key], member.value.text == "each" {
          return PlayersChoice(name: member.key, definition: plain, span: member.value.span)
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
      if let plain = Self.plain[text] {
        return PlayersChoice(name: name, definition: plain, span: node.span)
      }
      sink.report(
        at: node.span, "`\(SpecNode.shortened(text))` is not a definition of players",
        notes: [Self.help])
      return nil
    }
    for (key, read) in [("grid", cells), ("groups", groups)] where node[key] != nil {
      return read(node).map {
        PlayersChoice(name: name, definition: $0, span: node[key]?.span ?? node.span)
      }
    }
    guard let members = node.members, members.count == 1, let form = members.first else {
      sink.report(
        at: node.span, "players must be one form, not \(node.kindWords)", notes: [Self.help])
      return nil
    }
    if form.key == "patches" { return definition(form.value, name: name) }
    if let plain = Self.plain[form.key], form.value.text == "each" {
      return PlayersChoice(name: name, definition: plain, span: form.value.span)
    }
    if Self.planned.contains(form.key) {
      return PlayersChoice(
        name: name, definition: .other(kind: form.key, parameters: form.value.untypedValue),
        span: form.value.span)
    }
    var notes: [String] = []
    let forms = ["grid", "groups", "features", "tokens", "patches"] + Self.planned
    if let nearest = NearestName.suggestion(for: form.key, among: forms) {
      notes.append("did you mean `\(nearest)`?")
    }
    sink.report(
      at: form.keySpan, "unknown form of players `\(SpecNode.shortened(form.key))`",
      notes: notes + [Self.help])
    return nil
  }

  private func reader(_ node: SpecNode) -> ParameterReader {
    ParameterReader(
      node, span: node.span, path: "players", vocabulary: Vocabulary(), sink: sink)
  }

  /// A whole grid, or some of its cells.
  private func cells(_ node: SpecNode) -> PlayersChoice.Definition? {
    let reader = reader(node)
    let grid = reader.integers(
      "grid", default: [2, 2], each: 1...1024, count: 2...2, "rows and columns")
    let cells = PlayingCells(reader, rows: grid[0], columns: grid[1])
    let others: PlayersChoice.Background = reader.choice(
      "others", default: .masked, "what the cells that do not play are")
    reader.finish()
    if let chosen = cells.chosen {
      return .cells(chosen, rows: grid[0], columns: grid[1], others: others)
    }
    if reader.has("others"), !reader.has("cells") {
      reader.fault(
        at: "others", "`others` are the cells that do not play, and all cells of the grid play",
        notes: ["add `cells`: those that play, or delete `others`"])
    }
    guard grid[0] * grid[1] > 1 else {
      reader.fault(
        at: "grid", "a grid of one cell has one player, who interacts with nobody",
        notes: ["use at least two cells"])
      return nil
    }
    return .grid(rows: grid[0], columns: grid[1])
  }

  /// Groups of features.
  private func groups(_ node: SpecNode) -> PlayersChoice.Definition? {
    let reader = reader(node)
    let others: PlayersChoice.Background = reader.choice(
      "others", default: .masked, "what the features in no group are")
    guard let member = reader.member("groups"), let lists = member.value.elements, lists.count > 1
    else {
      reader.fault(
        at: "groups", "`groups` must be a list of at least two groups of features",
        notes: ["write `{groups: [[age, sex], [hours]]}`, or features by number from 0"])
      return nil
    }
    reader.finish()
    var seen: Set<PlayersChoice.Feature> = []
    var isFaulty = false
    let groups = lists.map { list in
      (list.elements ?? [list]).compactMap { node -> PlayersChoice.Feature? in
        let feature: PlayersChoice.Feature
        switch node.untypedValue {
        case .integer(let number) where number >= 0: feature = .number(number)
        case .text(let name): feature = .name(name)
        default:
          sink.report(
            at: node.span,
            "a feature of a group is a name or a number from 0, not"
              + " \(node.kindWords)", notes: [])
          isFaulty = true
          return nil
        }
        guard seen.insert(feature).inserted else {
          sink.report(
            at: node.span, "`\(feature.text)` is in `groups` twice",
            notes: ["a feature belongs to one player"])
          isFaulty = true
          return nil
        }
        return feature
      }
    }
    for (list, group) in zip(lists, groups) where group.isEmpty && !isFaulty {
      sink.report(at: list.span, "a group of no features is no player", notes: ["delete it"])
      isFaulty = true
    }
    return isFaulty ? nil : .groups(groups, others: others)
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
    if let plain = PlayersReading.plain[name] {
      return PlayersChoice(name: nil, definition: plain, span: node.span)
    }
    var notes: [String] = []
    let known = table.names + PlayersReading.plain.keys.sorted()
    if let nearest = NearestName.suggestion(for: name, among: known) {
      notes.append("did you mean `\(nearest)`?")
    }
    notes.append(
      table.names.isEmpty
        ? "no players are named at the top level; " + PlayersReading.help
        : "players named at the top level: " + table.names.joined(separator: ", "))
    sink.report(at: node.span, "unknown players `\(SpecNode.shortened(name))`", notes: notes)
    return nil
  }
}
