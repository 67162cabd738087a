import Base

/// One node of a spec's YAML tree, with its place in the text.
///
/// Nodes never change and are shared by reference: an override copies the path to the place it
/// changes and nothing else, so equal parts of many cells are the same objects.
public final class SpecNode: Sendable {
  /// A key of a mapping and what stands under it.
  public struct Member: Sendable {
    /// The key.
    public let key: String
    /// Where the key stands.
    public let keySpan: SourceSpan
    /// What stands under it.
    public let value: SpecNode

    /// Makes a member.
    public init(key: String, keySpan: SourceSpan, value: SpecNode) {
      self.key = key
      self.keySpan = keySpan
      self.value = value
    }
  }

  /// What a node holds.
  public enum Content: Sendable {
    /// A scalar as written; its type is decided by who reads it. Quoted scalars are always text.
    case scalar(String, quoted: Bool)
    /// A sequence.
    case list([SpecNode])
    /// A mapping, in the order written.
    case map([Member])
  }

  /// What the node holds.
  public let content: Content
  /// Where it stands.
  public let span: SourceSpan

  /// Makes a node.
  public init(_ content: Content, at span: SourceSpan) {
    self.content = content
    self.span = span
  }

  /// The members of a mapping; nil for other nodes.
  public var members: [Member]? { if case .map(let members) = content { members } else { nil } }
  /// The elements of a sequence; nil for other nodes.
  public var elements: [SpecNode]? { if case .list(let nodes) = content { nodes } else { nil } }
  /// The text of a scalar; nil for other nodes.
  public var text: String? { if case .scalar(let text, _) = content { text } else { nil } }

  /// The member `key` of a mapping; nil when absent or not a mapping.
  public func member(_ key: String) -> Member? { members?.first { $0.key == key } }
  /// What stands under `key`; nil when absent or not a mapping.
  public subscript(key: String) -> SpecNode? { member(key)?.value }

  /// Whether this is YAML's null: `null`, `~` or nothing, unquoted.
  public var isNull: Bool {
    guard case .scalar(let text, quoted: false) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The value where no schema says what is expected: the YAML 1.2 core reading of each scalar.
  public var untypedValue: Value {
    switch content {
    case .scalar(let text, let quoted):
      if quoted { return .text(text) }
      if isNull { return .null }
      if let flag = CoreScalar.boolean(text) { return .boolean(flag) }
      if let integer = Int(text) { return .integer(integer) }
      if let number = CoreScalar.number(text), number.isFinite { return .number(number) }
      return .text(text)
    case .list(let nodes): return .list(nodes.map(\.untypedValue))
    case .map(let members):
      return .map(
        Dictionary(members.map { ($0.key, $0.value.untypedValue) }) { _, last in last })
    }
  }
}
