/// The numbers behind one curve: seeds × images × (checkpoints × orders), and which are there.
struct FigureGrid: Sendable {
  /// The seeds (or cells, where seeds are not swept), in the plan's order.
  let units: [String]
  /// The samples, sorted; one stand-in where the metric has rows of no single sample.
  let samples: [Int64]
  /// The epochs, sorted.
  let checkpoints: [Int]
  /// The context or interaction orders, sorted; one stand-in where there are none.
  let orders: [Int]
  /// Shape [unit][sample][checkpoint][order]; 0 where not present.
  let values: [Double]
  /// How many rows each number is made of, of the same shape.
  let counts: [Int]
  /// Shape [unit][sample]: whether all its numbers are there.
  let present: [Bool]
  /// Whether the rows are of no single sample.
  let isAggregated: Bool
  /// A place with several rows, and how many; nil when every place has one.
  let crowded: (unit: String, count: Int)?

  /// The number of samples present for at least one unit.
  var keptSampleCount: Int {
    samples.indices.count { sample in
      units.indices.contains { present[$0 * samples.count + sample] }
    }
  }

  /// One number and where it belongs.
  struct Item {
    var unit: String
    var sample: Int64
    var checkpoint: Int
    var order: Int
    var value: Double
  }

  /// Arranges `items`, which come in the plan's order; several at one place are averaged.
  init(_ items: [Item], isAggregated: Bool) {
    self.isAggregated = isAggregated
    var unitPlaces: [String: Int] = [:]
    var units: [String] = []
    for item in items where unitPlaces[item.unit] == nil {
      unitPlaces[item.unit] = units.count
      units.append(item.unit)
    }
    self.units = units
    let samples = Set(items.map(\.sample)).sorted()
    self.samples = samples
    orders = Set(items.map(\.order)).sorted()
    // Only epochs every unit has: a curve is a mean over the same units at each x.
    var ofUnit = [Set<Int>](repeating: [], count: units.count)
    for item in items { ofUnit[unitPlaces[item.unit, default: 0]].insert(item.checkpoint) }
    let shared = ofUnit.dropFirst().reduce(ofUnit.first ?? []) { $0.intersection($1) }
    checkpoints = shared.sorted()

    let samplePlaces = Self.places(samples)
    let checkpointPlaces = Self.places(checkpoints)
    let orderPlaces = Self.places(orders)
    let points = checkpoints.count * orders.count
    let cells = units.count * samples.count
    var sums = [Double](repeating: 0, count: cells * points)
    var counts = [Int](repeating: 0, count: cells * points)
    for item in items {
      guard let unit = unitPlaces[item.unit], let sample = samplePlaces[item.sample],
        let checkpoint = checkpointPlaces[item.checkpoint], let order = orderPlaces[item.order]
      else { continue }
      let place =
        ((unit * samples.count + sample) * checkpoints.count + checkpoint) * orders.count
        + order
      sums[place] += item.value
      counts[place] += 1
    }
    crowded = counts.firstIndex { $0 > 1 }.map { place in
      let cell = place / max(1, points)
      let unit = units[cell / max(1, samples.count)]
      return (
        isAggregated ? unit : "\(unit), sample \(samples[cell % samples.count])", counts[place]
      )
    }
    self.counts = counts
    values = zip(sums, counts).map { $1 > 1 ? $0 / Double($1) : $0 }
    present = (0..<cells).map { cell in
      points > 0 && counts[cell * points..<(cell + 1) * points].allSatisfy { $0 > 0 }
    }
  }

  private static func places<Key: Hashable>(_ keys: [Key]) -> [Key: Int] {
    Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first })
  }
}
