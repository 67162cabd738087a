import Base

/// Writes the long form of a study, defaults included, with the origin behind each line.
///
/// The text is a spec itself and means the same. A default that may be another one in some cell is a
/// comment, since written out it would hold for all.
struct LongFormText {
  let defaults: CellDefaults

  /// The long form of the tree `root`, as `SpecReader` makes it.
  func text(of root: SpecNode) -> String {
    var writer = Writer(defaults: defaults)
    for key in RootKeys.all {
      guard let member = root.member(key), !member.value.isNull else { continue }
      let kind = NodeKind(rawValue: key)
      guard let kind, let names = member.value.members else {
        writer.write(key, member.value, indent: 0)
        continue
      }
      writer.line("\(key):", indent: 0, origin: nil)
      for name in names where !name.value.isNull {
        guard let fields = defaults.fields[NodeName(kind, name.key)] else {
          writer.write(name.key, name.value, indent: 1)
          continue
        }
        writer.line("\(YAMLText.scalar(name.key)):", indent: 1, origin: nil)
        writer.write(fields, of: NodeName(kind, name.key))
      }
    }
    return writer.text
  }

  private struct Writer {
    let defaults: CellDefaults
    private(set) var text = ""
    /// Whether lines are comments.
    private var isComment = false
    /// The node whose fields are written.
    private var node: NodeName?

    init(defaults: CellDefaults) { self.defaults = defaults }

    mutating func line(_ line: String, indent: Int, origin: String?) {
      text += String(repeating: "  ", count: indent) + (isComment ? "# " : "") + line
      if let origin { text += "  # " + origin }
      text += "\n"
    }

    mutating func write(_ fields: [ResolvedField], of node: NodeName) {
      self.node = node
      write(fields, at: [], indent: 2)
    }

    private mutating func write(_ fields: [ResolvedField], at path: [String], indent: Int) {
      for field in fields {
        let place = path + [field.key]
        let wasComment = isComment
        if field.isDefault, let node, !defaults.isSame(node, at: place) { isComment = true }
        write(field.key, field.content, field.origin, at: place, indent: indent)
        isComment = wasComment
      }
    }

    private mutating func write(
      _ key: String, _ content: ResolvedField.Content, _ origin: SourceSpan?, at path: [String],
      indent: Int
    ) {
      let place = Self.place(origin)
      switch content {
      case .value(let value):
        line("\(YAMLText.scalar(key)): \(YAMLText.flow(value))", indent: indent, origin: place)
      case .map(let fields):
        guard !fields.isEmpty else {
          line("\(YAMLText.scalar(key)): {}", indent: indent, origin: place)
          return
        }
        line("\(YAMLText.scalar(key)):", indent: indent, origin: nil)
        write(fields, at: path, indent: indent + 1)
      case .list(let elements):
        line("\(YAMLText.scalar(key)):", indent: indent, origin: nil)
        for element in elements {
          guard case .map(let fields) = element, !fields.isEmpty else { continue }
          line("-", indent: indent + 1, origin: nil)
          write(fields, at: path, indent: indent + 2)
        }
      }
    }

    /// A part no reader has been over: as written.
    mutating func write(_ key: String, _ node: SpecNode, indent: Int) {
      if let elements = node.elements, !elements.isEmpty,
        elements.allSatisfy({ $0.members?.isEmpty == false })
      {
        // Each on lines of its own: the order of keys may matter, as it does in a sweep.
        line("\(YAMLText.scalar(key)):", indent: indent, origin: nil)
        for element in elements {
          line("-", indent: indent + 1, origin: nil)
          for member in element.members ?? [] {
            write(member.key, member.value, indent: indent + 2)
          }
        }
        return
      }
      guard let members = node.members, !members.isEmpty else {
        line(
          "\(YAMLText.scalar(key)): \(YAMLText.flow(node.untypedValue))", indent: indent,
          origin: Self.place(node.span))
        return
      }
      line("\(YAMLText.scalar(key)):", indent: indent, origin: nil)
      for member in members { write(member.key, member.value, indent: indent + 1) }
    }

    private static func place(_ span: SourceSpan?) -> String {
      guard let span else { return "default" }
      return span.file == CommandLineOverrides.label
        ? CommandLineOverrides.label : "\(span.file):\(span.line)"
    }
  }
}
