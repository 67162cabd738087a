import Base

/// One thing in which a stage as it is asked for now differs from an earlier one.
public enum StageChange: Sendable, Hashable {
  /// It is of another kind.
  case kind(old: String, new: String)
  /// Its kind has another version.
  case version(kind: String, old: Int, new: Int)
  /// A parameter has another value; nil where it is absent. The path is dotted, list elements are
  /// numbered from 0: `architecture.hidden[1]`.
  case parameter(path: String, old: Value?, new: Value?)
  /// A file it reads has another content; nil where it is not read.
  case file(name: String, old: ContentHash?, new: ContentHash?)
  /// It has another number of inputs in a role.
  case inputCount(role: String, old: Int, new: Int)
  /// An input is another stage; the place is the role, numbered where it has several inputs.
  case input(place: String, old: ContentHash, new: ContentHash)

  /// The change as a line: `parameters.batch: 32 → 64`.
  public var text: String {
    if case .parameter(let path, _, _) = self { return "parameters.\(path): \(values)" }
    return "\(subject): \(values)"
  }

  /// The change as one of a stage named before: `its parameter batch: 32 → 64`.
  public var textOfInput: String { "its \(subject): \(values)" }

  private var subject: String {
    switch self {
    case .kind: "kind"
    case .version: "kind version"
    case .parameter(let path, _, _): "parameter \(path)"
    case .file(let name, _, _): "file \(name)"
    case .inputCount(let role, _, _): "input \(role)"
    case .input(let place, _, _): "input \(place)"
    }
  }

  private var values: String {
    switch self {
    case .kind(let old, let new): "\(old) → \(new)"
    case .version(let kind, let old, let new): "\(kind) \(old) → \(new)"
    case .parameter(_, let old, let new): "\(Self.shown(old)) → \(Self.shown(new))"
    case .file(_, let old, let new):
      switch (old, new) {
      case (nil, let new?): "not read → sha256 \(Self.short(new))"
      case (let old?, nil): "sha256 \(Self.short(old)) → not read"
      default: "sha256 \(old.map(Self.short) ?? "") → \(new.map(Self.short) ?? "")"
      }
    case .inputCount(_, let old, let new): "\(old) → \(new) stages"
    case .input(_, let old, let new): "stage \(Self.short(old)) → \(Self.short(new))"
    }
  }

  /// Characters of a value that are shown.
  private static let shownCharacters = 48

  /// A value as changes show it: JSON, cut where it is long; `not set` for none.
  public static func shown(_ value: Value?) -> String {
    guard let value else { return "not set" }
    let text = value.json
    return text.count <= shownCharacters ? text : text.prefix(shownCharacters - 1) + "…"
  }

  private static func short(_ hash: ContentHash) -> String { "\(hash.hex.prefix(8))…" }

  /// The change as JSON: `what`, where it is, `old` and `new` in full.
  public var value: Value {
    switch self {
    case .kind(let old, let new): ["what": "kind", "old": .text(old), "new": .text(new)]
    case .version(let kind, let old, let new):
      ["what": "version", "kind": .text(kind), "old": .integer(old), "new": .integer(new)]
    case .parameter(let path, let old, let new):
      ["what": "parameter", "path": .text(path), "old": old ?? .null, "new": new ?? .null]
    case .file(let name, let old, let new):
      [
        "what": "file", "name": .text(name), "old": old.map { .text($0.hex) } ?? .null,
        "new": new.map { .text($0.hex) } ?? .null,
      ]
    case .inputCount(let role, let old, let new):
      ["what": "input-count", "role": .text(role), "old": .integer(old), "new": .integer(new)]
    case .input(let place, let old, let new):
      ["what": "input", "input": .text(place), "old": .text(old.hex), "new": .text(new.hex)]
    }
  }
}

/// Compares what a stage's key is made of with what an earlier stage's was.
public enum StageDifference {
  /// Every difference: kind, version, parameters by path, files by name, inputs by role.
  ///
  /// Of two lists of equal length the first element that differs is told, of others the whole.
  public static func changes(from old: StageRecord, to new: StageNode) -> [StageChange] {
    var changes: [StageChange] = []
    if old.kind != new.kind {
      changes.append(.kind(old: old.kind, new: new.kind))
    } else if old.version != new.version {
      changes.append(.version(kind: new.kind, old: old.version, new: new.version))
    }
    compare(old.parameters, new.parameters, path: "", &changes)
    for name in Set(old.files.keys).union(new.files.keys).sorted()
    where old.files[name] != new.files[name] {
      changes.append(.file(name: name, old: old.files[name], new: new.files[name]))
    }
    for role in Set(old.inputs.keys).union(new.inputs.keys).sorted() {
      let (before, now) = (old.inputs[role] ?? [], new.inputs[role] ?? [])
      guard before.count == now.count else {
        changes.append(.inputCount(role: role, old: before.count, new: now.count))
        continue
      }
      for (place, (old, new)) in zip(before, now).enumerated() where old != new {
        changes.append(
          .input(place: now.count == 1 ? role : "\(role)[\(place)]", old: old, new: new))
      }
    }
    return changes
  }

  /// The differences of two values by path, as those of parameters.
  public static func changes(from old: Value, to new: Value) -> [StageChange] {
    var changes: [StageChange] = []
    compare(old, new, path: "", &changes)
    return changes
  }

  private static func compare(
    _ old: Value, _ new: Value, path: String, _ changes: inout [StageChange]
  ) {
    guard old != new else { return }
    switch (old, new) {
    case (.map(let before), .map(let now)):
      for name in Set(before.keys).union(now.keys).sorted() {
        let inner = path.isEmpty ? name : path + "." + name
        if let old = before[name], let new = now[name] {
          compare(old, new, path: inner, &changes)
        } else {
          changes.append(.parameter(path: inner, old: before[name], new: now[name]))
        }
      }
    case (.list(let before), .list(let now)) where before.count == now.count:
      guard let place = before.indices.first(where: { before[$0] != now[$0] }) else { return }
      compare(before[place], now[place], path: "\(path)[\(place)]", &changes)
    default: changes.append(.parameter(path: path, old: old, new: new))
    }
  }
}
