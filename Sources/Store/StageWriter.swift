import Base
import GRDB

/// Writes finished stages and their rows inside one transaction.
struct StageWriter {
  private let database: Database
  private let find: FastStatement
  private let hear: FastStatement
  private let isFinished: FastStatement
  private let update: FastStatement
  private let input: FastStatement
  private let file: FastStatement
  private let artifact: FastStatement
  private let tensor: FastStatement
  private let metric: FastStatement
  private let summary: FastStatement
  private let sample: FastStatement
  private let measured: FastStatement

  init(_ database: Database) throws {
    self.database = database
    find = try FastStatement(database, "SELECT id FROM stage WHERE key = ?")
    hear = try FastStatement(database, "INSERT INTO stage(key) VALUES (?)")
    isFinished = try FastStatement(
      database, "SELECT finished_at IS NOT NULL FROM stage WHERE id = ?")
    update = try FastStatement(
      database,
      """
      UPDATE stage SET kind = ?, version = ?, label = ?, parameters = ?, binary = ?,
        environment = ?, wall_seconds = ?, cpu_seconds = ?, finished_at = ?, row_count = ?,
        peak_bytes = ?, forward_passes = ?
      WHERE id = ?
      """)
    input = try FastStatement(
      database, "INSERT INTO stage_input(stage, role, position, input) VALUES (?, ?, ?, ?)")
    file = try FastStatement(
      database, "INSERT INTO stage_file(stage, name, sha256) VALUES (?, ?, ?)")
    tensor = try FastStatement(
      database,
      "INSERT INTO tensor(stage, artifact, name, dtype, shape, axes) VALUES (?, ?, ?, ?, ?, ?)")
    artifact = try FastStatement(
      database, "INSERT INTO artifact(stage, name, size, sha256) VALUES (?, ?, ?, ?)")
    metric = try FastStatement(
      database,
      """
      INSERT INTO metric(stage, row, quantity, sample, checkpoint, step, value, std_error, count)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    summary = try FastStatement(
      database,
      """
      INSERT INTO summary(stage, position, quantity, checkpoint, of_samples, rows, mean, sd,
        minimum, maximum, last)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    sample = try FastStatement(
      database,
      "INSERT INTO sample(stage, sample, split, label, given_label) VALUES (?, ?, ?, ?, ?)")
    measured = try FastStatement(
      database,
      """
      INSERT INTO measured(study, measure)
      SELECT cell.study, cell_stage.measure
      FROM cell_stage JOIN cell ON cell.id = cell_stage.cell
      WHERE cell_stage.stage = ? AND cell_stage.measure IS NOT NULL
      ON CONFLICT DO NOTHING
      """)
  }

  /// Records a stage; false when it was there already.
  ///
  /// Rows of the same stage that came from other files are replaced.
  func write(
    _ stage: CollectedStage, _ table: MetricTable, _ samples: [SampleRow],
    quantities: inout [MetricQuantity: Int64]
  ) throws -> Bool {
    let id = try stageID(stage.key)
    isFinished.bind(1, id)
    if try isFinished.integer() == 1 {
      let known = try ResultsStore.artifacts(of: id, database)
      guard known != Set(stage.artifacts) else { return false }
      try ResultsStore.forget(id, database)
    }
    try insert(stage, id: id, rowCount: table.rowCount)
    guard table.rowCount > 0 || !samples.isEmpty else { return true }
    var ids: [Int64] = []
    for quantity in table.quantities {
      let found = try quantities[quantity] ?? ResultsStore.quantityID(quantity, database)
      quantities[quantity] = found
      ids.append(found)
    }
    try insert(table, stage: id, quantities: ids)
    try insert(MetricSummary.all(of: table), stage: id, quantities: ids)
    try insert(samples, stage: id)
    if table.rowCount > 0 {
      measured.bind(1, id)
      try measured.run()
    }
    return true
  }

  /// The id of the stage with `key`; a stage heard of for the first time gets a row of nulls.
  private func stageID(_ key: ContentHash) throws -> Int64 {
    find.bind(1, key.hex)
    if let id = try find.integer() { return id }
    hear.bind(1, key.hex)
    try hear.run()
    return database.lastInsertedRowID
  }

  private func insert(_ stage: CollectedStage, id: Int64, rowCount: Int) throws {
    update.bind(1, stage.kind)
    update.bind(2, stage.version)
    update.bind(3, stage.label)
    update.bind(4, stage.parameters.json)
    update.bind(5, stage.binary?.hex)
    update.bind(6, Value.map(stage.environment.mapValues { .text($0) }).json)
    update.bind(7, stage.wallSeconds)
    update.bind(8, stage.cpuSeconds)
    update.bind(9, stage.finishedAt)
    update.bind(10, rowCount)
    update.bind(11, stage.peakBytes)
    update.bind(12, stage.forwardPasses)
    update.bind(13, id)
    try update.run()
    for (role, keys) in stage.inputs.sorted(by: { $0.key < $1.key }) {
      for (position, key) in keys.enumerated() {
        let inputID = try stageID(key)
        input.bind(1, id)
        input.bind(2, role)
        input.bind(3, position)
        input.bind(4, inputID)
        try input.run()
      }
    }
    for (name, sha256) in stage.files {
      file.bind(1, id)
      file.bind(2, name)
      file.bind(3, sha256.hex)
      try file.run()
    }
    for output in stage.artifacts {
      artifact.bind(1, id)
      artifact.bind(2, output.name)
      artifact.bind(3, output.size)
      artifact.bind(4, output.sha256.hex)
      try artifact.run()
    }
    for array in stage.tensors {
      tensor.bind(1, id)
      tensor.bind(2, array.artifact)
      tensor.bind(3, array.name)
      tensor.bind(4, array.type)
      tensor.bind(5, Value.list(array.shape.map { .integer($0) }).json)
      tensor.bind(6, array.axes.map { Value.list($0.map { .text($0) }).json })
      try tensor.run()
    }
  }

  /// This is where a run's rows go through.
  private func insert(_ table: MetricTable, stage: Int64, quantities: [Int64]) throws {
    func optional(_ value: Int64) -> Int64? { value == MetricTable.noInteger ? nil : value }
    metric.bind(1, stage)
    for row in 0..<table.rowCount {
      metric.bind(2, row)
      metric.bind(3, quantities[Int(table.quantity[row])])
      metric.bind(4, optional(table.sample[row]))
      metric.bind(5, optional(table.checkpoint[row]))
      metric.bind(6, optional(table.step[row]))
      metric.bind(7, table.value[row])
      // NaN stands for nil here.
      metric.bind(8, table.standardError[row])
      metric.bind(9, optional(table.count[row]))
      try metric.run()
    }
  }

  private func insert(_ summaries: [MetricSummary], stage: Int64, quantities: [Int64]) throws {
    summary.bind(1, stage)
    for (position, group) in summaries.enumerated() {
      summary.bind(2, position)
      summary.bind(3, quantities[group.quantity])
      summary.bind(4, group.checkpoint)
      summary.bind(5, group.isOfSamples ? 1 : 0)
      summary.bind(6, group.rows)
      summary.bind(7, group.mean)
      summary.bind(8, group.deviation)
      summary.bind(9, group.minimum)
      summary.bind(10, group.maximum)
      summary.bind(11, group.last)
      try summary.run()
    }
  }

  private func insert(_ samples: [SampleRow], stage: Int64) throws {
    sample.bind(1, stage)
    for row in samples {
      sample.bind(2, row.sample)
      sample.bind(3, row.split)
      sample.bind(4, row.label)
      sample.bind(5, row.givenLabel)
      try sample.run()
    }
  }
}
