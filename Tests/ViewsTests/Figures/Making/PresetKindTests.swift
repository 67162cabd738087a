import Base
import Store
import Testing

@testable import Views

/// Figures of presets that are no curves.
@Suite struct PresetKindTests {
  static func build(
    _ fixture: StudyFixture, _ drawing: FigureRecipe.Drawing, _ preset: PresetFigure,
    samples: (any FigureSamples)? = nil, log: Set<FigureRequest.Axis> = []
  ) throws -> FigureData {
    let request = FigureRequest(name: "f", .preset(preset), log: log)
    return try FigureBuilder(queries: fixture.queries(), samples: samples, resamples: 20)
      .data(for: request, title: "T") { FigureRecipe(name: $0, summary: "", drawing) }
  }

  static func orders(_ name: String, _ bySample: [[Double]]) -> [MetricRow] {
    bySample.enumerated().flatMap { sample, values in
      values.enumerated().map { order, value in
        MetricRow(
          name: name, value: value, sample: Int64(sample), interactionOrder: order + 1, exact: true)
      }
    }
  }

  static func signedStudy() throws -> StudyFixture {
    let fixture = try StudyFixture()
    for variant in ["normal", "high"] {
      for seed in 0..<2 {
        try fixture.plan(variant: variant, seed: seed)
        let scale = variant == "high" ? 10.0 : 1
        try fixture.collect(
          orders("positive", [[1, 2], [3, 4]].map { $0.map { $0 * scale } })
            + orders("negative", [[0.5, 1], [0.5, 3]].map { $0.map { $0 * scale } }))
      }
    }
    return fixture
  }

  static let bars = BarRecipe(
    x: "interaction_order", xLabel: "order", yLabel: "Σ",
    bars: [
      .init(metric: "positive", label: "I > 0"),
      .init(metric: "negative", label: "I < 0", isDownward: true),
    ])

  @Test func signedBarsHangFromZeroBesideEachOther() throws {
    let figure = try Self.build(
      try Self.signedStudy(), .bars(Self.bars), PresetFigure("b", measure: "strength"))
    guard case .bars(let bars) = figure.content else { throw Unexpected(what: "no bars") }
    let groups = bars.panels[0].groups
    #expect(bars.panels[0].x.categories == ["1", "2"])
    #expect(
      groups.map(\.label) == [
        "normal, I > 0", "normal, I < 0", "high, I > 0", "high, I < 0",
      ])
    #expect(groups.map(\.slot) == [0, 0, 1, 1])
    #expect(groups.map { $0.bars.map { $0?.y } } == [[2, 3], [-0.5, -2], [20, 30], [-5, -20]])
    let down = try #require(groups[1].bars[1])
    #expect(try #require(down.low) <= down.y && down.y <= (try #require(down.high)))
    #expect(figure.note == "2 seeds × 2 images; error bars: 95 % over seeds and images")
  }

  @Test func stackedBarsHaveTheSeriesAlongTheAxis() throws {
    var recipe = Self.bars
    recipe.isStacked = true
    let figure = try Self.build(
      try Self.signedStudy(), .bars(recipe), PresetFigure("b", measure: "strength"))
    guard case .bars(let bars) = figure.content else { throw Unexpected(what: "no bars") }
    #expect(bars.isStacked && bars.panels[0].x.categories == ["normal", "high"])
    #expect(
      bars.panels[0].groups.map { $0.bars.map { $0?.y } } == [
        [2, 20], [-0.5, -5], [3, 30], [-2, -20],
      ])
    #expect(figure.note == "2 seeds × 2 images")
  }

  @Test func aQuantityHasABarForEachSeriesAndAxesForEachFacet() throws {
    let fixture = try StudyFixture()
    for depth in [5, 8] {
      for variant in ["low", "normal"] {
        for seed in 0..<3 {
          try fixture.plan(variant: variant, seed: seed, coordinates: ["depth": .integer(depth)])
          let value = Double(depth) + (variant == "low" ? 0.5 : 0) + 0.1 * Double(seed)
          try fixture.collect([MetricRow(name: "robustness", value: value, exact: true)])
        }
      }
    }
    let figure = try Self.build(
      fixture, .seriesBars,
      PresetFigure("q", facet: "depth", y: .init(measure: "strength", metric: "robustness")))
    guard case .bars(let bars) = figure.content else { throw Unexpected(what: "no bars") }
    #expect(bars.panels.map(\.title) == ["depth = 5", "depth = 8"])
    for (panel, depth) in zip(bars.panels, [5.0, 8]) {
      #expect(panel.x.categories == ["low", "normal"] && panel.y.label == "strength robustness")
      #expect(panel.groups.map(\.label) == ["low", "normal"])
      #expect(panel.groups.map(\.slot) == [0, 0] && panel.groups.map(\.seeds) == [3, 3])
      for (place, group) in panel.groups.enumerated() {
        #expect(group.bars.indices.filter { group.bars[$0] != nil } == [place])
        let bar = try #require(group.bars[place])
        // The mean of three seeds 0.1 apart.
        #expect(abs(bar.y - (depth + (place == 0 ? 0.6 : 0.1))) < 1e-12)
        #expect(try #require(bar.low) < bar.y && bar.y < (try #require(bar.high)))
      }
    }
    // One quantity, one range: panels can be compared.
    let ranges = bars.axes(FigureStyle()).map { $0.settings.filter { $0.contains("yrange") } }
    #expect(ranges[0] == ranges[1] && ranges[0].count == 1)
    // The bars are named below themselves.
    #expect(bars.key(FigureStyle()).isEmpty)
    #expect(figure.note == "3 seeds; error bars: 95 % over seeds")
    #expect(
      throws: FigureError.severalValues(figure: "f", dimension: "depth", values: ["5", "8"])
    ) {
      try Self.build(
        fixture, .seriesBars,
        PresetFigure("q", y: .init(measure: "strength", metric: "robustness")))
    }
  }

  @Test func namesSpeakForThemselvesAboveTheirAxes() throws {
    let fixture = try StudyFixture()
    for name in ["glyphs", "mnist"] {
      try fixture.plan(seed: 0, coordinates: ["dataset.name": .text(name)])
      try fixture.collect([MetricRow(name: "area", value: 0.1, exact: true)])
    }
    let figure = try Self.build(
      fixture, .seriesBars,
      PresetFigure("q", facet: "dataset.name", y: .init(measure: "strength", metric: "area")))
    guard case .bars(let bars) = figure.content else { throw Unexpected(what: "no bars") }
    #expect(bars.panels.map(\.title) == ["glyphs", "mnist"])
  }

  @Test func curvesOverTheShareOfAbsentPlayersRunFromAllToFew() throws {
    let fixture = try StudyFixture()
    try fixture.plan(seed: 0)
    try fixture.collect(
      [(4, 0.9), (3, 0.7), (1, 0.2)].map { order, value in
        MetricRow(name: "accuracy", value: value, contextOrder: order, exact: true)
      })
    let recipe = CurveRecipe(
      x: "context_order", xLabel: "share",
      panels: [.init(title: "", yLabel: "accuracy", quantity: .mean(of: "accuracy"))],
      showsUntrained: false, showsAbsentShare: true)
    let figure = try Self.build(
      fixture, .curves(recipe), PresetFigure("c", measure: "strength"))
    guard case .lines(let lines) = figure.content else { throw Unexpected(what: "no lines") }
    #expect(lines.panels[0].curves[0].points.map(\.x) == [0, 0.25, 0.75])
    #expect(lines.panels[0].curves[0].points.map(\.y) == [0.9, 0.7, 0.2])
  }

  @Test func aMapHasTheMeanOfEachPlace() throws {
    let fixture = try StudyFixture()
    try fixture.plan(seed: 0, epochs: [0, 20])
    try fixture.collect(epoch: 0, StudyFixture.strengths([[1, 3], [3, 5]]))
    try fixture.collect(epoch: 20, StudyFixture.strengths([[4, 4], [8, 4]]))
    let recipe = HeatMapRecipe(
      x: "context_order", xLabel: "m", y: "checkpoint", yLabel: "epoch",
      quantity: .shareOfMean(of: "S"), label: "J", facet: "variant")
    let figure = try Self.build(
      fixture, .heatMap(recipe), PresetFigure("m", measure: "strength"))
    guard case .heatMap(let map) = figure.content else { throw Unexpected(what: "no map") }
    #expect(map.x.categories == ["0", "1"] && map.y.categories == ["0", "20"])
    // Means (2, 4) and (6, 4), each over its mean.
    #expect(map.panels.map(\.values) == [[[2 / 3.0, 4 / 3.0], [1.2, 0.8]]])
    #expect(map.panels[0].title == "normal")
  }

  @Test func aScatterJoinsCellsOrSamples() throws {
    let fixture = try StudyFixture()
    for seed in 0..<3 {
      try fixture.plan(seed: seed)
      let scale = Double(seed + 1)
      try fixture.collect(
        StudyFixture.strengths([[scale], [3 * scale]], name: "a")
          + StudyFixture.strengths([[2 * scale], [6 * scale]], name: "b"))
    }
    func scatter(_ unit: PresetFigure.Unit) throws -> ScatterFigure {
      let figure = try Self.build(
        fixture, .scatter,
        PresetFigure(
          "s", x: .init(measure: "strength", metric: "a"),
          y: .init(measure: "strength", metric: "b"), unit: unit))
      guard case .scatter(let scatter) = figure.content else { throw Unexpected(what: "none") }
      return scatter
    }
    let cells = try scatter(.cell).panels[0]
    #expect(cells.series[0].points.map(\.x) == [2, 4, 6])
    #expect(cells.series[0].points.map(\.y) == [4, 8, 12])
    #expect(abs(try #require(cells.fit).slope - 2) < 1e-12)
    #expect(try scatter(.sample).panels[0].series[0].points.map(\.x) == [1, 3, 2, 6, 3, 9])
  }

  @Test func aSweepHasAPanelForEachCoordinate() throws {
    let fixture = try StudyFixture()
    for batch in [64, 32] {
      for rate in ["a", "b"] {
        try fixture.plan(
          seed: 0, coordinates: ["training.batch": .integer(batch), "rate": .text(rate)])
        try fixture.collect([
          MetricRow(name: "accuracy", value: Double(batch) + (rate == "a" ? 0 : 1), exact: true)
        ])
      }
    }
    let figure = try Self.build(
      fixture, .sweep,
      PresetFigure("s", y: .init(measure: "strength", metric: "accuracy")))
    guard case .lines(let lines) = figure.content else { throw Unexpected(what: "no lines") }
    #expect(lines.panels.map(\.title) == ["rate", "training.batch"])
    #expect(lines.panels[0].x.categories == ["a", "b"])
    #expect(lines.panels[0].curves[0].points.map(\.y) == [48, 49])
    #expect(lines.panels[1].curves[0].points.map(\.x) == [32, 64])
    #expect(lines.panels[1].curves[0].points.map(\.y) == [32.5, 64.5])
    let none = try StudyFixture()
    try none.plan(seed: 0)
    try none.collect([MetricRow(name: "accuracy", value: 1, exact: true)])
    #expect(
      throws: FigureError.recipe(
        figure: "f",
        reason: "nothing but seeds is swept; sweep a value, such as `sweep: {training.batch: [32,"
          + " 64]}`")
    ) {
      try Self.build(
        none, .sweep, PresetFigure("s", y: .init(measure: "strength", metric: "accuracy")))
    }
  }
}

/// Figures of what stages keep of single samples.
@Suite struct SampleFigureTests {
  /// The same two samples for every stage: players a, b, c.
  struct Kept: FigureSamples {
    func interactions(ofStage key: ContentHash) throws -> [SampleSets] {
      [
        SampleSets(
          sample: 4, players: ["a", "b", "c"], and: [9, 1, -2, 4, 0, 0, 0, -8], or: []),
        SampleSets(
          sample: 7, players: ["a", "b", "c"], and: [9, 3, 2, 2, 0, 0, 0, 0], or: []),
      ]
    }

    func images(ofStage key: ContentHash, ids: [Int64]?) throws -> [SampleImage] {
      [4, 7].filter { ids?.contains($0) ?? true }.map {
        SampleImage(sample: $0, label: "class 1", width: 1, pixels: [0, 255], players: [0, 1])
      }
    }
  }

  static func study() throws -> StudyFixture {
    let fixture = try StudyFixture()
    for variant in ["normal", "high"] {
      try fixture.plan(variant: variant, seed: 0)
      try fixture.collect([
        MetricRow(name: "value", value: 0.5, sample: 4, part: "0", exact: true),
        MetricRow(name: "value", value: -0.5, sample: 4, part: "1", exact: true),
      ])
    }
    return fixture
  }

  static let normal = [Claim.Filter(dimension: "variant", values: ["normal"])]

  @Test func aDecayIsTheMeanOfSortedSizes() throws {
    let figure = try PresetKindTests.build(
      try Self.study(), .decay, PresetFigure("d", measure: "strength"), samples: Kept())
    guard case .lines(let lines) = figure.content else { throw Unexpected(what: "no lines") }
    #expect(lines.panels[0].curves.map(\.label) == ["normal", "high"])
    // (8, 4, 2, 1, …) and (3, 2, 2, 0, …); what is 0 in both has no place.
    #expect(lines.panels[0].curves[0].points.map(\.y) == [5.5, 3, 2, 0.5])
    #expect(lines.panels[0].y.isLog)
  }

  @Test func aMatrixIsOfPairsAlone() throws {
    let figure = try PresetKindTests.build(
      try Self.study(), .matrix, PresetFigure("m", measure: "strength"), samples: Kept())
    guard case .heatMap(let map) = figure.content else { throw Unexpected(what: "no map") }
    #expect(map.panels.map(\.title) == ["normal", "high"])
    #expect(map.panels[0].values == [[nil, 3, 0], [3, nil, 0], [0, 0, nil]])
  }

  @Test func aNetworkHasTheStrongestOfOneSample() throws {
    let figure = try PresetKindTests.build(
      try Self.study(), .network,
      PresetFigure("n", measure: "strength", filters: Self.normal, sample: 4, count: 1),
      samples: Kept())
    guard case .network(let network) = figure.content else { throw Unexpected(what: "none") }
    #expect(network.links.map(\.members) == [[0, 1, 2], [1], [0]])
    #expect(network.links.map(\.value) == [-8, -2, 1])
    #expect(figure.note == "1 network × 1 image (sample 4)")
  }

  @Test func imagesHaveWhatEachPlayerIsWorth() throws {
    let figure = try PresetKindTests.build(
      try Self.study(), .images(values: "value"),
      PresetFigure("i", measure: "strength", filters: Self.normal), samples: Kept())
    guard case .images(let images) = figure.content else { throw Unexpected(what: "none") }
    #expect(images.images.map(\.sample) == [4, 7])
    #expect(images.images.map(\.values) == [[0.5, -0.5], []])
  }

  @Test func whatCannotBeDrawnIsNamed() throws {
    let fixture = try Self.study()
    #expect(
      throws: FigureError.severalValues(
        figure: "f", dimension: "cell",
        values: ["variant=normal,seed=0", "variant=high,seed=0"])
    ) {
      try PresetKindTests.build(
        fixture, .network, PresetFigure("n", measure: "strength"), samples: Kept())
    }
    #expect(throws: FigureError.noSample(figure: "f", sample: 5, known: [4, 7])) {
      try PresetKindTests.build(
        fixture, .network,
        PresetFigure("n", measure: "strength", filters: Self.normal, sample: 5), samples: Kept())
    }
    #expect(throws: FigureError.noCheckpoint(figure: "f", checkpoint: 3, known: [20])) {
      try PresetKindTests.build(
        fixture, .decay, PresetFigure("n", measure: "strength", checkpoint: 3), samples: Kept())
    }
    #expect(
      throws: FigureError.noFiles(
        figure: "f", reason: "the results folder with the stages' files is not at hand")
    ) { try PresetKindTests.build(fixture, .decay, PresetFigure("n", measure: "strength")) }
  }
}
