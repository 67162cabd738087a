import Base
import Interactions

/// Why tables that another program computed cannot be taken, with what to do about it.
enum TableFileError: Error, Sendable, Hashable, CustomStringConvertible {
  case openBrace(pattern: String)
  case placeholder(String, legal: [String], pattern: String)
  case nothing(pattern: String)
  case missing(models: [String], checkpoints: [Int], pattern: String)
  case unreadable(FileError)
  case array(NumPyError, path: String)
  case shape([Int], path: String, wanted: String)
  case table(ValueTableError, path: String)
  case samples(missing: [Int64], pattern: String)

  /// The fault and the next step.
  var description: String {
    switch self {
    case .openBrace(let pattern):
      return "tables.path `\(pattern)`: a `{` is never closed"
    case .placeholder(let name, let legal, let pattern):
      let near = NearestName.suggestion(for: name, among: legal)
      return "tables.path `\(pattern)`: nothing is called {\(name)}"
        + (near.map { "; did you mean {\($0)}?" } ?? "") + "\n  legal: "
        + legal.map { "{\($0)}" }.joined(separator: ", ")
    case .nothing(let pattern):
      return "no tables at \(pattern)\n  write each as a float64 array of 2^n values, coalition"
        + " S at index Σ 2^i over its players i"
    case .missing(let models, let checkpoints, let pattern):
      let wanted = models.map { "model \($0)" } + checkpoints.map { "checkpoint \($0)" }
      return "no tables of \(wanted.joined(separator: ", ")) at \(pattern)\n  write them, or leave"
        + " them out of `of` and `at`"
    case .unreadable(let error): return error.description
    case .array(let error, let path):
      return "\(path): \(error)\n  write a float64 array with numpy.save"
    case .shape(let shape, let path, let wanted):
      return "\(path): has shape \(shape); \(wanted)"
    case .table(let error, let path): return "\(path): \(error)"
    case .samples(let missing, let pattern):
      let shown = missing.prefix(10).map(String.init).joined(separator: ", ")
      return "\(missing.count) samples of the pool have no table at \(pattern): \(shown)"
        + (missing.count > 10 ? ", …" : "") + "\n  write them, or ask for a smaller pool"
    }
  }
}
