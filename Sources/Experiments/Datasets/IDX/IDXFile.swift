import Base

/// An IDX file of bytes: two zeros, 8 for the element type, the number of dimensions, the
/// dimensions as big-endian 32-bit integers, the values.
struct IDXFile: Sendable, Hashable {
  let shape: [Int]
  let values: [UInt8]

  /// Unpacks and reads a file that must have this shape.
  init(unpacking path: String, shape expected: [Int], _ unpack: Gunzip) throws(DatasetError) {
    let size = 4 + 4 * expected.count + expected.reduce(1, *)
    // One byte above what is right tells a longer file from a right one.
    let file = try IDXFile(
      unpacking: path, dimensions: expected.count, limit: size + 1, unpack)
    guard file.shape == expected else {
      throw .wrongShape(path: path, expected: expected, found: file.shape)
    }
    self = file
  }

  /// Unpacks and reads a file of `dimensions` dimensions, at most `limit` bytes long.
  init(unpacking path: String, dimensions: Int, limit: Int, _ unpack: Gunzip) throws(DatasetError) {
    let bytes = try unpack(path, limit: limit)
    try self.init(bytes, dimensions: dimensions, path: path)
  }

  /// Reads a file's bytes.
  init(_ bytes: [UInt8], dimensions: Int, path: String) throws(DatasetError) {
    let magic: [UInt8] = [0, 0, 8, UInt8(dimensions)]
    let header = 4 + 4 * dimensions
    guard bytes.starts(with: magic), bytes.count >= header else {
      throw .notIDX(path: path, beginning: Array(bytes.prefix(4)), expected: magic)
    }
    shape = (0..<dimensions).map { index in
      bytes[4 + 4 * index..<8 + 4 * index].reduce(0) { $0 << 8 | Int($1) }
    }
    // The product of hostile dimensions may overflow; such a file is the wrong length anyway.
    let size = shape.reduce(1) { product, side in
      let (result, overflow) = product.multipliedReportingOverflow(by: side)
      return overflow ? Int.max - header : result
    }
    guard bytes.count - header == size else {
      throw .wrongLength(
        path: path, expected: header + min(size, Int.max - header), found: bytes.count)
    }
    values = Array(bytes[header...])
  }
}

/// Unpacks gzip files through the system's gzip, so that no compression library is needed.
struct Gunzip: Sendable {
  private let program: ExternalProgram
  private let variables: [String: String]

  init(_ environment: DataEnvironment) throws(DatasetError) {
    let variables = environment.variables
    guard let program = ExternalProgram(named: "gzip", variables: variables) else {
      throw .missingProgram("gzip")
    }
    self.program = program
    self.variables = variables
  }

  /// The unpacked bytes of the file at `path`; throws when there are more than `limit`.
  func callAsFunction(_ path: String, limit: Int) throws(DatasetError) -> [UInt8] {
    let outcome: ExternalProgram.Outcome
    do {
      outcome = try program.run(["-dc", "--", path], variables: variables, limit: limit)
    } catch { throw .unreadable(error) }
    switch outcome.ending {
    case .exited(0): return outcome.output
    case .tooLong: throw .notUnpacked(path: path, words: "more than \(limit) bytes come out")
    case .signalled(let signal):
      throw .notUnpacked(path: path, words: "ended by signal \(signal)")
    case .exited(let code):
      throw .notUnpacked(path: path, words: "exit code \(code)")
    case .outOfTime: throw .notUnpacked(path: path, words: "it took too long")
    }
  }
}
