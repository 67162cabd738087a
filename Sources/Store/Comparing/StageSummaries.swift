import Base
import GRDB

/// What stages recorded, in a few numbers for each quantity: what comparisons read instead of rows.
public struct StageSummaries: Sendable {
  /// The rows of one quantity and epoch of a stage.
  public struct Entry: Sendable, Hashable {
    /// The stage, by number.
    public var stage: Int64
    /// An index into `quantities`.
    public var quantity: Int
    /// The epoch the rows say themselves.
    public var checkpoint: Int?
    /// Whether they are of single samples.
    public var isOfSamples: Bool
    /// How many there are.
    public var rows: Int
    /// Their mean.
    public var mean: Double
  }

  /// One row of a sample.
  public struct SampleEntry: Sendable, Hashable {
    /// The stage, by number.
    public var stage: Int64
    /// An index into `quantities`.
    public var quantity: Int
    /// The epoch the row says itself.
    public var checkpoint: Int?
    /// The sample.
    public var sample: Int64
    /// The number.
    public var value: Double
  }

  /// The quantities entries refer to.
  public var quantities: [MetricQuantity]
  /// The summaries of each stage, in the order of its rows.
  public var entries: [Int64: [Entry]]
  /// What chose the samples of stages that have rows of single ones: equal texts, equal samples.
  public var pools: [Int64: String]

  /// Holds summaries.
  public init(
    quantities: [MetricQuantity], entries: [Int64: [Entry]], pools: [Int64: String] = [:]
  ) {
    self.quantities = quantities
    self.entries = entries
    self.pools = pools
  }
}

extension ResultsStore {
  /// What some stages recorded, in a few numbers.
  public func summaries(of stages: Set<Int64>) throws(StoreError) -> StageSummaries {
    try connection.read { database in
      let (quantities, places) = try StudyQueries.quantities(names: nil, database)
      let wanted = Self.list(stages)
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT summary.stage, quantity, checkpoint, of_samples, rows, mean
          FROM json_each(?) AS wanted JOIN summary ON summary.stage = wanted.value
          ORDER BY summary.stage, summary.position
          """, arguments: [wanted])
      var entries: [Int64: [StageSummaries.Entry]] = [:]
      var ofSamples: Set<Int64> = []
      while let row = try rows.next() {
        guard let quantity = places[row[1]] else { continue }
        let entry = StageSummaries.Entry(
          stage: row[0], quantity: quantity, checkpoint: row[2], isOfSamples: row[3], rows: row[4],
          mean: row[5])
        entries[entry.stage, default: []].append(entry)
        if entry.isOfSamples { ofSamples.insert(entry.stage) }
      }
      return StageSummaries(
        quantities: quantities, entries: entries, pools: try Self.pools(of: ofSamples, database))
    }
  }

  /// What chose the samples of stages: the choice in their own parameters or in those of the tables
  /// they read, and the data it was made from.
  private static func pools(of stages: Set<Int64>, _ database: Database) throws -> [Int64: String] {
    let rows = try Row.fetchCursor(
      database,
      sql: """
        SELECT stage.id,
          json_array(json_extract(chooser.parameters, '$.samples'),
            json_extract(chooser.parameters, '$.split'),
            json_extract(chooser.parameters, '$.chunk'), data.input)
        FROM json_each(?) AS wanted JOIN stage ON stage.id = wanted.value
        LEFT JOIN stage_input AS tables
          ON tables.stage = stage.id AND tables.role = 'tables' AND tables.position = 0
        JOIN stage AS chooser ON chooser.id = coalesce(tables.input, stage.id)
        LEFT JOIN stage_input AS data
          ON data.stage = chooser.id AND data.role = 'data' AND data.position = 0
        """, arguments: [list(stages)])
    var pools: [Int64: String] = [:]
    while let row = try rows.next() { pools[row[0]] = row[1] }
    return pools
  }

  /// The rows of single samples of some stages.
  public func sampleEntries(of stages: Set<Int64>) throws(StoreError) -> (
    quantities: [MetricQuantity], entries: [StageSummaries.SampleEntry]
  ) {
    try connection.read { database in
      let (quantities, places) = try StudyQueries.quantities(names: nil, database)
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT metric.stage, quantity, checkpoint, sample, metric.value
          FROM json_each(?) AS wanted JOIN metric ON metric.stage = wanted.value
          WHERE sample IS NOT NULL ORDER BY metric.stage, metric.row
          """, arguments: [Self.list(stages)])
      var entries: [StageSummaries.SampleEntry] = []
      while let row = try rows.next() {
        guard let quantity = places[row[1]] else { continue }
        entries.append(
          StageSummaries.SampleEntry(
            stage: row[0], quantity: quantity, checkpoint: row[2], sample: row[3], value: row[4]))
      }
      return (quantities, entries)
    }
  }

  /// Whose rows the stages of a plan hold that a run's file kept; stages the store never heard of
  /// are left out.
  public func uses(study: String, cells: [PlannedCell]) throws(StoreError) -> StudyUses {
    let numbers = try numbers(of: Set(cells.flatMap { $0.stages.map(\.key.hex) }))
    let uses = cells.enumerated().flatMap { place, cell in
      cell.stages.compactMap { stage in
        numbers[stage.key.hex].map {
          StudyUses.Use(
            cell: place, stage: $0, measure: stage.measure, model: stage.model,
            checkpoint: stage.checkpoint, reference: stage.reference)
        }
      }
    }
    return StudyUses(study: study, cells: cells.map(StudyCell.init), uses: uses)
  }

  func numbers(of keys: Set<String>) throws(StoreError) -> [String: Int64] {
    try connection.read { database in
      let rows = try Row.fetchCursor(
        database,
        sql:
          "SELECT stage.key, stage.id FROM json_each(?) AS wanted JOIN stage ON stage.key = wanted.value",
        arguments: [Value.list(keys.map { .text($0) }).json])
      var numbers: [String: Int64] = [:]
      while let row = try rows.next() { numbers[row[0]] = row[1] }
      return numbers
    }
  }

  /// The use that a stage has in some plan, or as itself where it is in none.
  public func use(ofStage number: Int64) throws(StoreError) -> StudyUses.Use {
    try connection.read { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT measure, model, checkpoint, reference FROM cell_stage WHERE stage = ?
          ORDER BY id DESC LIMIT 1
          """, arguments: [number])
      return StudyUses.Use(
        cell: 0, stage: number, measure: row?["measure"], model: row?["model"],
        checkpoint: row?["checkpoint"], reference: row?["reference"])
    }
  }

  /// The parameters of a stage; nil of one that never finished.
  public func parameters(ofStage number: Int64) throws(StoreError) -> Value? {
    try connection.read { database in
      let text = try String.fetchOne(
        database, sql: "SELECT parameters FROM stage WHERE id = ?", arguments: [number])
      return try text.map { try Value(json: Array($0.utf8)) }
    }
  }

  /// The record of the run `id`, without stages and plan.
  public func record(ofRun id: String) throws(StoreError) -> RunRecord {
    try connection.read { try Self.record(run: id, $0).record }
  }
}
