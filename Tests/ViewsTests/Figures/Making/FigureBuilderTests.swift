import Base
import Store
import Testing

@testable import Views

@Suite struct FigureBuilderTests {
  /// Few: the numbers tested are estimates; that bands resample is tested in Base.
  static let resamples = 20
  /// A few roundings of numbers near 1.
  static let rounding = 1e-14

  static let recipe = CurveRecipe(
    x: "context_order", xLabel: "context order m (of n−2)",
    panels: [
      .init(
        title: "relative", yLabel: "J⁽ᵐ⁾", quantity: .shareOfMean(of: "S"), nullMetric: "J-null"),
      .init(title: "absolute", yLabel: "S⁽ᵐ⁾", quantity: .mean(of: "S")),
    ], showsUntrained: true)

  static let training = CurveRecipe(
    x: "checkpoint", xLabel: "epoch",
    panels: [
      .init(title: "all", yLabel: "S", quantity: .meanOverOrders(of: "S", from: 0, through: 1)),
      .init(title: "low", yLabel: "J", quantity: .shareOverOrders(of: "S", from: 0, through: 0.1)),
    ], showsUntrained: false)

  static func request(
    series: String = "variant", checkpoint: Int? = nil, band: PresetFigure.Band = .both,
    samples: PresetFigure.SampleFilter = .all, pool: [String] = [],
    filters: [Claim.Filter] = [], facet: String? = nil
  ) -> FigureRequest {
    FigureRequest(
      name: "f",
      .preset(
        PresetFigure(
          "by-order", measure: "strength", series: series, checkpoint: checkpoint, band: band,
          samples: samples, pool: pool, filters: filters, facet: facet)))
  }

  static func build(
    _ fixture: StudyFixture, _ request: FigureRequest, _ recipe: CurveRecipe = recipe
  ) throws -> DrawnLines {
    let figure = try FigureBuilder(queries: fixture.queries(), resamples: resamples)
      .data(for: request, title: "Title") { name in
        FigureRecipe(name: name, summary: "", .curves(recipe))
      }
    guard case .lines(let lines) = figure.content else { throw StoreError.unknownRun("no lines") }
    return DrawnLines(figure: figure, panels: lines.panels)
  }

  /// A figure that is known to be of lines.
  struct DrawnLines {
    var figure: FigureData
    var panels: [LineFigure.Panel]
    var caption: String { figure.caption }
    var note: String { figure.note }
    var title: String { figure.title }
  }

  /// Two seeds, two images, three orders.
  ///
  /// Means over images: seed 0 (1, 2, 3), seed 1 (8, 4, 0);
  /// shares: (½, 1, 3⁄2) and (2, 1, 0).
  static func study(variants: [String] = ["normal"]) throws -> StudyFixture {
    let fixture = try StudyFixture()
    for variant in variants {
      for (seed, strengths) in [[[0.0, 1, 2], [2, 3, 4]], [[7, 4, 0], [9, 4, 0]]].enumerated() {
        try fixture.plan(variant: variant, seed: seed, epochs: [0, 20])
        try fixture.collect(epoch: 0, StudyFixture.strengths([[1, 1, 1], [3, 3, 3]]))
        try fixture.collect(
          epoch: 20,
          StudyFixture.strengths(strengths)
            + [2.0, 0.5, 2].enumerated().map {
              MetricRow(name: "J-null", value: $1, contextOrder: $0, exact: true)
            })
      }
    }
    return fixture
  }

  @Test func sharesAreRatiosOfEachSeedsMeans() throws {
    let figure = try Self.build(try Self.study(), Self.request())
    let curves = figure.panels[0].curves
    #expect(curves.map(\.stroke) == [.dotted, .dashed, .solid])
    #expect(curves[2].points.map(\.x) == [0, 1, 2])
    #expect(curves[2].points.map(\.y) == [1.25, 1, 0.75])
    #expect(curves[1].points.map(\.y) == [1, 1, 1])
    #expect(curves[0].points.map(\.y) == [2, 0.5, 2])
    #expect(curves[2].label == "normal")
    #expect(curves[2].seeds == 2 && curves[2].images == 2)
    #expect(curves[2].ink == .series(0))
  }

  @Test func strengthsAreMeansOverSeedsAndImages() throws {
    let figure = try Self.build(try Self.study(), Self.request())
    let curves = figure.panels[1].curves
    #expect(curves.map(\.stroke) == [.dashed, .solid])
    #expect(curves[1].points.map(\.y) == [4.5, 3, 1.5])
    #expect(curves[0].points.map(\.y) == [2, 2, 2])
    for point in curves[1].points {
      #expect(try #require(point.low) <= point.y && point.y <= (try #require(point.high)))
    }
  }

  @Test func growthComparesWithTheUntrainedNetworkOfTheSameSeed() throws {
    var recipe = Self.recipe
    recipe.panels = [.init(title: "growth", yLabel: "×", quantity: .growthOfMean(of: "S"))]
    let curves = try Self.build(try Self.study(), Self.request(), recipe).panels[0].curves
    // Seed 0: (1, 2, 3) / 2; seed 1: (8, 4, 0) / 2. Its own control is not drawn.
    #expect(curves.map(\.stroke) == [.solid])
    #expect(curves[0].points.map(\.y) == [2.25, 1.5, 0.75])
  }

  @Test func growthOfEveryEpochStandsInAxesWithTheOthers() throws {
    let fixture = try StudyFixture()
    for (seed, scale) in [1.0, 3].enumerated() {
      try fixture.plan(seed: seed, epochs: [0, 5, 20])
      for (epoch, strengths) in [(0, [1.0, 2]), (5, [3, 4]), (20, [9, 10])] {
        try fixture.collect(
          epoch: epoch, StudyFixture.strengths([strengths.map { $0 * scale }]))
      }
    }
    var recipe = Self.recipe
    recipe.panels = [
      .init(title: "strength", yLabel: "S", quantity: .mean(of: "S")),
      .init(title: "growth", yLabel: "×", quantity: .growthOfMean(of: "S"), isLog: true),
    ]
    let figure = try Self.build(fixture, Self.request(series: "checkpoint"), recipe)
    #expect(figure.panels[0].curves.map(\.label) == ["epoch 0", "epoch 5", "epoch 20"])
    // The untrained network against itself is left out; epochs have colours in order.
    let curves = figure.panels[1].curves
    #expect(curves.map(\.label) == ["epoch 5", "epoch 20"])
    #expect(curves.map { $0.points.map(\.y) } == [[3, 2], [9, 5]])
    #expect(curves.map(\.ink) == [.ordered(1, of: 3), .ordered(2, of: 3)])
    #expect(figure.panels.map(\.y.isLog) == [false, true])
    // One epoch an axis: the untrained network is compared with all the same.
    let facets = try Self.build(fixture, Self.request(facet: "checkpoint"), recipe)
    #expect(facets.panels[5].curves.map { $0.points.map(\.y) } == [[9, 5]])
    // Without the untrained network there is no growth, and no axes for it.
    let later = try Self.build(
      fixture,
      Self.request(
        series: "checkpoint", filters: [Claim.Filter(dimension: "checkpoint", values: [5, 20])]),
      recipe)
    #expect(later.panels.map(\.title) == ["strength"])
    #expect(later.caption.hasSuffix("No growth is drawn: epoch 0 was not measured."))
  }

  @Test func partsAreSeriesByTheirOwnNames() throws {
    let fixture = try StudyFixture()
    try fixture.plan(seed: 0)
    try fixture.collect(
      ["measured", "theory"].enumerated().flatMap { place, part in
        (0..<2).map {
          MetricRow(
            name: "curve", value: Double(place + $0), part: part, contextOrder: $0, exact: true)
        }
      })
    let recipe = CurveRecipe(
      x: "context_order", xLabel: "m",
      panels: [.init(title: "", yLabel: "", quantity: .mean(of: "curve"), startsAtZero: false)],
      showsUntrained: false, facet: "variant", series: "part")
    let figure = try Self.build(fixture, Self.request(series: recipe.series), recipe)
    #expect(figure.panels[0].curves.map(\.label) == ["measured", "theory"])
    #expect(figure.panels[0].curves.map { $0.points.map(\.y) } == [[0, 1], [1, 2]])
    #expect(FigureRecipe(name: "c", summary: "", .curves(recipe)).series == "part")
    #expect(FigureRecipe(name: "c", summary: "", .scatter).series == "variant")
  }

  @Test func aRatioIsOfTheMeansOverSamples() throws {
    let fixture = try StudyFixture()
    for (seed, effects) in [[1.0, 3], [5, 1]].enumerated() {
      try fixture.plan(variant: "normal", seed: seed, epochs: [20])
      let effects = effects.enumerated().map {
        MetricRow(name: "v-effect", value: $1, sample: Int64($0), exact: true)
      }
      try fixture.collect(
        epoch: 20, StudyFixture.strengths([[0.0, 1, 2], [2, 3, 4]]) + effects)
    }
    var recipe = Self.recipe
    recipe.showsUntrained = false
    recipe.panels = [
      .init(title: "ratio", yLabel: "S/v", quantity: .ratioOfMeans(of: "S", to: "v-effect"))
    ]
    let curves = try Self.build(fixture, Self.request(), recipe).panels[0].curves
    // Means of S (1, 2, 3) over mean effects 2 and 3; the mean of the two seeds.
    let points = curves[0].points
    #expect(points.map(\.x) == [0, 1, 2])
    for (point, expected) in zip(points, [5.0 / 12, 10.0 / 12, 15.0 / 12]) {
      #expect(abs(point.y - expected) < Self.rounding)
    }
  }

  @Test func growthIsLeftOutAndSaidWhereTheUntrainedNetworkWasNotMeasured() throws {
    let fixture = try StudyFixture()
    for seed in 0..<2 {
      try fixture.plan(variant: "normal", seed: seed, epochs: [20])
      try fixture.collect(epoch: 20, StudyFixture.strengths([[0, 1, 2], [2, 3, 4]]))
    }
    var recipe = Self.recipe
    recipe.panels = [
      .init(title: "growth", yLabel: "×", quantity: .growthOfMean(of: "S")),
      .init(title: "absolute", yLabel: "S", quantity: .mean(of: "S")),
    ]
    let figure = try Self.build(fixture, Self.request(), recipe)
    #expect(figure.panels.map(\.title) == ["absolute"])
    #expect(figure.caption.contains("No growth is drawn: epoch 0 was not measured."))
  }

  @Test func theNullOverTrainingIsTheMeanOfItsOrders() throws {
    var recipe = Self.training
    recipe.panels = [
      .init(
        title: "low", yLabel: "J", quantity: .shareOverOrders(of: "S", from: 0, through: 0.5),
        nullMetric: "J-null")
    ]
    let curves = try Self.build(try Self.study(), Self.request(), recipe).panels[0].curves
    #expect(curves.map(\.stroke) == [.dotted, .solid])
    // Orders 0 and 1 of (2, ½, 2), at the one epoch that has them.
    #expect(curves[0].points == [FigurePoint(x: 20, y: 1.25)])
  }

  /// Mean strengths (4.5, 3, 1.5); the shape (−1, 2, 0) is twice as high as it reaches down.
  @Test func aShadeReachesAsFarAsTheCurvesBeforeIt() throws {
    let fixture = try StudyFixture()
    for (seed, strengths) in [[1.0, 2, 3], [8, 4, 0]].enumerated() {
      try fixture.plan(seed: seed)
      let shape = [-1.0, 2, 0].enumerated().map {
        MetricRow(name: "weight", value: $1, contextOrder: $0, exact: true)
      }
      try fixture.collect(StudyFixture.strengths([strengths]) + shape)
    }
    var recipe = Self.recipe
    recipe.showsUntrained = false
    recipe.panels = [
      .init(
        title: "absolute", yLabel: "S", quantity: .mean(of: "S"),
        shade: .init(metric: "weight", label: "weight of the losses"))
    ]
    let figure = try Self.build(fixture, Self.request(), recipe)
    let curves = figure.panels[0].curves
    #expect(curves.map(\.stroke) == [.shaded, .solid])
    #expect(curves[0].points.map(\.y) == [-2.25, 4.5, 0])
    #expect(curves[0].ink == .neutral && curves[0].label == "weight of the losses")
    #expect(figure.caption.hasSuffix("Shaded: weight of the losses, scaled to each panel."))
    // Where several series share axes, each has its own, or all have one where they are alike.
    func both(_ other: [Double]) throws -> [LineFigure.Curve] {
      try fixture.plan(variant: "other \(other[0])", seed: 0)
      let shape = other.enumerated().map {
        MetricRow(name: "weight", value: $1, contextOrder: $0, exact: true)
      }
      try fixture.collect(StudyFixture.strengths([[9, 9, 9]]) + shape)
      return try Self.build(fixture, Self.request(), recipe).panels[0].curves
    }
    let alike = try both([-1, 2, 0])
    #expect(alike.map(\.ink) == [.neutral, .series(0), .series(1)])
    #expect(alike[0].points.map(\.y) == [-4.5, 9, 0])
    let different = try both([0, 1, 0])
    #expect(different.map(\.stroke) == [.shaded, .shaded, .shaded, .solid, .solid, .solid])
    #expect(different.prefix(3).map(\.ink) == [.series(0), .series(1), .series(2)])
    #expect(different[2].points.map(\.y) == [0, 4.5, 0])
  }

  @Test func anUntrainedNetworkSharedByAllIsDrawnOnce() throws {
    let figure = try Self.build(try Self.study(variants: ["normal", "low-order"]), Self.request())
    let curves = figure.panels[1].curves
    #expect(curves.map(\.stroke) == [.dashed, .solid, .solid])
    #expect(curves.map(\.label) == ["untrained", "normal", "low-order"])
    #expect(curves.map(\.ink) == [.neutral, .series(0), .series(1)])
  }

  @Test func theCaptionSaysWhatIsSeen() throws {
    let figure = try Self.build(try Self.study(), Self.request())
    #expect(
      figure.caption
        == "Mean over 2 seeds × 2 images. Bands: 95 % intervals, seeds and images resampled"
        + " independently (20 draws). Solid: networks at the last epoch. Dashed: the same networks"
        + " untrained (epoch 0). Dotted: null, a table of independent values.")
    #expect(figure.note == "2 seeds × 2 images; bands: 95 % over seeds and images")
    #expect(figure.title == "Title")
  }

  @Test(arguments: [
    (PresetFigure.Band.seeds, "Bands: 95 % intervals, seeds resampled (20 draws)."),
    (.images, "Bands: 95 % intervals, images resampled (20 draws)."),
  ])
  func theCaptionNamesTheUnitsResampled(_ band: PresetFigure.Band, _ sentence: String) throws {
    let figure = try Self.build(try Self.study(), Self.request(band: band))
    #expect(figure.caption.contains(sentence))
  }

  @Test func anEarlierEpochIsDrawnWhenAsked() throws {
    let figure = try Self.build(try Self.study(), Self.request(checkpoint: 0))
    #expect(figure.panels[1].curves.map(\.stroke) == [.solid])
    #expect(figure.panels[1].curves[0].points.map(\.y) == [2, 2, 2])
  }

  @Test func epochsMakeCurvesWhenAsked() throws {
    let figure = try Self.build(try Self.study(), Self.request(series: "checkpoint"))
    #expect(figure.panels[1].curves.map(\.label) == ["epoch 0", "epoch 20"])
    #expect(figure.panels[1].curves.map { $0.points[0].y } == [2, 4.5])
  }

  /// Mean S of all orders: 2 and (2 + 4)/2; lowest order's share: 1 and (½ + 2)/2.
  @Test func overTrainingTheEpochIsTheAxis() throws {
    let figure = try Self.build(try Self.study(), Self.request(), Self.training)
    #expect(figure.panels[0].curves.map { $0.points.map(\.x) } == [[0, 20]])
    #expect(figure.panels[0].curves.map { $0.points.map(\.y) } == [[2, 3]])
    #expect(figure.panels[1].curves.map { $0.points.map(\.y) } == [[1, 1.25]])
  }

  @Test func aFilterKeepsTheSameImagesForTrainedAndUntrained() throws {
    let fixture = try StudyFixture()
    for (seed, correct) in [[true, true], [true, false]].enumerated() {
      try fixture.plan(seed: seed, epochs: [0, 20])
      try fixture.collect(epoch: 0, StudyFixture.strengths([[1, 1], [3, 3]]))
      try fixture.collect(
        epoch: 20, StudyFixture.strengths([[2, 2], [10, 10]]) + StudyFixture.correct(correct))
    }
    let here = try Self.build(fixture, Self.request(samples: .correctHere)).panels[1].curves
    #expect(here.map { $0.points.map(\.y) } == [[1.5, 1.5], [4, 4]])
    let figure = try Self.build(fixture, Self.request(samples: .correctEverywhere))
    #expect(figure.panels[1].curves.map { $0.points.map(\.y) } == [[1, 1], [2, 2]])
    #expect(figure.caption.hasSuffix("Samples: correct-everywhere, 1 of 2 kept."))
  }

  @Test func aFilterHoldsADimension() throws {
    let held = try Self.build(
      try Self.study(variants: ["normal", "low-order"]),
      Self.request(filters: [Claim.Filter(dimension: "variant", values: ["low-order"])]))
    #expect(held.panels[1].curves.map(\.label) == ["low-order", "low-order"])
    #expect(
      throws: FigureError.noValue(
        figure: "f", dimension: "seed", value: "7", known: ["0", "1"])
    ) {
      try Self.build(
        try Self.study(),
        Self.request(filters: [Claim.Filter(dimension: "seed", values: [7])]))
    }
  }

  @Test func aFacetGivesEachValueAxesOfItsOwn() throws {
    let figure = try Self.build(
      try Self.study(variants: ["normal", "low-order"]), Self.request(facet: "variant"))
    #expect(
      figure.panels.map(\.title) == [
        "relative, normal", "absolute, normal", "relative, low-order", "absolute, low-order",
      ])
    #expect(figure.panels[3].curves.map(\.label) == ["low-order", "low-order"])
    #expect(figure.panels[3].curves.map(\.ink) == [.series(1), .series(1)])
  }

  @Test func severalRowsOfAUnitNeedAReducer() throws {
    let fixture = try StudyFixture()
    try fixture.plan(seed: 0)
    try fixture.collect(StudyFixture.strengths([[1, 3]]) + StudyFixture.strengths([[2, 4]]))
    #expect(
      throws: FigureError.severalRows(figure: "f", metric: "S", count: 2, unit: "seed=0, sample 0")
    ) { try Self.build(fixture, Self.request()) }
    #expect(
      FigureError.severalRows(figure: "f", metric: "S", count: 2, unit: "seed=0, sample 0")
        .description
        == "figure `f`: 2 rows of `S` for one unit (seed=0, sample 0) and no reducer; hold what tells"
        + " them apart with `where`, or average over it with `pool`")
  }

  @Test func aStudyWithoutVariantsIsOneCurve() throws {
    let fixture = try StudyFixture()
    try fixture.plan(variant: nil, seed: nil)
    try fixture.collect(StudyFixture.strengths([[1, 3]]))
    let figure = try Self.build(fixture, Self.request())
    #expect(figure.panels[1].curves.map(\.label) == ["main"])
    #expect(figure.panels[1].curves[0].points.map(\.low) == [nil, nil])
    #expect(figure.note == "1 seed × 1 image")
  }

  @Test func anotherSweptCoordinateIsPooledOnlyWhenAsked() throws {
    let fixture = try StudyFixture()
    for batch in [64, 128] {
      try fixture.plan(seed: 0, coordinates: ["training.batch": .integer(batch)])
      try fixture.collect(StudyFixture.strengths([[Double(batch), 0]]))
    }
    #expect(
      throws: FigureError.severalValues(
        figure: "f", dimension: "training.batch", values: ["128", "64"])
    ) { try Self.build(fixture, Self.request()) }
    let pooled = try Self.build(fixture, Self.request(pool: ["training.batch"]))
    #expect(pooled.panels[1].curves.map { $0.points.map(\.y) } == [[96, 0]])
    let series = try Self.build(fixture, Self.request(series: "training.batch"))
    #expect(
      series.panels[1].curves.map(\.label) == ["training.batch = 64", "training.batch = 128"])
  }

  @Test func theLastEpochIsThePlansNotTheLastThatWorked() throws {
    let fixture = try StudyFixture()
    try fixture.plan(seed: 0, epochs: [0, 20])
    try fixture.collect(epoch: 0, StudyFixture.strengths([[1, 1]]))
    #expect(throws: FigureError.noCheckpoint(figure: "f", checkpoint: 20, known: [0])) {
      try Self.build(fixture, Self.request())
    }
  }

  @Test func whatCannotBeDrawnIsNamed() throws {
    let fixture = try StudyFixture()
    try fixture.plan(seed: 0)
    try fixture.collect(StudyFixture.strengths([[1, 1]], name: "Sx"))
    #expect(
      throws: FigureError.noRows(
        figure: "f", measure: "strength", metric: "S", nearest: "Sx")
    ) { try Self.build(fixture, Self.request()) }
    let study = try Self.study()
    #expect(throws: FigureError.noCheckpoint(figure: "f", checkpoint: 7, known: [0, 20])) {
      try Self.build(study, Self.request(checkpoint: 7))
    }
    #expect(throws: FigureError.noSeries(figure: "f", dimension: "training.batch")) {
      try Self.build(study, Self.request(series: "training.batch"))
    }
    #expect(throws: FigureError.noCorrectness(figure: "f", samples: "correct-here")) {
      try Self.build(study, Self.request(samples: .correctHere))
    }
    #expect(
      FigureError.severalValues(figure: "f", dimension: "split", values: ["test", "train"])
        .description
        == "figure `f`: `split` has several values (test, train) and is neither grouped nor"
        + " filtered; hold it with `where`, give it axes with `facet`, or add it to `pool` to average"
        + " over it")
  }
}
