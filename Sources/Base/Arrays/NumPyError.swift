/// Why bytes are no array in NumPy's file format, or not one of those read here.
public enum NumPyError: Error, Sendable, Hashable {
  case notNumPy
  case truncated
  case version(Int)
  /// The first characters of a header that says too little.
  case header(String)
  /// The name of a type of numbers that is not read.
  case type(String)
  case fortranOrder
  /// The bytes of values that the header promises, and those there are.
  case length(expected: Int, found: Int)
}

extension NumPyError: CustomStringConvertible {
  /// What is wrong, to follow the name of the array or file; one line, no full stop.
  public var description: String {
    switch self {
    case .notNumPy: "is not in NumPy's format"
    case .truncated: "is cut short"
    case .version(let version): "is of format version \(version), not 1 or 2"
    case .header(let text): "has an unreadable header: \(text)"
    case .type(let type): "is of type \(type)"
    case .fortranOrder: "is in Fortran order"
    case .length(let expected, let found): "has \(found) bytes of values, not \(expected)"
    }
  }
}
