import Base
import GRDB

/// A stage whose rows a measurement has in a cell.
public struct MeasuredStage: Sendable, Hashable {
  /// The cell, its place in `StudyQueries.cells`.
  public var cell: Int
  /// The stage's key.
  public var key: ContentHash
  /// The model node.
  public var model: String?
  /// The epoch; nil where the stage is of several or none.
  public var checkpoint: Int?
}

/// What rows come from, told by content: it is the same however many runs it took.
public struct RowOrigin: Sendable, Hashable {
  /// The keys of the finished stages that hold them, sorted.
  public var stages: [String]
  /// The resolved spec of the last run that computed some of them.
  public var resolvedSpec: String?
  /// The commit of that run; nil where none was recorded.
  public var commit: String?
}

extension StudyQueries {
  /// The finished stages of `measure` in the current plan, by cell and then as planned.
  public func stages(measure: String) throws(StoreError) -> [MeasuredStage] {
    try connection.read { database in
      let places = Dictionary(
        zip(cells.map(\.label), cells.indices), uniquingKeysWith: { first, _ in first })
      return try Row.fetchAll(
        database,
        sql: """
          SELECT cell.label, stage.key, cell_stage.model, cell_stage.checkpoint
          FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
            JOIN stage ON stage.id = cell_stage.stage
          WHERE cell.study = ? AND cell_stage.measure = ? AND stage.finished_at IS NOT NULL
          ORDER BY cell.position, cell_stage.id
          """, arguments: [studyID, measure]
      ).compactMap { row in
        guard let cell = places[row[0]], let key = ContentHash(hex: row[1]) else { return nil }
        return MeasuredStage(cell: cell, key: key, model: row[2], checkpoint: row[3])
      }
    }
  }

  /// What the rows of `measures`, or of the whole plan where none is named, come from.
  public func origin(ofMeasures measures: [String]) throws(StoreError) -> RowOrigin {
    try connection.read { database in
      let marks = measures.map { _ in "?" }.joined(separator: ", ")
      let isTheirs = measures.isEmpty ? "" : "AND cell_stage.measure IN (\(marks))"
      let arguments = [studyID] + StatementArguments(measures)
      let stages = try String.fetchAll(
        database,
        sql: """
          SELECT DISTINCT stage.key FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
            JOIN stage ON stage.id = cell_stage.stage
          WHERE cell.study = ? AND stage.finished_at IS NOT NULL \(isTheirs) ORDER BY stage.key
          """, arguments: arguments)
      let run = try Row.fetchOne(
        database,
        sql: """
          SELECT run.resolved_spec, run.git_commit FROM run WHERE run.id IN (
            SELECT run_stage.run FROM cell JOIN cell_stage ON cell_stage.cell = cell.id
              JOIN run_stage ON run_stage.stage = cell_stage.stage
            WHERE cell.study = ? AND run_stage.state = 'finished' \(isTheirs))
          ORDER BY run.started_at DESC, run.name DESC LIMIT 1
          """, arguments: arguments)
      return RowOrigin(stages: stages, resolvedSpec: run?[0], commit: run?[1])
    }
  }
}
