import Base

/// What figures and claims may speak of.
struct ViewNames {
  /// The measurements and relations of the study, with the epochs measured.
  var measures: [String: Set<Int>] = [:]
  /// The measurements' names in the order written.
  var measureNames: [String] = []
  /// What records rows besides, as claims name it: trainings and transformed data.
  var otherMeasures: Set<String> = []
  /// The data nodes in the order written.
  var dataNames: [String] = []
  /// The variants.
  var variants: [String] = []
  /// Swept paths with their values.
  var coordinates: [(path: String, values: [Value])] = []
  /// The swept paths as they change together.
  var factors: [Study.Factor] = []
  /// What the measurements record.
  var recorded: [String: RecordedQuantities] = [:]
  /// The spec file, which other files are named relative to.
  var file = ""

  /// Columns of the `metrics` view that a row may be told apart by.
  static let columns = [
    "variant", "cell", "seed", "model", "reference", "measure", "name", "split", "checkpoint",
    "step", "layer", "sample", "class", "label_kind", "part", "context_order",
    "interaction_order",
  ]

  /// Every dimension there is.
  var dimensions: [String] {
    Self.columns + coordinates.map(\.path).filter { !Self.columns.contains($0) }
  }

  /// The name under which figures find loss and accuracy of every epoch, which are always recorded.
  static let training = "training"
}

extension ParameterReader {
  /// Reads a `figures.X` mapping.
  func figure(name: String, _ names: ViewNames) -> FigureRequest {
    let source: FigureRequest.Source
    if has("sql"), !isDescribing {
      if has("preset") {
        fault(at: "sql", "`preset` and `sql` exclude each other", notes: ["keep one of them"])
        _ = member("preset")
      }
      source = .sql(sqlFigure())
    } else {
      source = .preset(presetFigure(names))
    }
    let log = choices(
      "log", of: FigureRequest.Axis.allCases.map(\.rawValue), default: [], count: 0...2,
      "the axes that are logarithmic")
    let published =
      nested("published", "published values drawn over what is measured") { read in
        read.published(besideFile: names.file)
      }
    let title = optionalText("title", "the title above it; the study's when not given")
    if isDescribing { describeSQL() }
    finish()
    return FigureRequest(
      name: name, source, title: title, log: Set(log.compactMap(FigureRequest.Axis.init)),
      published: published)
  }

  // MARK: - Presets

  private func presetFigure(_ names: ViewNames) -> PresetFigure {
    let presets = vocabulary.figures
    let preset = text("preset", "how it is drawn: `runexp catalog figures`; or `sql` instead")
    if has("preset"), node?["preset"]?.text != nil, presets[preset] == nil {
      presets.reportUnknown(preset, at: place(of: "preset"), to: sink)
    }
    let keys = presets[preset]?.figureKeys ?? FigureKey.ofCurves
    func uses(_ key: FigureKey) -> Bool { isDescribing || keys.contains(key) }
    if presets[preset] == nil { FigureKey.allCases.forEach { _ = member($0.rawValue) } }
    var figure = PresetFigure(preset)
    if uses(.measure) {
      figure.measure = text(
        "measure", "the measurement drawn; `training` for the curves of training")
      if figure.measure != ViewNames.training || names.measures[figure.measure] != nil {
        check(measure: figure.measure, at: "measure", names)
        checkQuantities(drawnBy: preset, measure: figure.measure, names)
      }
    }
    if uses(.x) { figure.x = quantity("x", names) }
    if uses(.y) { figure.y = quantity("y", names) }
    if uses(.series) {
      figure.series = text(
        "series", default: presets[preset]?.figureSeries ?? CurveRecipe.usualSeries,
        "the dimension that makes the curves")
      check(dimension: figure.series, at: "series", names)
    }
    if uses(.at) { figure.checkpoint = figureCheckpoint(figure, names) }
    if uses(.band) { figure.band = choice("band", default: .both, "what the bands resample") }
    if uses(.samples) {
      figure.samples = choice("samples", default: .all, "which samples are kept")
    }
    if uses(.per) {
      figure.unit = choice("per", default: .cell, "what one point of a scatter is")
    }
    if uses(.pool) {
      figure.pool = texts("pool", default: [], count: 0...100, "dimensions averaged over")
      for dimension in figure.pool { check(dimension: dimension, at: "pool", names) }
    }
    if uses(.filter) { figure.filters = figureFilters(names) }
    if uses(.facet) {
      figure.facet = optionalText("facet", "the dimension with axes for each of its values")
      if let facet = figure.facet { check(dimension: facet, at: "facet", names) }
    }
    if uses(.sample) {
      figure.sample = optionalInteger("sample", "the id of the sample drawn; else the first")
    }
    if uses(.count) {
      figure.count = optionalInteger(
        "count", in: 1...100, "how many interactions or images are drawn")
    }
    return figure
  }

  /// `x: accuracy.accuracy`.
  private func quantity(_ key: String, _ names: ViewNames) -> PresetFigure.Quantity? {
    let written = text(key, "a quantity, measurement.metric, such as accuracy.accuracy")
    guard has(key) else { return nil }
    let parts = written.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      fault(
        at: key, "`\(key)` must be measurement.metric, not `\(SpecNode.shortened(written))`",
        notes: ["such as `accuracy.accuracy`"])
      return nil
    }
    if parts[0] != ViewNames.training || names.measures[parts[0]] != nil {
      check(measure: parts[0], at: key, names)
      ClaimedRows(measure: parts[0], quantity: parts[1], names: names, sink: sink)
        .checkQuantity(at: place(of: key))
    }
    return PresetFigure.Quantity(measure: parts[0], metric: parts[1])
  }

  /// `where: {split: test, context_order: [0, 1]}`.
  private func figureFilters(_ names: ViewNames) -> [Claim.Filter] {
    let member = member("where")
    var filters: [Claim.Filter] = []
    for dimension in member?.value.members ?? [] {
      if !names.dimensions.contains(dimension.key) {
        reportUnknown(
          "dimension", dimension.key, among: names.dimensions, at: dimension.keySpan, sink: sink)
      }
      let value = dimension.value.untypedValue
      let values = value.list ?? [value]
      if values.isEmpty {
        sink.report(at: dimension.value.span, "`\(dimension.key)` needs at least one value")
      }
      if dimension.key == "variant", !names.variants.isEmpty {
        for value in values where !names.variants.contains(value.label) {
          reportUnknown(
            "variant", value.label, among: names.variants, at: dimension.value.span, sink: sink)
        }
      }
      filters.append(Claim.Filter(dimension: dimension.key, values: values))
    }
    if let member, member.value.members == nil {
      mismatch("where", member.value, .named(.anything))
    }
    record(
      "where", member?.value.untypedValue, from: member, type: .named(.anything), required: false,
      "dimensions held at a value, or at one of a list")
    return filters
  }

  /// Reports a measurement that does not record what `preset` draws.
  private func checkQuantities(drawnBy preset: String, measure: String, _ names: ViewNames) {
    guard let drawn = vocabulary.figures[preset]?.quantities,
      let recorded = names.recorded[measure]?.quantities?.map(\.name)
    else { return }
    let lacking = drawn.filter { !recorded.contains($0) }
    guard !lacking.isEmpty else { return }
    let fitting = names.measureNames.filter { name in
      drawn.allSatisfy { names.recorded[name]?[$0] != nil }
    }
    fault(
      at: "measure",
      "preset `\(preset)` draws " + lacking.map { "`\($0)`" }.joined(separator: ", ")
        + ", which measure.\(measure) does not record",
      notes: [
        "it records: " + recorded.joined(separator: ", "),
        fitting.isEmpty
          ? "no measurement records all of it: choose another preset, or add one that does"
          : "measurements that record it: " + fitting.joined(separator: ", "),
      ])
  }

  private func figureCheckpoint(_ figure: PresetFigure, _ names: ViewNames) -> Int? {
    let at = text("at", default: "last", "the checkpoint drawn: an epoch, or last")
    guard at != "last" else { return nil }
    guard let epoch = Int(at), epoch >= 0 else {
      fault(at: "at", "`at` must be `last` or an epoch, not `\(SpecNode.shortened(at))`")
      return nil
    }
    let measures = [figure.measure, figure.x?.measure, figure.y?.measure].compactMap(\.self)
    for measure in Set(measures).sorted() where !measure.isEmpty {
      check(checkpoint: epoch, at: "at", measure: measure, names)
    }
    return epoch
  }

  // MARK: - Queries

  private func sqlFigure() -> SQLFigure {
    let sql = text("sql", "one SELECT over the study's views; `preset` instead")
    let kind: SQLFigure.Kind = choice("kind", "what is drawn")
    let x = kind == .decay ? "" : text("x", "the column on the horizontal axis")
    let y = text("y", "the column on the vertical axis")
    var figure = SQLFigure(sql: sql, kind: kind, x: x, y: y)
    if kind == .heatMap {
      figure.value = text("value", "the column with the number that is the colour")
    } else {
      figure.series = optionalText("series", "the column that tells series apart")
    }
    if kind == .line || kind == .bars {
      figure.low = optionalText("low", "the column with an interval's lower end")
      figure.high = optionalText("high", "the column with an interval's upper end")
      if (figure.low == nil) != (figure.high == nil) {
        fault(
          at: figure.low == nil ? "high" : "low", "an interval needs both `low` and `high`",
          notes: ["name the other column too, or neither"])
      }
    }
    figure.facet = optionalText("facet", "the column with axes for each of its values")
    figure.xLabel = optionalText("x_label", "what the horizontal axis says; else the column's name")
    figure.yLabel = optionalText("y_label", "what the vertical axis says; else the column's name")
    figure.unit = optionalText("unit", "the unit of what is drawn")
    return figure
  }

  /// The keys of a query's figure that presets do not have, for the schema.
  private func describeSQL() {
    describe(
      "sql", .text, required: false, "instead of `preset`: one SELECT over the study's views")
    describe(
      "kind", .choice(SQLFigure.Kind.allCases.map(\.rawValue)), required: false,
      "with `sql`: what is drawn")
    for (key, summary) in [
      ("low", "the column with an interval's lower end"),
      ("high", "the column with an interval's upper end"),
      ("value", "the column with the number that is the colour of a heat map"),
      ("x_label", "what the horizontal axis says"), ("y_label", "what the vertical axis says"),
      ("unit", "the unit of what is drawn"),
    ] {
      describe(key, .text, required: false, "with `sql`: \(summary)")
    }
  }

  // MARK: - Published values

  private func published(besideFile file: String) -> PublishedSelection {
    let path = text("file", "a CSV file, relative to the spec")
    let quantity = text("quantity", "the quantity, as the file's column of that name has it")
    let panel = integer("panel", default: 0, in: 0...1000, "the panel they are drawn in, from 0")
    return PublishedSelection(
      file: SpecFiles.path(path, besideFile: span.file.isEmpty ? file : span.file),
      quantity: quantity, panel: panel)
  }

  // MARK: - Checks

  /// Reports a measurement that does not exist.
  func check(measure: String, at key: String, _ names: ViewNames) {
    guard has(key), names.measures[measure] == nil else { return }
    reportUnknown(
      "measurement", measure, among: names.measureNames, at: place(of: key), sink: sink)
  }

  /// Reports a dimension that does not exist.
  func check(dimension: String, at key: String, _ names: ViewNames) {
    guard !names.dimensions.contains(dimension) else { return }
    reportUnknown("dimension", dimension, among: names.dimensions, at: place(of: key), sink: sink)
  }

  /// Reports an epoch at which `measure` is not taken.
  func check(checkpoint: Int, at key: String, measure: String, _ names: ViewNames) {
    // Without a list (relations, checkpoints known only in training) there is nothing to check.
    guard let epochs = names.measures[measure], !epochs.isEmpty, !epochs.contains(checkpoint)
    else { return }
    fault(
      at: key, "measure.\(measure) is not taken at checkpoint \(checkpoint)",
      notes: [
        "it is taken at: " + epochs.sorted().prefix(20).map(String.init).joined(separator: ", ")
      ])
  }
}
