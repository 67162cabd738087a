import Base

/// Why a figure is not drawn.
public enum FigureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The measure has no rows yet.
  case noRows(figure: String, measure: String, metric: String, nearest: String?)
  /// The checkpoint asked for was not measured.
  case noCheckpoint(figure: String, checkpoint: Int, known: [Int])
  /// No cell has a value of the dimension that makes the series.
  case noSeries(figure: String, dimension: String)
  /// A dimension with several values that is neither grouped nor filtered.
  case severalValues(figure: String, dimension: String, values: [String])
  /// `correct-here` or `correct-everywhere` without rows that say what is correct.
  case noCorrectness(figure: String, samples: String)
  /// No sample passes the filter.
  case nothingKept(figure: String, series: String)
  /// The recipe asks for what its axis cannot show.
  case recipe(figure: String, reason: String)
  /// gnuplot is not installed; CSV and script are written.
  case gnuplotMissing(figure: String)
  /// gnuplot failed; the words are its own.
  case gnuplotFailed(figure: String, words: String)
  /// A file cannot be written.
  case file(FileError)

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
    case .severalValues(let figure, let dimension, let values):
      "figure `\(figure)`: `\(dimension)` has several values (\(values.joined(separator: ", ")))"
        + " and is neither grouped nor filtered; add it to `pool` to average over it"
    case .noCorrectness(let figure, let samples):
      "figure `\(figure)`: `samples: \(samples)` needs rows named `correct`; measure"
        + " `{metric: correct}` on the same samples"
    case .nothingKept(let figure, let series):
      "figure `\(figure)`: no sample of `\(series)` passes the filter of samples"
    case .recipe(let figure, let reason): "figure `\(figure)`: \(reason)"
    case .gnuplotMissing(let figure):
      "figure `\(figure)`: gnuplot is not installed; its .csv and .gp are written, install"
        + " gnuplot-nox (Debian, Ubuntu: apt-get install gnuplot-nox) and run again"
    case .gnuplotFailed(let figure, let words):
      "figure `\(figure)`: gnuplot failed: \(words)"
    case .file(let error): error.description
    }
  }
}
