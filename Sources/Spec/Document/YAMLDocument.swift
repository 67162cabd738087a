import Base
import CYAML

/// Reads YAML bytes into a tree with places, within bounds that hostile files cannot break.
enum YAMLDocument {
  /// Deeper nesting than this is refused.
  static let maximumDepth = 100
  /// More nodes than this, counted after aliases and merges are expanded, are refused.
  static let maximumNodes = 250_000

  /// The one document in `bytes`; nil after reporting why there is none that can be used.
  ///
  /// Duplicate keys and the like are reported and reading goes on, so a tree may come with faults.
  static func read(_ bytes: [UInt8], file: String, sink: FaultSink) -> SpecNode? {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if bytes.starts(with: mark) {
      // A byte order mark says only that this is UTF-8.
      return read(Array(bytes.dropFirst(mark.count)), file: file, sink: sink)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let place = UTF8Fault.place(in: bytes)
      sink.add(text: String(decoding: bytes, as: UTF8.self), of: file)
      sink.report(
        at: SourceSpan(file: file, line: place.line, column: place.column),
        "byte \(place.offset) is not valid UTF-8",
        notes: ["save the file as UTF-8"])
      return nil
    }
    sink.add(text: text, of: file)
    return tree(bytes, file: file, sink: sink)
  }

  /// As `read`, of UTF-8 whose lines the sink has been given already.
  static func tree(_ bytes: [UInt8], file: String, sink: FaultSink) -> SpecNode? {
    guard !bytes.isEmpty else {
      return SpecNode(
        .scalar("", quoted: false), at: SourceSpan(file: file, line: 1, column: 1))
    }
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      sink.report(at: nil, "no memory for reading \(file)")
      return nil
    }
    defer { yaml_parser_delete(&parser) }
    return bytes.withUnsafeBufferPointer { buffer in
      yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      return withUnsafeMutablePointer(to: &parser) { pointer in
        var builder = YAMLTreeBuilder(parser: pointer, file: file, bytes: bytes, sink: sink)
        return builder.document()
      }
    }
  }
}

/// The YAML library this program runs with.
public enum YAMLLibrary {
  /// Such as `0.2.5`.
  public static var version: String { String(cString: yaml_get_version_string()) }
}

/// Finds where bytes stop being UTF-8.
enum UTF8Fault {
  /// Line and column (from 1, in characters) and byte offset (from 0) of the first invalid byte.
  static func place(in bytes: [UInt8]) -> (line: Int, column: Int, offset: Int) {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var place = (line: 1, column: 1, offset: 0)
    while case .valid(let encoded) = parser.parseScalar(from: &iterator) {
      place.offset += encoded.count
      advance(&place.line, &place.column, over: Unicode.UTF8.decode(encoded))
    }
    return place
  }

  /// Line and column of the byte at `offset` of valid UTF-8.
  static func place(ofOffset offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var place = (line: 1, column: 1)
    for scalar in String(decoding: bytes.prefix(offset), as: UTF8.self).unicodeScalars {
      advance(&place.line, &place.column, over: scalar)
    }
    return place
  }

  private static func advance(_ line: inout Int, _ column: inout Int, over scalar: Unicode.Scalar) {
    if scalar == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
  }
}
