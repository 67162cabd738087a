import Base

/// Why a file is no table of values.
public enum ValueTableFileError: Error, Sendable, Hashable {
  /// It cannot be read.
  case file(FileError)
  /// Its name ends in neither `.json` nor `.npy`.
  case kind(path: String)
  /// It is not JSON.
  case json(JSONError, path: String)
  /// A number that JSON has no way to write, such as NaN, at a place in bytes.
  case notFinite(String, offset: Int, path: String)
  /// The JSON text has no such member, or it is something else.
  case member(String, wanted: String, path: String)
  /// A JSON table of so many players.
  case jsonPlayers(Int, path: String)
  /// It is no array, or not of float64.
  case array(NumPyError, path: String)
  /// The array has another number of axes than one.
  case shape([Int], path: String)
  /// Its numbers are no table.
  case table(ValueTableError, path: String)
}

extension ValueTableFileError: CustomStringConvertible {
  /// What is wrong and where; one line, no full stop.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .kind(let path): "\(path): neither .json nor .npy"
    case .json(let error, let path): "\(path): \(error)"
    case .notFinite(let text, let offset, let path):
      "\(path): \(text) at byte \(offset); every value must be finite"
    case .member(let name, let wanted, let path): "\(path): `\(name)` must be \(wanted)"
    case .jsonPlayers(let players, let path):
      "\(path): a JSON table has at most \(ValueTableFile.mostPlayersInJSON) players,"
        + " not \(players)"
    case .array(let error, let path): "\(path): the array \(error)"
    case .shape(let shape, let path): "\(path): the array has shape \(shape), not one axis"
    case .table(let error, let path): "\(path): \(error)"
    }
  }

  /// What to do, one line; nil where the fault says it all.
  public var next: String? {
    switch self {
    case .kind, .json, .member, .table(.length, _):
      "a table is JSON {\"n\": 2, \"values\": [v0, v1, v2, v3]} or a one-axis float64 .npy file;"
        + " bit i of an index is player i"
    case .jsonPlayers, .array(.type, _), .array(.version, _), .array(.header, _):
      "write it with numpy.save(\"table.npy\", values.astype(\"<f8\"))"
    case .shape, .array(.fortranOrder, _): "write values.reshape(-1) of it"
    case .array(.notNumPy, _), .array(.truncated, _), .array(.length, _):
      "write or fetch the file again"
    case .notFinite, .table(.notFinite, _): "evaluate that coalition again before it is written"
    case .file, .table: nil
    }
  }
}
