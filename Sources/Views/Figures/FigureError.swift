import Base

/// Why a figure is not drawn.
public enum FigureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The measure has no rows yet.
  case noRows(figure: String, measure: String, metric: String, nearest: String?)
  /// The checkpoint asked for was not measured.
  case noCheckpoint(figure: String, checkpoint: Int, known: [Int])
  /// No cell has a value of the dimension that makes the series.
  case noSeries(figure: String, dimension: String)
  /// A filter's value that no row has.
  case noValue(figure: String, dimension: String, value: String, known: [String])
  /// A dimension with several values that is neither grouped nor filtered.
  case severalValues(figure: String, dimension: String, values: [String])
  /// Several rows of one unit at one place, and nothing that reduces them.
  case severalRows(figure: String, metric: String, count: Int, unit: String)
  /// `correct-here` or `correct-everywhere` without rows that say what is correct.
  case noCorrectness(figure: String, samples: String)
  /// No sample passes the filter.
  case nothingKept(figure: String, series: String)
  /// The recipe asks for what its axis cannot show.
  case recipe(figure: String, reason: String)
  /// A query that is refused or fails.
  case query(figure: String, QueryWords)
  /// A query without the column that is to be drawn.
  case noColumn(figure: String, key: String, column: String, columns: [String])
  /// A query that gives no row.
  case empty(figure: String)
  /// A row of a query with something else than a number where one is drawn; counted from 1.
  case noNumber(figure: String, row: Int, column: String, found: String)
  /// A logarithmic axis with a number that has no logarithm.
  case notPositive(figure: String, axis: String, value: Double)
  /// A file of published values that cannot be read or lacks what is asked for.
  case published(figure: String, file: String, reason: String)
  /// A sample that is not among those measured.
  case noSample(figure: String, sample: Int, known: [Int64])
  /// A figure of what stage files hold, and they are not there.
  case noFiles(figure: String, reason: String)
  /// gnuplot is not installed; CSV and script are written.
  case gnuplotMissing(figure: String)
  /// gnuplot failed; the words are its own.
  case gnuplotFailed(figure: String, words: String)
  /// A file cannot be written.
  case file(FileError)

  /// An overview of a sweep of a study that sweeps no value.
  static func nothingSwept(figure: String) -> FigureError {
    .recipe(
      figure: figure,
      reason:
        "nothing but seeds is swept; sweep a value, such as `sweep: {training.batch: [32, 64]}`")
  }

  /// The words of a refused query, one line.
  public typealias QueryWords = String

  /// The fault and the next step, one line.
  public var description: String {
    switch self {
    case .noRows(let figure, let measure, let metric, let nearest):
      "figure `\(figure)`: measure `\(measure)` has no rows of `\(metric)`"
        + (nearest.map { "; did you mean `\($0)`?" } ?? "; has it been measured?")
    case .noCheckpoint(let figure, let checkpoint, let known):
      "figure `\(figure)`: checkpoint \(checkpoint) was not measured; there are "
        + known.map(String.init).joined(separator: ", ")
    case .noSeries(let figure, let dimension):
      "figure `\(figure)`: no cell has a `\(dimension)` to make curves of; series may be"
        + " `variant` or a swept coordinate"
    case .noValue(let figure, let dimension, let value, let known):
      "figure `\(figure)`: no row has `\(dimension)` \(value); there are "
        + known.joined(separator: ", ")
    case .severalValues(let figure, let dimension, let values):
      "figure `\(figure)`: `\(dimension)` has several values (\(values.joined(separator: ", ")))"
        + " and is neither grouped nor filtered; hold it with `where`, give it axes with `facet`,"
        + " or add it to `pool` to average over it"
    case .severalRows(let figure, let metric, let count, let unit):
      "figure `\(figure)`: \(count) rows of `\(metric)` for one unit (\(unit)) and no reducer;"
        + " hold what tells them apart with `where`, or average over it with `pool`"
    case .noCorrectness(let figure, let samples):
      "figure `\(figure)`: `samples: \(samples)` needs rows named `correct`; measure"
        + " `{metric: correct}` on the same samples"
    case .nothingKept(let figure, let series):
      "figure `\(figure)`: no sample of `\(series)` passes the filter of samples"
    case .recipe(let figure, let reason): "figure `\(figure)`: \(reason)"
    case .query(let figure, let words): "figure `\(figure)`: \(words)"
    case .noColumn(let figure, let key, let column, let columns):
      "figure `\(figure)`: `\(key)` names the column `\(column)`, which the query does not give"
        + (NearestName.suggestion(for: column, among: columns).map { "; did you mean `\($0)`?" }
          ?? "") + "; its columns: \(columns.joined(separator: ", "))"
    case .empty(let figure):
      "figure `\(figure)`: the query gives no row; nothing is drawn of nothing"
    case .noNumber(let figure, let row, let column, let found):
      "figure `\(figure)`: row \(row) of the query has \(found) in `\(column)`, where a number is"
        + " drawn; leave such rows out with WHERE"
    case .notPositive(let figure, let axis, let value):
      "figure `\(figure)`: the axis \(axis) is logarithmic and there is \(FigureNumber.short(value))"
        + " on it; draw it without `log: \(axis)`"
    case .published(let figure, let file, let reason): "figure `\(figure)`: \(file): \(reason)"
    case .noSample(let figure, let sample, let known):
      "figure `\(figure)`: sample \(sample) was not measured; there are "
        + known.prefix(20).map { "\($0)" }.joined(separator: ", ") + (known.count > 20 ? ", …" : "")
    case .noFiles(let figure, let reason): "figure `\(figure)`: \(reason)"
    case .gnuplotMissing(let figure):
      "figure `\(figure)`: gnuplot is not installed; its .csv and .gp are written, install"
        + " gnuplot-nox (Debian, Ubuntu: apt-get install gnuplot-nox) and run again"
    case .gnuplotFailed(let figure, let words):
      "figure `\(figure)`: gnuplot failed: \(words)"
    case .file(let error): error.description
    }
  }
}
