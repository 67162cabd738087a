import Base

/// A study's long form read back: what it says as values, and where each of them came from.
///
/// It reads any long form of any version of this program, since it asks no schema what is legal.
public struct ResolvedSpec: Sendable {
  /// All of it, each scalar as YAML's core schema reads it: `1e-3` and `0.001` are one number.
  public let value: Value
  private let root: SpecNode
  private let origins: [Int: String]

  /// Reads the text `SpecReader.longForm` made; nil when it is none.
  public init?(_ text: String) {
    let sink = FaultSink()
    guard let root = YAMLDocument.read(Array(text.utf8), file: "", sink: sink), !sink.hasErrors
    else { return nil }
    self.root = root
    value = root.untypedValue
    var origins: [Int: String] = [:]
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard let mark = line.ranges(of: "  # ").last else { continue }
      origins[index + 1] = String(line[mark.upperBound...])
    }
    self.origins = origins
  }

  /// Where what stands at `path`, key by key, comes from: `file:line`, `default`, `--set`.
  ///
  /// Of a mapping, where its first part does that is no default. Nil when nothing stands there.
  public func origin(of path: [String]) -> String? {
    var node = root
    for key in path {
      guard let next = node[key] else { return nil }
      node = next
    }
    return Self.leaves(of: node).lazy.compactMap { origins[$0.span.line] }
      .reduce(nil as String?) { found, origin in
        found == nil || found == "default" && origin != "default" ? origin : found
      }
  }

  /// The names under `section`, in the order written.
  public func names(in section: String) -> [String] {
    root[section]?.members?.map(\.key) ?? []
  }

  private static func leaves(of node: SpecNode) -> [SpecNode] {
    if let members = node.members, !members.isEmpty {
      return members.flatMap { leaves(of: $0.value) }
    }
    return [node]
  }
}
