import Base

/// Reads one reference: its grammar here, its names later, when all nodes are known.
///
/// ```
/// data     name[.split]
/// models   name[@epoch | @last | @best:metric | @first:metric>=bound]
/// others   name            (`relate.name` where several kinds are legal)
/// mapping  {of: one of the above, across: coordinate, pairs: coordinate, where: {…},
///           permute: dimension, reduce: dimension, model: name, metric: name}
/// ```
struct ReferenceReader {
  let sink: FaultSink
  /// The kinds a target may have; the first is meant where the text does not say.
  let kinds: [NodeKind]

  func read(_ node: SpecNode) -> Reference? {
    switch node.content {
    case .scalar(let text, _): parse(text, at: node.span)
    case .map: mapping(node)
    case .list: report(node)
    }
  }

  private func report(_ node: SpecNode) -> Reference? {
    sink.report(
      at: node.span, "a reference must be a name or a mapping with `of`, not \(node.kindWords)",
      notes: [Self.help(kinds)])
    return nil
  }

  private func mapping(_ node: SpecNode) -> Reference? {
    let reader = ParameterReader(
      node, span: node.span, path: "a reference", vocabulary: Vocabulary(), sink: sink)
    guard let target = reader.member("of") else {
      reader.missing("of", .reference(kinds), "")
      return nil
    }
    var reference = read(target.value)
    let scopes = ["across", "pairs", "where"].filter { reader.has($0) }
    if scopes.count > 1 {
      reader.fault(
        at: scopes[1], "`\(scopes[0])` and `\(scopes[1])` exclude each other",
        notes: ["keep one of them"])
    }
    if let coordinate = reader.optionalText("across", "") { reference?.scope = .across(coordinate) }
    if let coordinate = reader.optionalText("pairs", "") { reference?.scope = .pairs(coordinate) }
    if let dimensions = reader.member("where") {
      if let members = dimensions.value.members, !members.isEmpty {
        reference?.scope = .cells(
          where: Dictionary(members.map { ($0.key, $0.value.untypedValue) }) { first, _ in first })
      } else {
        reader.mismatch("where", dimensions.value, .named(.anything))
      }
    }
    reference?.permute = sampleDimension("permute", reader)
    reference?.reduce = sampleDimension("reduce", reader)
    reference?.model = reader.optionalText("model", "")
    reference?.metric = reader.optionalText("metric", "")
    reader.finish()
    return reference
  }

  /// `permute: sample` and `reduce: sample`: other dimensions are neither shuffled nor averaged.
  private func sampleDimension(_ key: String, _ reader: ParameterReader) -> String? {
    let dimension = reader.optionalText(key, "")
    if let dimension, dimension != "sample" {
      reader.fault(
        at: key, "`\(key)` cannot be `\(SpecNode.shortened(dimension))`",
        notes: ["legal values: sample"])
    }
    return dimension
  }

  private func parse(_ text: String, at span: SourceSpan) -> Reference? {
    guard var kind = kinds.first else { preconditionFailure("a reference to nothing") }
    var rest = Substring(text)
    if kind != .data, let dot = rest.firstIndex(of: "."),
      let named = kinds.first(where: { $0.rawValue == rest[..<dot] })
    {
      kind = named
      rest = rest[rest.index(after: dot)...]
    }
    func fail(_ message: String) -> Reference? {
      sink.report(at: span, message, notes: [Self.help(kinds)])
      return nil
    }
    var checkpoint: Reference.Checkpoint?
    if let at = rest.firstIndex(of: "@") {
      let word = rest[rest.index(after: at)...]
      guard kind == .models else {
        return fail("`\(text)`: only models have checkpoints (`@`)")
      }
      guard let parsed = Reference.Checkpoint(word) else {
        return fail("`\(text)`: `\(word)` is not a checkpoint")
      }
      checkpoint = parsed
      rest = rest[..<at]
    }
    var split: String?
    if kind == .data, let dot = rest.firstIndex(of: ".") {
      split = String(rest[rest.index(after: dot)...])
      rest = rest[..<dot]
    }
    guard NodeNames.isLegal(rest), split.map({ NodeNames.isLegal($0) }) ?? true else {
      return fail("`\(SpecNode.shortened(text))` is not a reference")
    }
    return Reference(
      to: NodeName(kind, String(rest)), split: split, checkpoint: checkpoint, span: span)
  }

  /// One line on how such a reference is written.
  static func help(_ kinds: [NodeKind]) -> String {
    switch kinds.first {
    case .data: "write `name.split` or `name`, such as `main.train`"
    case .models:
      "write `name` or `name@checkpoint`, such as `main@last`, `main@20`,"
        + " `main@best:test-accuracy` or `main@first:train-accuracy>=0.65`"
    default: "write the name of a node of " + kinds.map(\.rawValue).joined(separator: " or ")
    }
  }
}

extension Reference.Checkpoint {
  /// Reads what stands after an `@`; nil when it is none of the forms.
  init?(_ text: some StringProtocol) {
    if let epoch = Int(text), epoch >= 0 {
      self = .epoch(epoch)
    } else if text == "last" {
      self = .last
    } else if text.hasPrefix("best:"), NodeNames.isLegal(text.dropFirst(5)) {
      self = .best(metric: String(text.dropFirst(5)))
    } else if text.hasPrefix("first:") {
      let condition = text.dropFirst(6)
      let metric = condition.prefix { $0 != ">" && $0 != "<" }
      let comparison = condition.dropFirst(metric.count).prefix { "<>=".contains($0) }
      let bound = CoreScalar.number(
        String(condition.dropFirst(metric.count + comparison.count)))
      guard NodeNames.isLegal(metric), [">=", "<=", ">", "<"].contains(String(comparison)),
        let bound, bound.isFinite
      else { return nil }
      self = .first(metric: String(metric), comparison: String(comparison), bound: bound)
    } else {
      return nil
    }
  }
}

extension Reference {
  /// The parts that parse and plan, and have no stage yet.
  var unbuiltParts: [String] {
    var parts: [String] = []
    if let part = checkpoint?.unbuiltPart { parts.append(part) }
    // Relations pair, shuffle and average what was measured; nothing else does.
    guard ![.measure, .relate].contains(target.kind) else { return parts }
    if case .pairs = scope { parts.append("reference selector `pairs`") }
    if permute != nil { parts.append("reference selector `permute`") }
    if reduce != nil { parts.append("reference selector `reduce`") }
    return parts
  }
}

extension Reference.Checkpoint {
  /// The selector, when it needs recorded metrics, which no stage looks up yet.
  var unbuiltPart: String? {
    switch self {
    case .epoch, .last: nil
    case .best: "checkpoint selector `best`"
    case .first: "checkpoint selector `first`"
    }
  }
}

/// The rule for names users choose.
enum NodeNames {
  /// What the rule is, for notes.
  static let rule = "names are letters, digits, `-` and `_`, beginning with a letter"

  /// Names of measurements that every study has.
  static let reservedMeasures = ["training"]

  /// Letters, digits, `-` and `_`, beginning with a letter; at most 100 of them, since names become
  /// parts of paths, labels and file names.
  static func isLegal(_ name: some StringProtocol) -> Bool {
    guard let first = name.unicodeScalars.first, isLetter(first), name.utf8.count <= 100 else {
      return false
    }
    return name.unicodeScalars.allSatisfy {
      isLetter($0) || ("0"..."9").contains($0) || $0 == "-" || $0 == "_"
    }
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }
}
