/// The paths, in the long form, that variants and the sweep of a study change.
struct VariedPaths {
  /// The mappings in which something changes.
  private var mappings: Set<[String]> = []
  /// The top-level keys that change, whose values nodes take over: `baseline`, `players`.
  private var topLevel: Set<String> = []

  init(of root: SpecNode) {
    for variant in root["variants"]?.members ?? [] {
      for change in variant.value.members ?? [] { insert(change) }
    }
    insert(below: root["sweep"])
  }

  /// Whether a default may be another one in some cell: beside something that changes, or taken over
  /// from what does.
  func mayChange(_ field: ResolvedField, at path: [String]) -> Bool {
    field.isDefault && (mappings.contains(path) || topLevel.contains(field.key))
  }

  private mutating func insert(_ change: SpecNode.Member) {
    insert(ShortForm.longPath(change.key), change.value)
  }

  private mutating func insert(_ path: [String], _ value: SpecNode) {
    mappings.insert(Array(path.dropLast()))
    if path.count == 1 { topLevel.insert(path[0]) }
    for member in value.members ?? [] { insert(path + [member.key], member.value) }
  }

  /// The sweep names paths at any depth of its own keys, and mappings among their values.
  private mutating func insert(below node: SpecNode?) {
    for element in node?.elements ?? [] { insert(below: element) }
    for member in node?.members ?? [] {
      insert(member)
      for value in member.value.elements ?? [] {
        insert(ShortForm.longPath(member.key), value)
      }
      insert(below: member.value)
    }
  }
}

extension ResolvedField {
  /// Whether nothing of it was written.
  fileprivate var isDefault: Bool {
    guard origin == nil else { return false }
    switch content {
    case .value: return true
    case .map(let fields): return fields.allSatisfy(\.isDefault)
    case .list(let elements):
      return elements.allSatisfy { ResolvedField(key: key, content: $0).isDefault }
    }
  }
}
