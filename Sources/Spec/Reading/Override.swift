import Base

/// One replacement of a part of the spec: from `--set`, a variant or a sweep point.
struct Override: Sendable {
  /// The dotted path as written.
  let written: String
  /// The path in the long form.
  let path: [String]
  /// What is put there.
  let value: SpecNode
  /// Where the path is written.
  let keySpan: SourceSpan

  init(_ written: String, value: SpecNode, keySpan: SourceSpan) {
    self.written = written
    path = ShortForm.longPath(written)
    let parts = written.split(separator: ".").map(String.init)
    self.value = SpecNode.named(value, under: parts.last ?? "")
    self.keySpan = keySpan
  }

  /// The top-level keys a variant or sweep may change.
  static let cellKeys = [
    "dataset", "architecture", "training", "data", "models", "samples", "measure", "relate",
    "players", "baseline", "seed", "seeds", "noop",
  ]

  /// `root` changed; nil after reporting why the path leads nowhere.
  ///
  /// Only the beginning of the path is checked here. What is put under a key nobody reads is
  /// found as an unknown key, with this override's place. `null` takes away what stands there, so
  /// that one point of a sweep may do without a key that another needs.
  func applied(to root: SpecNode, allowing keys: [String], sink: FaultSink) -> SpecNode? {
    guard checkBeginning(in: root, allowing: keys, sink: sink) else { return nil }
    let path = path(in: root)
    if value.isNull, root.member(at: path) != nil { return root.removing(path[...]) }
    guard let changed = root.setting(path[...], to: value, keySpan: keySpan) else {
      sink.report(
        at: keySpan, "`\(written)` leads nowhere: a part of it is neither a mapping nor in a list",
        notes: ["set the whole value at the last part that is a mapping"])
      return nil
    }
    return changed
  }

  /// The path by the keys there are: those of sweeps and variants have dots of their own.
  private func path(in root: SpecNode) -> [String] {
    var found: [String] = []
    var rest = path[...]
    var node: SpecNode? = root
    while let members = node?.members, !rest.isEmpty {
      let names = (1...rest.count).reversed().map { rest.prefix($0).joined(separator: ".") }
      guard let place = names.firstIndex(where: { name in members.contains { $0.key == name } })
      else { break }
      found.append(names[place])
      node = node?[names[place]]
      rest = rest.dropFirst(names.count - place)
    }
    // What is swept anew is one key too.
    let swept = path.dropFirst()
    if path[0] == "sweep", found.count <= 1, let first = swept.first, Self.cellKeys.contains(first)
    {
      return ["sweep", swept.joined(separator: ".")]
    }
    return found + rest
  }

  private func checkBeginning(in root: SpecNode, allowing keys: [String], sink: FaultSink) -> Bool {
    let parts = written.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains(""), parts.count <= YAMLDocument.maximumDepth, let first = parts.first
    else {
      sink.report(
        at: keySpan, "`\(SpecNode.shortened(written))` is not a dotted path",
        notes: ["write keys joined by dots, such as `training.epochs`"])
      return false
    }
    guard keys.contains(first) else {
      report(first, among: keys, what: "key", sink: sink)
      return false
    }
    // A whole new node may be given, but not a part of one that does not exist.
    let named = NodeKind.allCases.map(\.rawValue) + ["players", "variants", "figures", "claims"]
    if path.count > 2, named.contains(path[0]), root.member(at: Array(path.prefix(2))) == nil,
      ShortForm.paths[first] == nil
    {
      let names = root[path[0]]?.members?.map(\.key) ?? []
      report(path[1], among: names, what: "name", sink: sink)
      return false
    }
    return true
  }

  private func report(_ part: String, among names: [String], what: String, sink: FaultSink) {
    var notes: [String] = []
    if let nearest = NearestName.suggestion(for: part, among: names) {
      notes.append("did you mean `\(nearest)`?")
    }
    let shown = names.prefix(30).joined(separator: ", ") + (names.count > 30 ? ", …" : "")
    notes.append("legal here: " + (names.isEmpty ? "nothing" : shown))
    sink.report(at: keySpan, "`\(written)` begins with an unknown \(what), `\(part)`", notes: notes)
  }
}

/// Reads `--set path=value` arguments.
struct CommandLineOverrides {
  /// The label that stands for a file in faults and origins.
  static let label = "--set"

  /// The overrides; a faulty one is reported and left out.
  ///
  /// Each argument is one line of the source that faults show.
  static func read(_ arguments: [String], sink: FaultSink) -> [Override] {
    let source = arguments.map { $0.replacing("\n", with: " ") }
    defer { sink.add(text: source.joined(separator: "\n"), of: label) }
    return source.enumerated().compactMap { index, argument in
      // Up to this argument, so that a mark at the text's end falls into its line.
      sink.add(text: source[...index].joined(separator: "\n"), of: label)
      let whole = SourceSpan(
        file: label, line: index + 1, column: 1, length: argument.unicodeScalars.count)
      guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
        sink.report(
          at: whole, "`--set` needs `path=value`", notes: ["such as `--set training.epochs=3`"])
        return nil
      }
      let written = String(argument[..<equals])
      let column = written.unicodeScalars.count
      // Blanks in the place of what stands before keep libyaml's marks right.
      let text =
        String(repeating: "\n", count: index) + String(repeating: " ", count: column + 1)
        + argument[argument.index(after: equals)...]
      guard let value = YAMLDocument.tree(Array(text.utf8), file: label, sink: sink) else {
        return nil
      }
      return Override(
        written, value: value,
        keySpan: SourceSpan(file: label, line: index + 1, column: 1, length: column))
    }
  }
}
