import Base
import CYAML

/// Builds the tree of one document from libyaml's events.
struct YAMLTreeBuilder {
  /// A node with what its expansion costs.
  private struct Built {
    var node: SpecNode
    /// Nodes in it, aliases expanded.
    var size: Int
    /// Levels in it, 1 for a scalar.
    var depth: Int
  }

  /// Reading cannot go on; the fault has been reported.
  private struct Stopped: Error {}

  let parser: UnsafeMutablePointer<yaml_parser_t>
  let file: String
  let bytes: [UInt8]
  let sink: FaultSink
  private var anchors: [String: Built] = [:]
  private var openAnchors: Set<String> = []
  private var nodeCount = 0

  init(
    parser: UnsafeMutablePointer<yaml_parser_t>, file: String, bytes: [UInt8], sink: FaultSink
  ) {
    self.parser = parser
    self.file = file
    self.bytes = bytes
    self.sink = sink
  }

  /// The document's root, null for an empty text; nil after reporting.
  mutating func document() -> SpecNode? {
    do {
      let start = SourceSpan(file: file, line: 1, column: 1)
      var root: SpecNode?
      while true {
        var event = try next()
        defer { yaml_event_delete(&event) }
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
          guard root == nil else {
            sink.report(
              at: span(event.start_mark, event.end_mark),
              "a second document starts here, but a spec is one document",
              notes: ["put each spec in a file of its own"])
            return nil
          }
          root = try node(depth: 1).node
        case YAML_STREAM_END_EVENT:
          return root ?? SpecNode(.scalar("", quoted: false), at: start)
        default: break
        }
      }
    } catch {
      return nil
    }
  }

  private mutating func next() throws -> yaml_event_t {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else {
      reportProblem()
      throw Stopped()
    }
    return event
  }

  private mutating func node(depth: Int) throws -> Built {
    var event = try next()
    defer { yaml_event_delete(&event) }
    return try node(from: event, depth: depth)
  }

  private mutating func node(from event: yaml_event_t, depth: Int) throws -> Built {
    let place = span(event.start_mark, event.end_mark)
    switch event.type {
    case YAML_ALIAS_EVENT:
      return try alias(Self.text(event.data.alias.anchor), at: place, depth: depth)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      refuse(tag: scalar.tag, at: place)
      let text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let quoted = scalar.style != YAML_PLAIN_SCALAR_STYLE
      let built = Built(
        node: SpecNode(.scalar(text, quoted: quoted), at: place), size: 1, depth: 1)
      try count(1, at: place)
      if let anchor = scalar.anchor { anchors[Self.text(anchor)] = built }
      return built
    case YAML_SEQUENCE_START_EVENT:
      refuse(tag: event.data.sequence_start.tag, at: place)
      return try collection(event.data.sequence_start.anchor, at: place, depth: depth) {
        try $0.sequence(at: place, depth: depth)
      }
    case YAML_MAPPING_START_EVENT:
      refuse(tag: event.data.mapping_start.tag, at: place)
      return try collection(event.data.mapping_start.anchor, at: place, depth: depth) {
        try $0.mapping(at: place, depth: depth)
      }
    default:
      preconditionFailure("libyaml sent event \(event.type.rawValue) in the place of a node")
    }
  }

  private mutating func collection(
    _ anchor: UnsafeMutablePointer<yaml_char_t>?, at place: SourceSpan, depth: Int,
    _ read: (inout YAMLTreeBuilder) throws -> Built
  ) throws -> Built {
    try checkDepth(depth, at: place)
    try count(1, at: place)
    let name = anchor.map { Self.text($0) }
    if let name { openAnchors.insert(name) }
    let built = try read(&self)
    if let name {
      openAnchors.remove(name)
      anchors[name] = built
    }
    return built
  }

  private mutating func sequence(at place: SourceSpan, depth: Int) throws -> Built {
    var elements: [SpecNode] = []
    var (size, deepest) = (1, 0)
    while true {
      var event = try next()
      defer { yaml_event_delete(&event) }
      if event.type == YAML_SEQUENCE_END_EVENT {
        let whole = Self.spanning(place, to: event.end_mark)
        return Built(node: SpecNode(.list(elements), at: whole), size: size, depth: deepest + 1)
      }
      let element = try node(from: event, depth: depth + 1)
      elements.append(element.node)
      size += element.size
      deepest = max(deepest, element.depth)
    }
  }

  private mutating func mapping(at place: SourceSpan, depth: Int) throws -> Built {
    var members: [SpecNode.Member] = []
    var given: [String: SourceSpan] = [:]
    var merged: [(place: Int, nodes: [SpecNode])] = []
    var (size, deepest) = (1, 0)
    while true {
      var event = try next()
      defer { yaml_event_delete(&event) }
      if event.type == YAML_MAPPING_END_EVENT {
        let all = try merging(merged, into: members, given: Set(given.keys), at: place)
        size += all.count - members.count
        return Built(
          node: SpecNode(.map(all), at: Self.spanning(place, to: event.end_mark)), size: size,
          depth: deepest + 1)
      }
      let keyPlace = span(event.start_mark, event.end_mark)
      let keyNode = try node(from: event, depth: depth + 1).node
      let value = try node(depth: depth + 1)
      size += value.size + 1
      deepest = max(deepest, value.depth)
      guard case .scalar(let key, let quoted) = keyNode.content, !key.isEmpty else {
        sink.report(
          at: keyPlace, "a key must be a text, not \(keyNode.kindWords)",
          notes: ["write `key: value`"])
        continue
      }
      if key == "<<", !quoted {
        merged.append((members.count, mergeSources(value.node, at: keyPlace)))
      } else if let first = given[key] {
        sink.report(
          at: keyPlace, "duplicate key `\(SpecNode.shortened(key))`",
          notes: [
            "first given at \(first.file):\(first.line):\(first.column); remove one of the two"
          ])
      } else {
        given[key] = keyPlace
        members.append(SpecNode.Member(key: key, keySpan: keyPlace, value: value.node))
      }
    }
  }

  /// The mappings a `<<` names; the first one wins where they share keys.
  private func mergeSources(_ node: SpecNode, at place: SourceSpan) -> [SpecNode] {
    let nodes = node.elements ?? [node]
    guard nodes.allSatisfy({ $0.members != nil }) else {
      sink.report(
        at: place, "`<<` must name a mapping or a list of mappings",
        notes: ["write `<<: *anchor`"])
      return []
    }
    return nodes
  }

  /// Puts merged members where their `<<` stood; keys given in place win.
  private mutating func merging(
    _ merged: [(place: Int, nodes: [SpecNode])], into members: [SpecNode.Member],
    given: Set<String>, at place: SourceSpan
  ) throws -> [SpecNode.Member] {
    guard !merged.isEmpty else { return members }
    var given = given
    var result: [SpecNode.Member] = []
    var taken = 0
    for merge in merged {
      result += members[taken..<merge.place]
      taken = merge.place
      for member in merge.nodes.flatMap({ $0.members ?? [] })
      where given.insert(member.key).inserted {
        try count(1, at: place)
        result.append(member)
      }
    }
    return result + members[taken...]
  }

  private mutating func alias(_ name: String, at place: SourceSpan, depth: Int) throws -> Built {
    guard let target = anchors[name] else {
      var notes: [String] = []
      if let nearest = NearestName.suggestion(for: name, among: anchors.keys.sorted()) {
        notes.append("did you mean `*\(nearest)`?")
      }
      let isOpen = openAnchors.contains(name)
      sink.report(
        at: place,
        isOpen ? "alias `*\(name)` stands inside its own anchor" : "unknown alias `*\(name)`",
        notes: notes + ["an alias repeats a node marked `&\(name)` before it"])
      return Built(node: SpecNode(.scalar("", quoted: false), at: place), size: 1, depth: 1)
    }
    try checkDepth(depth + target.depth - 1, at: place)
    try count(target.size, at: place)
    return target
  }

  private func checkDepth(_ depth: Int, at place: SourceSpan) throws {
    guard depth > YAMLDocument.maximumDepth else { return }
    sink.report(
      at: place, "nested deeper than \(YAMLDocument.maximumDepth) levels",
      notes: ["a spec needs fewer than ten"])
    throw Stopped()
  }

  private mutating func count(_ nodes: Int, at place: SourceSpan) throws {
    // Sizes are bounded by the budget, so the sum cannot overflow.
    nodeCount += nodes
    guard nodeCount > YAMLDocument.maximumNodes else { return }
    sink.report(
      at: place, "more than \(YAMLDocument.maximumNodes) values once aliases are expanded",
      notes: ["repeat less with aliases, or sweep over fewer points"])
    throw Stopped()
  }

  private func refuse(tag: UnsafeMutablePointer<yaml_char_t>?, at place: SourceSpan) {
    guard let tag else { return }
    sink.report(
      at: place, "tag `\(SpecNode.shortened(Self.text(tag)))` has no meaning here",
      notes: ["remove it: the key decides the type of its value"])
  }

  /// Reports what stopped libyaml, in its words, at its mark.
  private func reportProblem() {
    let problem = parser.pointee.problem.map { String(cString: $0) } ?? "no memory left"
    if parser.pointee.error == YAML_READER_ERROR {
      let place = UTF8Fault.place(ofOffset: parser.pointee.problem_offset, in: bytes)
      sink.report(
        at: SourceSpan(file: file, line: place.line, column: place.column),
        "not YAML: \(problem)", notes: ["remove the character"])
      return
    }
    let mark = parser.pointee.problem_mark
    let place = sink.within(span(mark, mark))
    var notes: [String] = []
    if let context = parser.pointee.context.map({ String(cString: $0) }) {
      let start = parser.pointee.context_mark
      notes.append("\(context) that began at line \(start.line + 1), column \(start.column + 1)")
    }
    if let line = sink.line(at: place),
      line.unicodeScalars.dropFirst(place.column - 1).first == "\t"
    {
      notes.append("a tab stands here: indent with spaces")
    }
    sink.report(at: place, "not YAML: \(problem)", notes: notes)
  }

  private func span(_ start: yaml_mark_t, _ end: yaml_mark_t) -> SourceSpan {
    SourceSpan(
      file: file, line: Int(start.line) + 1, column: Int(start.column) + 1,
      length: start.line == end.line ? Int(end.column) - Int(start.column) : 1)
  }

  /// `start` made to reach `end` when that is on the same line.
  private static func spanning(_ start: SourceSpan, to end: yaml_mark_t) -> SourceSpan {
    guard Int(end.line) + 1 == start.line else { return start }
    var whole = start
    whole.length = max(1, Int(end.column) + 1 - start.column)
    return whole
  }

  private static func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String {
    guard let characters else { return "" }
    return String(decodingCString: characters, as: UTF8.self)
  }
}
