import Base
import Store

/// The numbers of single images behind a measure's results, by quantity and variant: seeds × images.
struct CrossedNumbers {
  /// One quantity of one variant.
  private struct Cells {
    var units: [String] = []
    /// By unit: the images' ids and numbers.
    var numbers: [[(sample: Int64, value: Double)]] = []
  }

  /// Where a row belongs.
  private struct Place: Hashable {
    var cell: Int
    var quantity: Int
    var model: String?
    var reference: String?
  }

  private var cells: [QuantityNames.Name: [Int: Cells]] = [:]

  /// Sorts rows of single samples; `groups` are the places of variants by name, and only the epochs
  /// in `checkpoints` of each cell count.
  init(
    _ selection: MetricSelection, names: QuantityNames, groups: [String: Int],
    checkpoints: [Int: Set<Int?>]
  ) {
    var byPlace: [Place: [(sample: Int64, value: Double)]] = [:]
    var order: [Place] = []
    for entry in selection.entries {
      guard let sample = entry.sample, checkpoints[entry.cell]?.contains(entry.checkpoint) == true
      else { continue }
      let place = Place(
        cell: entry.cell, quantity: entry.quantity, model: entry.model, reference: entry.reference)
      if byPlace[place] == nil { order.append(place) }
      byPlace[place, default: []].append((sample, entry.value))
    }
    for place in order {
      let cell = selection.cells[place.cell]
      guard let group = groups[CellGroup.label(of: cell)], let numbers = byPlace[place] else {
        continue
      }
      let name = names.name(
        of: selection.quantities[place.quantity], model: place.model, reference: place.reference)
      let unit = cell.value(of: "seed")?.json ?? cell.label
      var own = cells[name]?[group] ?? Cells()
      if let known = own.units.firstIndex(of: unit) {
        own.numbers[known] += numbers
      } else {
        own.units.append(unit)
        own.numbers.append(numbers)
      }
      cells[name, default: [:]][group] = own
    }
  }

  /// The mean over seeds and images with its two-way interval; nil where there are no such numbers, or
  /// an image has several.
  func mean(of name: QuantityNames.Name, group: Int) -> InferredNumber? {
    guard let own = cells[name]?[group] else { return nil }
    let samples = Set(own.numbers.joined().lazy.map(\.sample)).sorted()
    guard !samples.isEmpty else { return nil }
    let places = Dictionary(
      zip(samples, samples.indices), uniquingKeysWith: { first, _ in first })
    var values = [Double](repeating: 0, count: own.units.count * samples.count)
    var present = [Bool](repeating: false, count: values.count)
    for (unit, numbers) in own.numbers.enumerated() {
      for (sample, value) in numbers {
        guard let column = places[sample] else { continue }
        let place = unit * samples.count + column
        if present[place] { return nil }
        values[place] = value
        present[place] = true
      }
    }
    return CrossedSample(
      firstCount: own.units.count, secondCount: samples.count, values: values, present: present
    ).twoWayMean()
  }
}
