/// The defaults of a study's nodes that are other ones in some of its cells, or are unknown there:
/// a variant names another plugin, or the sweep changes what a default follows.
struct CellDefaults {
  /// What each node's reader read of the study's own tree, before any cell changed it.
  let fields: [NodeName: [ResolvedField]]
  /// The paths of those defaults, from the node on.
  private var unlike: [NodeName: Set<[String]>] = [:]

  init(_ fields: [NodeName: [ResolvedField]]) { self.fields = fields }

  /// Whether the default at a path is the same wherever a cell does not write another value.
  func isSame(_ node: NodeName, at path: [String]) -> Bool {
    unlike[node]?.contains(path) != true
  }

  /// Looks at what was read of a node in some cell.
  mutating func compare(_ node: NodeName, read: [ResolvedField]) {
    guard let own = fields[node] else { return }
    compare(node, own, with: read, at: [])
  }

  private mutating func compare(
    _ node: NodeName, _ own: [ResolvedField], with read: [ResolvedField], at path: [String]
  ) {
    let found = Dictionary(read.map { ($0.key, $0) }) { first, _ in first }
    for field in own {
      let place = path + [field.key]
      guard let other = found[field.key] else {
        if field.isDefault { unlike[node, default: []].insert(place) }
        continue
      }
      switch (field.content, other.content) {
      case (.map(let own), .map(let read)):
        compare(node, own, with: read, at: place)
        // A mapping of which nothing is left would read as nothing.
        if field.isDefault, !own.isEmpty, own.allSatisfy({ !isSame(node, at: place + [$0.key]) }) {
          unlike[node, default: []].insert(place)
        }
      case (.value(let own), .value(let read)) where own == read: continue
      case (.list(let own), .list(let read)) where own.count == read.count:
        for case (.map(let own), .map(let read)) in zip(own, read) {
          compare(node, own, with: read, at: place)
        }
      default:
        if field.isDefault, other.isDefault { unlike[node, default: []].insert(place) }
      }
    }
  }
}

extension ResolvedField {
  /// Whether nothing of it was written.
  var isDefault: Bool {
    guard origin == nil else { return false }
    switch content {
    case .value: return true
    case .map(let fields): return fields.allSatisfy(\.isDefault)
    case .list(let elements):
      return elements.allSatisfy { ResolvedField(key: key, content: $0).isDefault }
    }
  }
}
