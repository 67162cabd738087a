import Base

/// Rewrites `dataset`, `architecture` and `training` as `data.main` and `models.main`.
struct ShortForm {
  /// The short keys and the long paths they stand for.
  static let paths = [
    "dataset": ["data", "main"], "architecture": ["models", "main", "architecture"],
    "training": ["models", "main", "train"],
  ]

  let sink: FaultSink

  /// `root` in the long form; nodes keep their places.
  func expanded(_ root: SpecNode) -> SpecNode {
    guard let members = root.members, members.contains(where: { Self.paths[$0.key] != nil })
    else { return root }
    var result = SpecNode(.map(members.filter { Self.paths[$0.key] == nil }), at: root.span)
    for member in members {
      guard let path = Self.paths[member.key] else { continue }
      let long = path.joined(separator: ".")
      if let given = result.member(at: path) {
        sink.report(
          at: member.keySpan, "`\(member.key)` is short for `\(long)`, which is given too",
          notes: [
            "`\(long)` stands at \(given.keySpan.file):\(given.keySpan.line):"
              + "\(given.keySpan.column); keep one of the two"
          ])
        continue
      }
      guard
        let set = result.setting(
          path[...], to: SpecNode.named(member.value, under: member.key), keySpan: member.keySpan)
      else {
        sink.report(
          at: member.keySpan, "`\(member.key)` is short for `\(long)`, which cannot be set here",
          notes: ["`\(path[0])` must be a mapping from names"])
        continue
      }
      result = set
    }
    return result
  }

  /// A dotted path as written, in the long form.
  static func longPath(_ written: String) -> [String] {
    let parts = written.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let first = parts.first, let long = paths[first] else { return parts }
    return long + parts.dropFirst()
  }
}

extension SpecNode {
  /// Keys under which a bare name stands for `{name: it}`.
  private static let plugins: Set<String> = ["dataset", "architecture", "optimizer", "loss"]

  /// `node`, with a bare plugin name under `key` made a mapping.
  static func named(_ node: SpecNode, under key: String) -> SpecNode {
    guard plugins.contains(key), node.text != nil, !node.isNull else { return node }
    return SpecNode(
      .map([Member(key: "name", keySpan: node.span, value: node)]), at: node.span)
  }

  /// The member at a path of keys; nil when absent.
  func member(at path: [String]) -> Member? {
    guard let first = path.first, let member = member(first) else { return nil }
    return path.count == 1 ? member : member.value.member(at: Array(path.dropFirst()))
  }

  /// This tree without the member at a path of keys.
  func removing(_ path: ArraySlice<String>) -> SpecNode {
    guard let key = path.first, let members else { return self }
    let rest = path.dropFirst()
    let kept = members.compactMap { member -> Member? in
      guard member.key == key else { return member }
      guard !rest.isEmpty else { return nil }
      return Member(key: key, keySpan: member.keySpan, value: member.value.removing(rest))
    }
    return SpecNode(.map(kept), at: span)
  }

  /// This tree with `value` at `path`, copying only the nodes on the path.
  ///
  /// Missing mappings are made. A number steps into a list. Nil when the path leads through a
  /// scalar or past a list's end.
  func setting(_ path: ArraySlice<String>, to value: SpecNode, keySpan: SourceSpan) -> SpecNode? {
    guard let key = path.first else { return value }
    let rest = path.dropFirst()
    switch content {
    case .map(var members):
      if let place = members.firstIndex(where: { $0.key == key }) {
        let below = Self.named(members[place].value, under: rest.isEmpty ? "" : key)
        guard let changed = below.setting(rest, to: value, keySpan: keySpan) else { return nil }
        members[place] = Member(key: key, keySpan: keySpan, value: changed)
      } else {
        let empty = SpecNode(.map([]), at: keySpan)
        guard let made = empty.setting(rest, to: value, keySpan: keySpan) else { return nil }
        members.append(Member(key: key, keySpan: keySpan, value: made))
      }
      return SpecNode(.map(members), at: span)
    case .list(var elements):
      guard let index = Int(key), elements.indices.contains(index),
        let changed = elements[index].setting(rest, to: value, keySpan: keySpan)
      else { return nil }
      elements[index] = changed
      return SpecNode(.list(elements), at: span)
    case .scalar:
      guard isNull else { return nil }
      return SpecNode(.map([]), at: keySpan).setting(path, to: value, keySpan: keySpan)
    }
  }
}
