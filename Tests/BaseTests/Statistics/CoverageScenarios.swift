import Base

/// A kind of interval, and studies whose truth it should hold as often as it says.
struct CoverageScenario: Sendable, CustomStringConvertible {
  /// How numbers scatter, each with variance 1.
  enum Noise: String, Sendable, CaseIterable {
    case normal
    /// Student's t with three degrees of freedom.
    case heavy = "t3"
  }

  /// What is tried, for the table.
  let interval: String
  /// The setting, for the table.
  let setting: String
  let noise: Noise
  /// Whether one study's interval holds the truth.
  let holds: @Sendable (inout RandomStream) throws -> Bool

  var description: String { "\(interval), \(setting), \(noise.rawValue)" }

  /// In how many of `studies` the interval holds the truth; each study draws from a stream of its
  /// own.
  func held(in studies: Int) throws -> Int {
    try (0..<studies).count { study in
      var stream = RandomStream(seed: 2026, purpose: description, index: UInt64(study))
      return try holds(&stream)
    }
  }
}

extension RandomStream {
  fileprivate mutating func draw(_ noise: CoverageScenario.Noise) -> Double {
    guard noise == .heavy else { return normal() }
    let (a, b, c) = (normal(), normal(), normal())
    return normal() / (a * a + b * b + c * c).squareRoot()
  }

  fileprivate mutating func draws(_ count: Int, _ noise: CoverageScenario.Noise) -> [Double] {
    (0..<count).map { _ in draw(noise) }
  }
}

extension Interval {
  fileprivate func holds(_ truth: Double) -> Bool { low <= truth && truth <= high }
}

extension CoverageScenario {
  static func student(_ n: Int, _ noise: Noise) -> CoverageScenario {
    CoverageScenario(interval: "Student's t", setting: "n = \(n)", noise: noise) { stream in
      try UnitSamples("seed", stream.draws(n, noise)).mean().interval.holds(0)
    }
  }

  /// The second arm has half as many units again and three times the spread.
  static func welch(_ n: Int, _ noise: Noise) -> CoverageScenario {
    let others = n + n / 2
    return CoverageScenario(
      interval: "Welch's t", setting: "n = \(n), \(others) of thrice the spread", noise: noise
    ) { stream in
      let first = try UnitSamples("seed", stream.draws(n, noise))
      let second = try UnitSamples("seed", stream.draws(others, noise).map { 3 * $0 })
      return try first.difference(minus: second).interval.holds(0)
    }
  }

  /// The truth lies on the margin: saying "equivalent" there is an error, allowed in 5 %.
  static func equivalence(_ n: Int, _ noise: Noise) -> CoverageScenario {
    CoverageScenario(
      interval: "two one-sided tests", setting: "n = \(n), truth on the margin", noise: noise
    ) { stream in
      let margin = 50.0
      let numbers = stream.draws(n, noise).map { $0 + margin }
      guard let estimate = MeanEstimate(meanOf: numbers) else { return false }
      let unit = InferenceUnit("seed", count: n, samples: n)
      return !EquivalenceTest(estimate, within: margin, unit: unit).isEquivalent
    }
  }

  static func bootstrap(
    _ n: Int, strata: Int, _ aggregate: Aggregate, _ noise: Noise, resamples: Int
  ) -> CoverageScenario {
    CoverageScenario(
      interval: "stratified bootstrap, \(aggregate.name)",
      setting: "n = \(n), \(strata) \(strata == 1 ? "stratum" : "strata")", noise: noise
    ) { stream in
      let units = try (0..<strata).map { _ in try UnitSamples("seed", stream.draws(n, noise)) }
      let bootstrap = StratifiedBootstrap(resamples: resamples, seed: stream.next())
      return try bootstrap.inferred(aggregate, of: units).interval.holds(0)
    }
  }

  /// Half of the strata have twice as many units, and three times the spread.
  static func unevenBootstrap(_ n: Int, _ noise: Noise, resamples: Int) -> CoverageScenario {
    CoverageScenario(
      interval: "stratified bootstrap, mean", setting: "n = \(n) and \(2 * n), 4 uneven strata",
      noise: noise
    ) { stream in
      let units = try (0..<4).map { place in
        try UnitSamples(
          "seed", stream.draws(place < 2 ? n : 2 * n, noise).map { place < 2 ? $0 : 3 * $0 })
      }
      let bootstrap = StratifiedBootstrap(resamples: resamples, seed: stream.next())
      return try bootstrap.inferred(.mean, of: units).interval.holds(0)
    }
  }

  /// Spreads of seeds, of images and of what neither explains.
  struct Spreads: Sendable {
    var name: String
    var seeds: Double
    var images: Double
    var rest: Double

    static let all = [
      Spreads(name: "images vary far more", seeds: 0.05, images: 3, rest: 1),
      Spreads(name: "seeds vary far more", seeds: 3, images: 0.05, rest: 1),
      Spreads(name: "both alike", seeds: 1, images: 1, rest: 1),
      Spreads(name: "images 4 times", seeds: 1, images: 4, rest: 1),
      Spreads(name: "rest alone", seeds: 0, images: 0, rest: 1),
    ]
  }

  private static func crossed(
    _ seeds: Int, _ images: Int, _ spreads: Spreads, _ noise: Noise, _ stream: inout RandomStream
  ) -> CrossedSample {
    let ofSeeds = stream.draws(seeds, noise)
    let ofImages = stream.draws(images, noise)
    return CrossedSample(
      firstCount: seeds, secondCount: images,
      values: ofSeeds.flatMap { a in
        ofImages.map { b in
          spreads.seeds * a + spreads.images * b + spreads.rest * stream.draw(noise)
        }
      })
  }

  static func twoWay(_ seeds: Int, _ images: Int, _ spreads: Spreads, _ noise: Noise)
    -> CoverageScenario
  {
    CoverageScenario(
      interval: "two-way t", setting: "\(seeds) × \(images), \(spreads.name)", noise: noise
    ) { stream in
      crossed(seeds, images, spreads, noise, &stream).twoWayMean()?.interval.holds(0) ?? false
    }
  }

  static func twoWayBand(
    _ seeds: Int, _ images: Int, _ spreads: Spreads, _ noise: Noise, resamples: Int
  ) -> CoverageScenario {
    CoverageScenario(
      interval: "two-way bootstrap band", setting: "\(seeds) × \(images), \(spreads.name)",
      noise: noise
    ) { stream in
      let sample = crossed(seeds, images, spreads, noise, &stream)
      let bootstrap = TwoWayBootstrap(resamples: resamples, seed: stream.next())
      return bootstrap.bandWithinFirst(of: sample)?.intervals?[0].holds(0) ?? false
    }
  }

  /// Half of the variance is the clusters', and the correlation 0.6 between and within them.
  static func correlation(_ clusters: Int, pairs: Int, _ noise: Noise) -> CoverageScenario {
    CoverageScenario(
      interval: "clustered correlation",
      setting: "\(clusters) clusters of \(pairs)\(pairs == 1 ? "" : " pairs")", noise: noise
    ) { stream in
      let truth = 0.6
      func pair(_ stream: inout RandomStream) -> (Double, Double) {
        let x = stream.draw(noise)
        return (x, truth * x + (1 - truth * truth).squareRoot() * stream.draw(noise))
      }
      var x: [Double] = []
      var y: [Double] = []
      for _ in 0..<clusters {
        let shared = pair(&stream)
        for _ in 0..<pairs {
          let own = pair(&stream)
          x.append(shared.0 + own.0)
          y.append(shared.1 + own.1)
        }
      }
      let labels = (0..<clusters).flatMap { [Int](repeating: $0, count: pairs) }
      return ClusteredCorrelation(x, y, clusters: labels)?.interval(level: 0.95)?.holds(truth)
        ?? false
    }
  }
}
