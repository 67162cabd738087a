import Base

/// What is wrong with an .npz or .npy file.
public enum ArrayFileError: Error, Sendable, Hashable, CustomStringConvertible {
  case notZip(path: String)
  case truncated(path: String)
  case encrypted(member: String, path: String)
  case compression(Int, member: String, path: String)
  case corrupt(member: String, reason: String, path: String)
  case missing(array: String, found: [String], path: String)
  case numPy(NumPyError, array: String, path: String)
  case shape([Int], array: String, wanted: String, path: String)
  case counts([String: Int], path: String)
  case notFinite(array: String, index: [Int], path: String)
  case label(Double, sample: Int, path: String)
  case oneClass(path: String)
  case token(Float, sample: Int, path: String)

  /// What is wrong, then on its own line what to do.
  public var description: String { what + "\n  " + next }

  /// What is wrong and where, one line.
  var what: String {
    switch self {
    case .notZip(let path): "\(path): not a zip file, as .npz files are"
    case .truncated(let path): "\(path): the file is cut short"
    case .encrypted(let member, let path): "\(path): \(member) is encrypted"
    case .compression(let method, let member, let path):
      "\(path): \(member) is packed by method \(method), not stored or deflated"
    case .corrupt(let member, let reason, let path): "\(path): \(member) is damaged: \(reason)"
    case .missing(let array, _, let path): "\(path): holds no array `\(array)`"
    case .numPy(.truncated, _, let path): "\(path): the file is cut short"
    case .numPy(let error, let array, let path): "\(path): array `\(array)` \(error)"
    case .shape(let shape, let array, let wanted, let path):
      "\(path): array `\(array)` has shape \(shape), not \(wanted)"
    case .counts(let counts, let path):
      "\(path): the arrays hold different numbers of samples: "
        + counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        .joined(separator: ", ")
    case .notFinite(let array, let index, let path):
      "\(path): array `\(array)` is not finite at \(index)"
    case .label(let value, let sample, let path):
      "\(path): array `y` says \(value) of sample \(sample), which is no class"
    case .oneClass(let path): "\(path): array `y` holds one class only"
    case .token(let value, let sample, let path):
      "\(path): array `x` has \(value) in sample \(sample), which is no token"
    }
  }

  /// What to do.
  var next: String {
    switch self {
    case .notZip: "write it with numpy.savez or numpy.savez_compressed"
    case .truncated, .corrupt: "write or fetch the file again"
    case .encrypted, .compression: "write it with numpy.savez or numpy.savez_compressed"
    case .missing(let array, let found, _):
      (NearestName.suggestion(for: array, among: found).map { "did you mean `\($0)`? " } ?? "")
        + "arrays: \(found.joined(separator: ", "))"
    case .numPy(let error, _, _): Self.next(error)
    case .shape: "reshape it before it is written"
    case .counts: "write as many of each"
    case .notFinite: "fill in or drop what is missing before it is written"
    case .label: "write classes as integers from 0, or choose `learn: targets`"
    case .oneClass: "write two classes or more, or choose `learn: targets`"
    case .token: "write tokens as whole numbers from 0 to 999999, or leave out `tokens`"
    }
  }

  private static func next(_ error: NumPyError) -> String {
    switch error {
    case .notNumPy, .truncated, .length: "write or fetch the file again"
    case .version, .header: "write it with numpy.savez or numpy.savez_compressed"
    case .type:
      "legal types: \(NumPyHeader.Kind.allCases.map(\.rawValue).joined(separator: ", "));"
        + " convert it with .astype(\"<f4\")"
    case .fortranOrder: "write numpy.ascontiguousarray of it"
    }
  }
}
