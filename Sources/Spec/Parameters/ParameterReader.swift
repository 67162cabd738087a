import Base

/// Reads one mapping of a spec: parser, validator, default filler, documentation and schema in one.
///
/// A plugin is a struct with `init(_ read: ParameterReader)` that asks for each of its keys once:
///
/// ```swift
/// hidden = read.integers("hidden", default: [100], each: 1...65_536, "units of each hidden layer")
/// slope = read.number("slope", default: 0, in: .within(0...1), "slope for negative inputs")
/// ```
///
/// Every read checks type and range. A fault is recorded with its place, the legal values and the
/// next step, and a legal placeholder is returned, so one pass finds every fault. What was read,
/// with defaults filled in, is in `parameters` – the value that keys are hashed from – and what may
/// be said is in `fields`. Running the same initialiser on a reader without input (`fields(…)`)
/// yields the schema.
public final class ParameterReader {
  /// The keys asked for, shared by the readers of one mapping.
  final class KeysRead {
    var names: [String] = []
    var set: Set<String> = []
  }

  /// Where the faults go.
  let sink: FaultSink
  /// The plugins that may be named.
  public let vocabulary: Vocabulary
  /// The dotted path of this mapping, such as `models.main.train`; for texts.
  public let path: String
  /// The mapping; nil when describing or when the key was absent.
  let node: SpecNode?
  /// Where faults about the mapping as a whole point.
  public let span: SourceSpan
  /// Whether there is no input and only the schema is wanted.
  public let isDescribing: Bool

  /// Whether these are parameters as stages carry them: references are stage inputs there and no
  /// longer among them, so none is missing.
  let isWithoutReferences: Bool

  let keysRead: KeysRead

  /// The canonical parameters read so far, defaults filled in, without references.
  public internal(set) var values: [String: Value] = [:]
  /// What was asked for, in order; only when describing.
  public internal(set) var fields: [FieldDescription] = []
  /// The references read so far, by role.
  public internal(set) var inputs: [NodeInput] = []
  /// Texts on parts that are known but not built yet.
  public internal(set) var unbuilt: [String] = []
  /// The keys that were missing or not of their type.
  var faultyKeys: Set<String> = []
  /// What was read with its origin, for `runexp config`.
  var resolved: [ResolvedField] = []

  init(
    _ node: SpecNode?, span: SourceSpan, path: String, vocabulary: Vocabulary, sink: FaultSink,
    isDescribing: Bool = false, isWithoutReferences: Bool = false,
    sharing keysRead: KeysRead? = nil
  ) {
    self.node = node
    self.span = span
    self.path = path
    self.vocabulary = vocabulary
    self.sink = sink
    self.isDescribing = isDescribing
    self.isWithoutReferences = isWithoutReferences
    self.keysRead = keysRead ?? KeysRead()
    if let node, node.members == nil, !node.isNull {
      sink.report(
        at: node.span, "`\(path)` must be a mapping, not \(node.kindWords)",
        notes: ["write `key: value` lines below it, or `{key: value}`"])
    }
  }

  /// The canonical parameters: what keys are hashed from.
  public var parameters: Value { .map(values) }

  /// What stands under `key`; nil when absent or null.
  func member(_ key: String) -> SpecNode.Member? {
    if keysRead.set.insert(key).inserted { keysRead.names.append(key) }
    guard let member = node?.member(key), !member.value.isNull else { return nil }
    return member
  }

  /// Whether `key` is given and not null.
  ///
  /// Asking does not make the key a legal one.
  public func has(_ key: String) -> Bool { node?[key].map { !$0.isNull } ?? false }

  /// Reports a fault that involves several keys, pointing at `key` (or at the mapping).
  public func fault(at key: String?, _ message: String, notes: [String] = []) {
    guard !isDescribing else { return }
    sink.report(at: place(of: key), message, notes: notes)
  }

  /// Reports a warning, pointing at `key` (or at the mapping).
  public func warn(at key: String?, _ message: String, notes: [String] = []) {
    guard !isDescribing else { return }
    sink.report(.warning, at: place(of: key), message, notes: notes)
  }

  /// Records that a part is known but not built yet: `<what> is known but not built yet`.
  public func markUnbuilt(_ what: String) {
    let text = "\(what) is known but not built yet"
    if !isDescribing, !unbuilt.contains(text) { unbuilt.append(text) }
  }

  /// Where `key`'s value stands, else the mapping.
  public func place(of key: String?) -> SourceSpan {
    guard let key, let member = node?.member(key) else { return span }
    return member.value.span
  }

  /// Where the elements of the list under `key` stand; of a single element, where it stands.
  func elementPlaces(of key: String) -> [SourceSpan] {
    guard let node = node?[key] else { return [] }
    return (node.elements ?? [node]).map(\.span)
  }

  /// Reports the keys nobody asked for, each with the nearest legal one.
  ///
  /// `acceptingOthers`: they are kept in `parameters` instead, as for plugins not built yet.
  func finish(acceptingOthers: Bool = false) {
    for member in node?.members ?? [] where !keysRead.set.contains(member.key) {
      if acceptingOthers {
        record(
          member.key, member.value.untypedValue, from: member, type: .anything, required: false,
          "", documented: false)
        keysRead.set.insert(member.key)
        continue
      }
      var notes: [String] = []
      if let nearest = NearestName.suggestion(for: member.key, among: keysRead.names) {
        notes.append("did you mean `\(nearest)`?")
      }
      notes.append(
        keysRead.names.isEmpty
          ? "no keys are legal here" : "legal keys: " + keysRead.names.joined(separator: ", "))
      if let named = node?.member("name"), named.value.span.file != member.keySpan.file {
        notes.append(
          "`name` is set in \(named.value.span.file); delete the inherited key there with"
            + " `\(member.key): null`")
      }
      sink.report(
        at: member.keySpan, "unknown key `\(member.key)` in \(path.isEmpty ? "the spec" : path)",
        notes: notes)
    }
  }

  /// Notes what may stand under `key`, when that is what is wanted.
  func describe(
    _ key: String, _ type: @autoclosure () -> FieldType, default defaultValue: Value? = nil,
    required: Bool, _ summary: String
  ) {
    guard isDescribing else { return }
    fields.append(
      FieldDescription(
        name: key, type: type(), defaultValue: defaultValue, isRequired: required,
        summary: summary))
  }

  /// Records a value that was read or defaulted.
  ///
  /// `shown` is how a spec writes it, where that differs from what keys are hashed from.
  func record(
    _ key: String, _ value: Value?, from member: SpecNode.Member?, type: FieldType,
    default defaultValue: Value? = nil, required: Bool, omitWhenDefault: Bool = false,
    _ summary: String, documented: Bool = true, showing shown: Value? = nil
  ) {
    if documented {
      describe(key, type, default: defaultValue, required: required, summary)
    }
    guard let value else { return }
    resolved.append(
      ResolvedField(key: key, content: .value(shown ?? value), origin: member?.value.span))
    if omitWhenDefault, value == defaultValue { return }
    values[key] = value
  }

  /// Reports that `key`, which must be given, is absent.
  func missing(_ key: String, _ type: FieldType, _ summary: String) {
    guard !isDescribing else { return }
    faultyKeys.insert(key)
    // A key written with nothing under it is pointed at itself.
    let place = node?.member(key)?.keySpan ?? span
    sink.report(
      at: place, "missing required key `\(key)`\(path.isEmpty ? "" : " in \(path)")",
      notes: ["add `\(key)`: \(type.words)" + (summary.isEmpty ? "" : "; \(summary)")])
  }

  /// Reports that what stands under `key` is not of its type.
  func mismatch(_ key: String, _ node: SpecNode, _ type: FieldType) {
    var notes: [String] = []
    if case .scalar(let text, quoted: true) = node.content, type.isNumeric,
      CoreScalar.number(text) != nil
    {
      notes.append("remove the quotes: quoted scalars are texts")
    }
    if case .boolean = type, let text = node.text,
      ["yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    {
      notes.append("write `true` or `false`")
    }
    sink.report(
      at: node.span, "`\(key)` must be \(type.words), not \(node.kindWords)", notes: notes)
  }

  /// The path of `key` in this mapping.
  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  // MARK: - Entry points

  /// The schema of what `read` asks for.
  public static func fields(
    vocabulary: Vocabulary = Vocabulary(), _ read: (ParameterReader) -> Void
  ) -> [FieldDescription] {
    let reader = ParameterReader(
      nil, span: SourceSpan(file: "", line: 1, column: 1), path: "", vocabulary: vocabulary,
      sink: FaultSink(), isDescribing: true)
    read(reader)
    return reader.fields
  }

  /// Reads a YAML text as one mapping; throws every fault found.
  ///
  /// For tests and small tools, and, `withoutReferences`, for parameters as stages carry them.
  public static func read<Result>(
    yaml: String, file: String = "spec.yaml", path: String = "", vocabulary: Vocabulary = .init(),
    withoutReferences: Bool = false, _ make: (ParameterReader) -> Result
  ) throws(DiagnosticList) -> (made: Result, parameters: Value) {
    let sink = FaultSink()
    let node = YAMLDocument.read(Array(yaml.utf8), file: file, sink: sink)
    guard let node else { throw sink.list }
    let reader = ParameterReader(
      node, span: node.span, path: path, vocabulary: vocabulary, sink: sink,
      isWithoutReferences: withoutReferences)
    let made = make(reader)
    reader.finish()
    if sink.hasErrors { throw sink.list }
    return (made, reader.parameters)
  }
}

extension SpecNode {
  /// `the text `many``, `the number 0.5`, `a list`: what was found where something else belongs.
  var kindWords: String {
    switch content {
    case .list: "a list"
    case .map: "a mapping"
    case .scalar(let text, let quoted):
      if !quoted, CoreScalar.number(text) != nil {
        text
      } else if !quoted, CoreScalar.boolean(text) != nil {
        text
      } else if isNull {
        "nothing"
      } else {
        "the text `\(Self.shortened(text))`"
      }
    }
  }

  /// At most 40 characters of `text`, on one line.
  static func shortened(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
    return line.count > 40 || line.count < text.count ? line.prefix(40) + "…" : line
  }
}

extension FieldType {
  /// Whether numbers are expected.
  var isNumeric: Bool {
    switch self {
    case .integer, .number: true
    case .list(let type, _): type.isNumeric
    default: false
    }
  }
}

/// A key as it was resolved, with its origin, in the order read: what `runexp config` prints.
struct ResolvedField: Sendable {
  /// What stands under a key.
  indirect enum Content: Sendable {
    case value(Value)
    case map([ResolvedField])
    case list([Content])
  }

  var key: String
  var content: Content
  /// Where it was written; nil for a default.
  var origin: SourceSpan?
}
