import Base
import Store

/// How often each sample was classified correctly, by rule, number of cells masked and draw.
struct MaskedHits {
  private let counts: Int
  private let draws: Int
  /// Of each sample, rule, number masked and draw: 1 if it was correct.
  private var isHit: [UInt8] = []
  private var samples = 0
  private var first = 0

  init(counts: Int, draws: Int) {
    self.counts = counts
    self.draws = draws
  }

  private func place(_ sample: Int, _ rule: CellRanking.Rule, _ count: Int, _ draw: Int) -> Int {
    let number = rule == .random ? 0 : 1
    return ((sample * CellRanking.Rule.allCases.count + number) * counts + count) * draws + draw
  }

  /// Begins with the next so many samples.
  mutating func append(_ count: Int) {
    first = samples
    samples += count
    isHit += [UInt8](
      repeating: 0, count: count * CellRanking.Rule.allCases.count * counts * draws)
  }

  /// Records which of these samples are correct.
  mutating func count(_ areCorrect: [Bool], _ rule: CellRanking.Rule, draw: Int, at place: Int) {
    for (row, isCorrect) in areCorrect.enumerated() where isCorrect {
      isHit[self.place(first + row, rule, place, draw)] = 1
    }
  }

  /// What is made of them, `counts` being the numbers of cells masked.
  func rows(counts: [Int], cells: Int, split: String) -> [MetricRow] {
    func row(_ name: String, _ order: Int?, isExact: Bool, _ number: (Int, Int) -> Double)
      -> MetricRow?
    {
      let numbers = (0..<samples).map { sample in (0..<draws).map { number(sample, $0) } }
      guard let mean = Statistics.mean(numbers.flatMap(\.self)) else { return nil }
      return MetricRow(
        name: name, value: mean, split: split, contextOrder: order,
        standardError: isExact ? nil : Self.standardError(numbers), count: samples,
        exact: isExact)
    }
    func hit(_ rule: CellRanking.Rule, _ count: Int, _ sample: Int, _ draw: Int) -> Double {
      Double(isHit[place(sample, rule, count, draw)])
    }
    func difference(_ count: Int, _ sample: Int, _ draw: Int) -> Double {
      hit(.peripheral, count, sample, draw) - hit(.random, count, sample, draw)
    }
    // Trapezia between the shares that there are.
    let shares = counts.map { Double($0) / Double(cells) }
    let weights = shares.indices.map { place in
      ((place + 1 < shares.count ? shares[place + 1] : shares[place])
        - (place > 0 ? shares[place - 1] : shares[place])) / 2
    }
    let byCount = counts.enumerated().flatMap { place, count in
      let isExact = count == 0 || count == cells
      return CellRanking.Rule.allCases.map { rule in
        row(StructuralSensitivity.Row.accuracy(rule), cells - count, isExact: isExact) {
          hit(rule, place, $0, $1)
        }
      } + [
        row(StructuralSensitivity.Row.difference, cells - count, isExact: isExact) {
          difference(place, $0, $1)
        }
      ]
    }
    let area = row(StructuralSensitivity.Row.area, nil, isExact: false) { sample, draw in
      weights.indices.reduce(0.0) { $0 + weights[$1] * difference($1, sample, draw) }
    }
    return (byCount + [area]).compactMap(\.self)
  }

  /// The standard error, over draws, of the mean over samples and draws; nil of one draw.
  ///
  /// Samples are fixed; only the masks are random, and independent from sample to sample.
  private static func standardError(_ numbers: [[Double]]) -> Double? {
    guard let draws = numbers.first?.count, draws > 1 else { return nil }
    let variances = numbers.compactMap { draws in
      Statistics.standardDeviation(draws).map { $0 * $0 }
    }
    return (ExactSum.of(variances) / Double(draws)).squareRoot() / Double(numbers.count)
  }
}
