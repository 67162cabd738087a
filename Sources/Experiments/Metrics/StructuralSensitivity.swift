import Base
import Neural
import Spec
import Store

/// How much of its accuracy a model owes to the middle of an image: accuracy with cells masked from
/// the rim inwards against accuracy with as many masked at random (arXiv:2512.18607 §6.3.1; science:
/// §5.3).
///
/// A model that reads the object as a whole keeps its accuracy while the centre is there; one that
/// collects local evidence does not care which cells are left.
struct StructuralSensitivity: MaskedSplitMetric, QuantityNaming {
  static let name = "structural-sensitivity"
  static let summary =
    "accuracy with cells masked at random and from the rim inwards, and the area between"
  static let version = 1
  static let inputs: Set<CatalogEntry.MeasureInput> = [.split, .cells]

  /// Names of its rows.
  enum Row {
    /// Accuracy with cells masked at random; `context_order` is the number of cells present.
    static let random = "random-masking"
    /// The same, masked from the rim inwards.
    static let peripheral = "peripheral-masking"
    /// The second minus the first.
    static let difference = "difference"
    /// The integral of the difference over the share of cells masked.
    static let area = "area"

    /// The accuracies under `rule`.
    static func accuracy(_ rule: CellRanking.Rule) -> String {
      switch rule {
      case .random: random
      case .peripheral: peripheral
      }
    }
  }

  /// The shares of cells masked; each is rounded to whole cells.
  let fractions: [Double]
  /// Orders of the cells drawn for each sample.
  let draws: Int
  /// The seed of those orders: one for all models, so that they face the same masks.
  let seed: UInt64

  /// Samples masked together: whole evaluation blocks, so that no other number changes a bit.
  private static let samplesInSlice = 4 * EvaluationBlock.rows

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    fractions = read.numbers(
      "fractions", default: (0...9).map { Double($0) / 10 }, each: .within(0...1), count: 2...1000,
      "the shares of cells masked, each rounded to whole cells")
    draws = read.integer(
      "draws", default: 1, in: 1...1000, "random orders of the cells for each sample")
    seed = UInt64(read.integer("seed", default: 0, "the seed of the orders, one for all models"))
    if Set(fractions).count < 2 {
      read.fault(
        at: "fractions", "`fractions` is one share: there is no area",
        notes: ["write such as [0, 0.25, 0.5, 0.75]"])
    }
  }

  /// Each share of cells, masked from the rim and in each random order.
  var passesPerSample: Double { Double(fractions.count * (1 + draws)) }

  /// What it records; `context_order` is the number of cells present.
  func quantities(playerCount: Int?) -> [Quantity] {
    let present = playerCount.map { count in
      let masked = maskedCounts(of: count)
      return ["context_order": count - (masked.last ?? 0)...count - (masked.first ?? 0)]
    }
    return [Row.random, Row.peripheral, Row.difference].map { Quantity($0, ranges: present ?? [:]) }
      + [Quantity(Row.area)]
  }

  var headlines: [String] { [Row.area] }

  /// The numbers of cells masked, ascending.
  func maskedCounts(of cells: Int) -> [Int] {
    Set(fractions.map { Int(($0 * Double(cells)).rounded()) }).sorted()
  }

  /// The rows of one split: accuracies by the number of cells present, and the area.
  func measure(_ model: MeasuredModel, split: String, masking: GameSettings) throws -> [MetricRow] {
    guard case .grid(let rows, let columns) = masking.players else {
      throw MetricError.needsGrid(metric: Self.name)
    }
    let data = model.training
    guard data.isClassified(by: model.network) else {
      throw MetricError.noClassifier(outputs: model.network.classes, classes: data.classes)
    }
    let samples = try data.split(split)
    let masks = CellMasks(
      ranking: CellRanking(rows: rows, columns: columns),
      players: try masking.players.players(over: data.shape).runs, seed: seed)
    let counts = maskedCounts(of: masks.players.playerCount)
    let inputs = try data.inputs(of: split)
    let shared = masking.baseline.dependsOnSample ? nil : try data.baseline(masking.baseline)
    var hits = MaskedHits(counts: counts.count, draws: draws)
    for start in stride(from: 0, to: samples.count, by: Self.samplesInSlice) {
      let rows = start..<min(start + Self.samplesInSlice, samples.count)
      let part = Array(inputs[rows.lowerBound * data.elements..<rows.upperBound * data.elements])
      let baselines =
        try shared.map { [$0] }
        ?? rows.map { row in
          let first = (row - start) * data.elements
          return try data.baseline(
            masking.baseline, of: Array(part[first..<first + data.elements]))
        }
      let labels = samples.labels[rows]
      hits.append(rows.count)
      for draw in 0..<draws {
        for rule in CellRanking.Rule.allCases {
          let orders = samples.ids[rows].map { masks.order(rule, id: $0, draw: draw) }
          for (place, count) in counts.enumerated() {
            let masked = masks.inputs(part, baselines, masking: count, of: orders)
            let said = PredictedClass.of(
              model.network.logits(of: masked), classes: model.network.classes)
            hits.count(zip(said, labels).map { $0 == $1 }, rule, draw: draw, at: place)
          }
        }
      }
    }
    return hits.rows(counts: counts, cells: masks.players.playerCount, split: split)
  }
}
