import Base
import GRDB

extension ResultsStore {
  /// The numbers of `cells` as some plan has them, whatever plan the store holds, for the quantities
  /// that `isWanted`; the cell of an entry is its place in `cells`.
  ///
  /// The stages are found by their keys, so what no run has yet has no numbers.
  public func cellMetrics(
    of cells: [PlannedCell], at checkpoint: CellMetrics.Checkpoint,
    where isWanted: (MetricQuantity) -> Bool = { _ in true }
  ) throws(StoreError) -> CellMetrics {
    let meant = cells.map { $0.stages(at: checkpoint) }
    let numbers = try numbers(of: Set(meant.joined().map(\.key.hex)))
    let found = try summaryRows(of: Set(numbers.values), where: isWanted)
    var metrics = CellMetrics(quantities: found.quantities, entries: [])
    for (place, stages) in meant.enumerated() {
      for stage in stages {
        guard let number = numbers[stage.key.hex] else { continue }
        for row in found.rows[number] ?? [] {
          var entry = row
          entry.cell = Int64(place)
          entry.measure = stage.measure ?? ""
          entry.model = stage.model
          entry.reference = metrics.quantities[row.quantity].reference ?? stage.reference
          entry.checkpoint = row.checkpoint ?? stage.checkpoint
          metrics.entries.append(entry)
        }
      }
    }
    return metrics
  }

  /// The summaries of stages by their numbers, of no cell yet.
  private func summaryRows(of stages: Set<Int64>, where isWanted: (MetricQuantity) -> Bool)
    throws(StoreError) -> (quantities: [MetricQuantity], rows: [Int64: [CellMetrics.Entry]])
  {
    try connection.read { database in
      var quantities: [MetricQuantity] = []
      var places: [Int64: Int] = [:]
      for (id, quantity) in try Self.allQuantities(database) where isWanted(quantity) {
        places[id] = quantities.count
        quantities.append(quantity)
      }
      var found: [Int64: [CellMetrics.Entry]] = [:]
      guard !places.isEmpty else { return (quantities, found) }
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT summary.stage, quantity, checkpoint, of_samples, rows, mean, sd, last
          FROM json_each(?) AS wanted JOIN summary ON summary.stage = wanted.value
          ORDER BY summary.stage, summary.position
          """, arguments: [Self.list(stages)])
      while let row = try rows.next() {
        guard let quantity = places[row[1]] else { continue }
        found[row[0], default: []].append(
          CellMetrics.Entry(
            cell: 0, measure: "", checkpoint: row[2], quantity: quantity, isOfSamples: row[3],
            rows: row[4], mean: row[5], deviation: row[6], last: row[7]))
      }
      return (quantities, found)
    }
  }
}

extension PlannedCell {
  /// The stages that measure at some epochs, as `CellMetrics.Checkpoint` means them.
  fileprivate func stages(at checkpoint: CellMetrics.Checkpoint) -> [Stage] {
    let measuring = stages.filter { $0.measure != nil }
    switch checkpoint {
    case .all: return measuring
    case .at(let epoch):
      return measuring.filter { $0.checkpoint == nil || $0.checkpoint == epoch }
    case .last:
      var last: [String?: Int] = [:]
      for stage in measuring {
        if let epoch = stage.checkpoint {
          last[stage.measure] = max(last[stage.measure] ?? epoch, epoch)
        }
      }
      return measuring.filter { $0.checkpoint == nil || $0.checkpoint == last[$0.measure] }
    }
  }
}
