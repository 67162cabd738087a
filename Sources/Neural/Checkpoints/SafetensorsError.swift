import Base

/// Why bytes are not a safetensors file, or a tensor not what was asked for.
public enum SafetensorsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The file ends within the length or the header.
  case truncatedHeader(fileBytes: Int, needed: UInt64)
  /// The header is longer than any real one.
  case hugeHeader(bytes: UInt64, limit: Int)
  /// The header is not JSON, or not an object.
  case header(reason: String)
  /// `__metadata__` is not a map of texts.
  case metadata(key: String)
  /// The entry of a tensor lacks a field or has one of the wrong kind.
  case entry(tensor: String, reason: String)
  /// A kind of number that is not read here.
  case dataType(tensor: String, name: String)
  /// The offsets do not lie in the data.
  case outOfRange(tensor: String, begin: Int, end: Int, dataBytes: Int)
  /// Shape and offsets disagree.
  case size(tensor: String, shape: [Int], type: SafetensorsType, bytes: Int)
  /// Two tensors share bytes.
  case overlap(tensor: String, other: String)
  /// Bytes before or behind a tensor belong to none.
  case gap(begin: Int, end: Int)
  /// The tensor is not in the file.
  case missing(tensor: String, nearest: String?)
  /// The tensor holds other numbers than asked for.
  case wrongType(tensor: String, found: SafetensorsType, wanted: SafetensorsType)
  /// The tensor has another shape than asked for.
  case wrongShape(tensor: String, found: [Int], wanted: [Int])
  /// The tensor holds NaN or an infinity where numbers are needed.
  case notFinite(tensor: String, index: Int)
  /// The tensor holds a variance or a count below zero.
  case negative(tensor: String, index: Int)

  /// The fault, one line.
  public var description: String {
    switch self {
    case .truncatedHeader(let bytes, let needed):
      "the file ends after \(bytes) bytes, its header would need \(needed)"
    case .hugeHeader(let bytes, let limit):
      "the header claims \(bytes) bytes, more than the limit of \(limit): not a safetensors file?"
    case .header(let reason): "the header cannot be read: \(reason)"
    case .metadata(let key): "__metadata__: \(key) is not a text"
    case .entry(let tensor, let reason): "tensor \(tensor): \(reason)"
    case .dataType(let tensor, let name):
      "tensor \(tensor): dtype \(name) is not read here; legal: "
        + SafetensorsType.allCases.map(\.rawValue).joined(separator: ", ")
    case .outOfRange(let tensor, let begin, let end, let bytes):
      "tensor \(tensor): data offsets \(begin) to \(end) do not lie in the \(bytes) bytes of data"
    case .size(let tensor, let shape, let type, let bytes):
      "tensor \(tensor): shape \(shape) of \(type.rawValue) does not fill \(bytes) bytes"
    case .overlap(let tensor, let other): "tensor \(tensor): shares bytes with tensor \(other)"
    case .gap(let begin, let end): "bytes \(begin) to \(end) of the data belong to no tensor"
    case .missing(let tensor, let nearest):
      "tensor \(tensor) is missing" + (nearest.map { "; there is \($0)" } ?? "")
    case .wrongType(let tensor, let found, let wanted):
      "tensor \(tensor): dtype \(found.rawValue), not \(wanted.rawValue)"
    case .wrongShape(let tensor, let found, let wanted):
      "tensor \(tensor): shape \(found), not \(wanted)"
    case .notFinite(let tensor, let index):
      "tensor \(tensor): number \(index) is NaN or infinite"
    case .negative(let tensor, let index):
      "tensor \(tensor): number \(index) is below zero, which no variance and no count can be"
    }
  }
}
