import Base
import Foundation
import Spec
import Testing

/// What a spec may say of figures, and what is said back.
@Suite struct FigureTests {
  /// The study of the documentation with one figure.
  static func spec(_ figure: String) -> String {
    let lines = bottleneck.split(separator: "\n", omittingEmptySubsequences: false)
    let end = lines.firstIndex(of: "figures:") ?? lines.endIndex
    return lines[..<end].joined(separator: "\n") + "\nfigures:\n  f: {\(figure)}\n"
  }

  static func request(_ figure: String) throws -> FigureRequest {
    try #require(try study(spec(figure)).figures.first).value
  }

  @Test func aPresetIsReadWithAllItsKeys() throws {
    #expect(
      try Self.request(
        "preset: multi-order-strength, measure: strength, series: seed, at: 5, band: seeds, samples:"
          + " correct-here, pool: [seed], where: {variant: [normal, low-order], seed: 0}, facet:"
          + " variant, log: [x, y], title: T")
        == FigureRequest(
          name: "f",
          .preset(
            PresetFigure(
              "multi-order-strength", measure: "strength", series: "seed", checkpoint: 5,
              band: .seeds, samples: .correctHere, pool: ["seed"],
              filters: [
                Claim.Filter(dimension: "variant", values: ["normal", "low-order"]),
                Claim.Filter(dimension: "seed", values: [0]),
              ], facet: "variant")), title: "T", log: [.x, .y]))
  }

  @Test func aQueryIsReadWithItsColumns() throws {
    #expect(
      try Self.request(
        "sql: \"SELECT 1\", kind: line, x: epoch, y: value, series: who, low: a, high: b, facet: c,"
          + " log: x, x_label: epochs, y_label: loss, unit: nat, title: T")
        == FigureRequest(
          name: "f",
          .sql(
            SQLFigure(
              sql: "SELECT 1", kind: .line, x: "epoch", y: "value", series: "who", low: "a",
              high: "b", facet: "c", xLabel: "epochs", yLabel: "loss", unit: "nat")), title: "T",
          log: [.x]))
    #expect(
      try Self.request("sql: s, kind: heat-map, x: a, y: b, value: c")
        == FigureRequest(
          name: "f", .sql(SQLFigure(sql: "s", kind: .heatMap, x: "a", y: "b", value: "c"))))
  }

  @Test func aScatterNamesTwoQuantities() throws {
    let preset = try Self.request(
      "preset: scatter, x: accuracy.accuracy, y: strength.J, per: sample"
    )
    .preset
    #expect(preset?.x == PresetFigure.Quantity(measure: "accuracy", metric: "accuracy"))
    #expect(preset?.y == PresetFigure.Quantity(measure: "strength", metric: "J"))
    #expect(preset?.unit == .sample)
  }

  @Test func publishedValuesAreNamedRelativeToTheSpec() throws {
    let text = Self.spec(
      "preset: multi-order-strength, measure: strength, published: {file: ../p.csv, quantity: J}")
    let files = InMemoryFileSystem(["configs/study.yaml": text])
    let study = try SpecReader(files: files, vocabulary: .sample).study(at: "configs/study.yaml")
    #expect(
      study.figures.first?.value.published == PublishedSelection(file: "p.csv", quantity: "J"))
  }

  @Test func theCurvesOfTrainingNeedNoMeasurement() throws {
    #expect(
      try Self.request("preset: strength-over-training, measure: training").preset?.measure
        == "training")
  }

  @Test(arguments: [
    (
      "preset: scatter, measure: strength, x: a.b, y: strength.J",
      """
      error: unknown key `measure` in figures.f
        legal keys: preset, x, y, series, at, per, pool, where, facet, log, published, title
      error: unknown measurement `a`
        known names: strength, accuracy
      """
    ),
    (
      "preset: scatter, x: accuracy, y: strength.K",
      """
      error: `x` must be measurement.metric, not `accuracy`
        such as `accuracy.accuracy`
      error: measure.strength records no `K`
        it records: J, S, correct
      """
    ),
    (
      "sql: s, preset: multi-order-strength, kind: line, x: a, y: b",
      """
      error: `preset` and `sql` exclude each other
        keep one of them
      """
    ),
    (
      "sql: s, kind: lines, x: a, y: b",
      """
      error: `kind` cannot be `lines`
        did you mean `line`?
        legal values: line, scatter, bars, stacked-bars, heat-map, decay
      """
    ),
    (
      "sql: s, kind: line, x: a",
      """
      error: missing required key `y` in figures.f
        add `y`: a text; the column on the vertical axis
      """
    ),
    (
      "sql: s, kind: scatter, x: a, y: b, low: c",
      """
      error: unknown key `low` in figures.f
        did you mean `log`?
        legal keys: sql, kind, x, y, series, facet, x_label, y_label, unit, log, published, title
      """
    ),
    (
      "sql: s, kind: line, x: a, y: b, low: c",
      """
      error: an interval needs both `low` and `high`
        name the other column too, or neither
      """
    ),
    (
      "preset: multi-order-strength, measure: strength, where: {variant: nrmal, colour: 1}",
      """
      error: unknown variant `nrmal`
        did you mean `normal`?
        known names: normal, low-order, mid-order, high-order
      error: unknown dimension `colour`
        known names: variant, cell, seed, model, reference, measure, name, split, checkpoint, \
      step, layer, sample, class, label_kind, part, context_order, interaction_order
      """
    ),
    (
      "preset: multi-order-strength, measure: strength, log: z",
      """
      error: `log` cannot be `z`
        legal values: x, y
      """
    ),
    (
      "preset: multi-order-strength, measure: strength, published: {quantity: J}",
      """
      error: missing required key `file` in figures.f.published
        add `file`: a text; a CSV file, relative to the spec
      """
    ),
  ])
  func faultsAreNamed(_ figure: String, _ expected: String) {
    // Without places and quoted lines, which other tests are about.
    let found = faults(Self.spec(figure)).split(separator: "\n").filter { line in
      !line.hasPrefix("    ")
    }.map { line in
      line.range(of: "error: ").map { String(line[$0.lowerBound...]) } ?? String(line)
    }
    #expect(found.joined(separator: "\n") == expected)
  }
}
