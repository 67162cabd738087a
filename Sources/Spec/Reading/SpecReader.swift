import Base

/// Reads spec files into studies, reporting every fault of a file in one pass.
public struct SpecReader: Sendable {
  /// The version of the spec language this reader knows.
  public static let formatVersion = 1

  private let files: any FileSystem
  private let vocabulary: Vocabulary

  /// Makes a reader of files in `files` that may name what is in `vocabulary`.
  public init(files: any FileSystem, vocabulary: Vocabulary) {
    self.files = files
    self.vocabulary = vocabulary
  }

  /// The study in the file at `path`, with `overrides` (each `dotted.path=yaml`) put in place.
  ///
  /// Throws every fault found, warnings included; warnings alone are in the study.
  public func study(at path: String, overrides: [String] = []) throws(DiagnosticList) -> Study {
    let sink = FaultSink()
    guard let root = tree(at: path, overrides: overrides, sink: sink) else { throw sink.list }
    let study = study(root, file: path, sink: sink)
    if sink.hasErrors { throw sink.list }
    return study
  }

  /// The long form of the file at `path` as YAML, each line with where it comes from.
  ///
  /// Throws the same faults as `study(at:overrides:)`.
  public func longForm(at path: String, overrides: [String] = []) throws(DiagnosticList)
    -> String
  {
    let sink = FaultSink()
    guard let root = tree(at: path, overrides: overrides, sink: sink) else { throw sink.list }
    var defaults = CellDefaults(fields(of: root))
    _ = study(root, file: path, sink: sink) { defaults.compare($0, read: $1.resolved) }
    if sink.hasErrors { throw sink.list }
    return LongFormText(defaults: defaults).text(of: root)
  }

  /// The file at `path` and those it extends, one after the other, each with its bytes; as far as
  /// they can be read.
  public func sources(at path: String) -> [(path: String, bytes: [UInt8])] {
    SpecFiles(files: files, sink: FaultSink()).sources(path)
  }

  /// The merged tree in the long form with overrides applied; nil after reporting.
  private func tree(at path: String, overrides: [String], sink: FaultSink) -> SpecNode? {
    let loaded = SpecFiles(files: files, sink: sink).load(path)
    let settings = CommandLineOverrides.read(overrides, sink: sink)
    guard var root = loaded else { return nil }
    for setting in settings {
      root = setting.applied(to: root, allowing: RootKeys.all, sink: sink) ?? root
    }
    return ClaimTemplates(sink: sink).expanded(root)
  }

  /// What each node's reader reads of the study's own tree; faults are not wanted here, cells may
  /// mend them.
  private func fields(of root: SpecNode) -> [NodeName: [ResolvedField]] {
    var fields: [NodeName: [ResolvedField]] = [:]
    let reader = CellReader(study: root, vocabulary: vocabulary, sink: FaultSink())
    reader.onRead = { fields[$0] = $1.resolved }
    _ = reader.nodes(of: root)
    return fields
  }

  /// The study of a tree; `onRead` is told of each part that cells do not share.
  private func study(
    _ root: SpecNode, file: String, sink: FaultSink,
    onRead: ((NodeName, ParameterReader) -> Void)? = nil
  ) -> Study {
    let reader = ParameterReader(
      root, span: SourceSpan(file: file, line: 1, column: 1), path: "", vocabulary: vocabulary,
      sink: sink)
    let keys = RootKeys(reader)
    let grid = SweepGrid(root, sink: sink)
    let factors = grid.factors.map(\.values)
    let coordinates = Study.coordinates(of: factors)
    let variants = grid.variants.map(\.name)
    let cellReader = CellReader(study: root, vocabulary: vocabulary, sink: sink)
    cellReader.onRead = onRead
    let expansion = CellExpansion(
      grid: grid, factors: factors, reader: cellReader, sink: sink)
    func study(
      _ cells: [Cell], halving: Placed<Halving>? = nil, figures: [Placed<FigureRequest>] = [],
      claims: [Placed<Claim>] = []
    ) -> Study {
      Study(
        formatVersion: Self.formatVersion, name: keys.name, title: keys.title ?? keys.name,
        cite: keys.cite, file: file, variants: variants, factors: factors,
        coordinates: coordinates, cells: cells, excluded: expanded.excluded,
        halving: halving, isExploratory: keys.isExploratory,
        limits: keys.limits, executor: keys.executor, figures: figures, claims: claims,
        warnings: sink.warnings)
    }
    let expanded = expansion.cells(of: root)
    var cells = expanded.cells
    if !sink.hasErrors { cells = study(cells).cellsKeepingNamedEpochs() }
    var names = ViewNames(
      variants: variants, coordinates: coordinates.map { ($0.path, $0.values) },
      factors: factors, file: file)
    names.collect(from: cells, root: root)
    let figures = placed(root["figures"], "figures", sink: sink) { name, read in
      read.figure(name: name, names)
    }
    let claims = placed(root["claims"], "claims", sink: sink) { name, read in
      var claim = read.claim(name: name, names)
      claim?.isExploratory = keys.isExploratory
      return claim
    }
    let halving = HalvingReading(names: names, cells: cells, vocabulary: vocabulary, sink: sink)
      .halving(
        of: root, isExploratory: keys.isExploratory,
        hasClaims: root["claims"]?.members?.contains { !$0.value.isNull } ?? false)
    let result = study(cells, halving: halving, figures: figures, claims: claims)
    if !sink.hasErrors { CellCircles(study: result, sink: sink).report() }
    return result
  }

  private func placed<Item: Sendable>(
    _ node: SpecNode?, _ kind: String, sink: FaultSink, _ read: (String, ParameterReader) -> Item?
  ) -> [Placed<Item>] {
    guard let node, !node.isNull else { return [] }
    guard let members = node.members else {
      sink.report(
        at: node.span, "`\(kind)` must be a mapping from names, not \(node.kindWords)",
        notes: ["write `\(kind): {name: {…}}`"])
      return []
    }
    return members.compactMap { member in
      if member.value.isNull { return nil }
      if !NodeNames.isLegal(member.key) {
        sink.report(
          at: member.keySpan, "`\(SpecNode.shortened(member.key))` cannot be a name in \(kind)",
          notes: [NodeNames.rule])
      }
      let reader = ParameterReader(
        member.value, span: member.keySpan, path: "\(kind).\(member.key)",
        vocabulary: vocabulary, sink: sink)
      return read(member.key, reader).map { Placed($0, at: member.keySpan) }
    }
  }
}

/// The top-level keys that stand outside cells.
struct RootKeys {
  /// Every top-level key, in the order specs have them.
  static let all = [
    "runexp", "name", "title", "cite", "exploratory", "extends", "dataset", "architecture",
    "training", "data", "models", "players", "baseline", "seed", "seeds", "variants", "sweep",
    "samples", "measure", "relate", "noop", "limits", "executor", "figures", "claims",
  ]

  let name: String
  let title: String?
  let cite: [String]
  let isExploratory: Bool
  let limits: ResourceLimits
  let executor: ExecutorChoice?

  init(_ read: ParameterReader) {
    Self.checkVersion(read)
    name = read.text("name", "the study's name: letters, digits, `-` and `_`")
    if read.has("name"), !NodeNames.isLegal(name) {
      read.fault(
        at: "name", "`\(SpecNode.shortened(name))` cannot be the name of a study",
        notes: [NodeNames.rule])
    }
    title = read.optionalText("title", "the title of figures and reports")
    cite = read.texts("cite", default: [], count: 0...1000, "the sources reproduced")
    isExploratory = read.boolean(
      "exploratory", default: false, "whether its claims are explored, not confirmed")
    for key in Self.all { _ = read.member(key) }
    limits = read.resourceLimits()
    executor = read.executorChoice()
    read.finish()
  }

  private static func checkVersion(_ read: ParameterReader) {
    let known = SpecReader.formatVersion
    guard let member = read.member("runexp") else {
      read.fault(
        at: read.node?.member("runexp") == nil ? nil : "runexp", "missing required key `runexp`",
        notes: ["begin with `runexp: \(known)`, the version of the spec language"])
      return
    }
    guard let version = member.value.text.flatMap({ CoreScalar.integer($0) }), version == known
    else {
      read.fault(
        at: "runexp",
        "this runexp reads version \(known) of the spec language, not \(member.value.kindWords)",
        notes: ["write `runexp: \(known)`, or use the runexp the spec was written for"])
      return
    }
  }
}

extension ViewNames {
  /// Takes the measurements and relations, and the epochs measured in any cell.
  mutating func collect(from cells: [Cell], root: SpecNode) {
    for kind in [NodeKind.measure, .relate] {
      for member in root[kind.rawValue]?.members ?? [] where !member.value.isNull {
        measures[member.key] = []
        measureNames.append(member.key)
      }
    }
    // Most cells keep the same checkpoints and players: those are looked at once.
    struct Shape: Hashable {
      var kept: [[Int]]
      var players: [PlayersChoice?]
      var measures: [Value]
    }
    var seen: Set<Shape> = []
    for cell in cells {
      if cell.models.contains(where: { $0.training != nil }) { otherMeasures.insert("training") }
      for data in cell.data {
        if !dataNames.contains(data.name) { dataNames.append(data.name) }
        guard case .derived(_, let transforms) = data.source, !transforms.isEmpty else { continue }
        otherMeasures.insert("\(NodeKind.data.rawValue).\(data.name)")
      }
      let shape = Shape(
        kept: cell.models.map { $0.training?.checkpoints.epochs ?? [] },
        players: cell.measures.map { $0.game?.players },
        measures: cell.measures.map { measure in
          .list([.text(measure.metric.name)] + measure.splits.map { .text($0) })
        })
      guard seen.insert(shape).inserted else { continue }
      for measure in cell.measures {
        recorded[measure.name, default: RecordedQuantities()].add(measure, in: cell)
        for reference in measure.models {
          guard let model = cell.models.first(where: { $0.name == reference.target.name })
          else { continue }
          if measures[measure.name] == nil {
            measures[measure.name] = []
            measureNames.append(measure.name)
          }
          measures[measure.name]?.formUnion(measure.epochs(of: model, through: reference))
        }
      }
    }
  }
}
