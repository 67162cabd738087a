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
  /// What the measurements record.
  var recorded: [String: RecordedQuantities] = [:]

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
}

extension ParameterReader {
  /// Reads a `figures.X` mapping.
  func figure(name: String, _ names: ViewNames) -> FigureRequest {
    let presets = vocabulary.figures
    let preset = text("preset", "how it is drawn: `runexp catalog figures`")
    if has("preset"), node?["preset"]?.text != nil, presets[preset] == nil {
      presets.reportUnknown(preset, at: place(of: "preset"), to: sink)
    }
    let measure = text("measure", "the measurement drawn")
    check(measure: measure, at: "measure", names)
    checkQuantities(drawnBy: preset, measure: measure, names)
    let series = text("series", default: "variant", "the dimension that makes the curves")
    check(dimension: series, at: "series", names)
    let checkpoint = figureCheckpoint(measure: measure, names)
    let band: FigureRequest.Band = choice("band", default: .both, "what the bands resample")
    let samples: FigureRequest.SampleFilter = choice(
      "samples", default: .all, "which samples are kept")
    let pool = texts("pool", default: [], count: 0...100, "dimensions averaged over")
    for dimension in pool { check(dimension: dimension, at: "pool", names) }
    let title = optionalText("title", "the title above it; the study's when not given")
    finish()
    return FigureRequest(
      name: name, preset: preset, measure: measure, series: series, checkpoint: checkpoint,
      band: band, samples: samples, pool: pool, title: title)
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

  private func figureCheckpoint(measure: String, _ names: ViewNames) -> Int? {
    let at = text("at", default: "last", "the checkpoint drawn: an epoch, or last")
    guard at != "last" else { return nil }
    guard let epoch = Int(at), epoch >= 0 else {
      fault(at: "at", "`at` must be `last` or an epoch, not `\(SpecNode.shortened(at))`")
      return nil
    }
    check(checkpoint: epoch, at: "at", measure: measure, names)
    return epoch
  }

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
