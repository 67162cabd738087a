/// Why a metric file cannot be written or read.
public enum MetricFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A number that is not finite was to be written; the measurement failed.
  case notFinite(row: Int, name: String, column: String, value: String)
  /// The bytes are not a metric file.
  case notMetricFile(path: String)
  /// A newer program wrote it.
  case unknownVersion(path: String, version: Int, known: Int)
  /// It ends before its content does.
  case truncated(path: String, bytes: Int)
  /// Its content is not what was written.
  case damaged(path: String, reason: String)
  /// The system refused to read or write it.
  case unreadable(path: String, reason: String)

  /// The fault and the next step, one line.
  public var description: String {
    switch self {
    case .notFinite(let row, let name, let column, let value):
      "row \(row) of the measurement, `\(name)`: \(column) is \(value); a number that is not"
        + " finite is a failed measurement and is not recorded"
    case .notMetricFile(let path): "\(path): not a metric file"
    case .unknownVersion(let path, let version, let known):
      "\(path): metric file version \(version), this program reads version \(known); use the"
        + " program that wrote it"
    case .truncated(let path, let bytes):
      "\(path): truncated after \(bytes) bytes; the stage has to run again"
    case .damaged(let path, let reason):
      "\(path): damaged: \(reason); the stage has to run again"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    }
  }
}
