import Base
import Foundation

@testable import Experiments

/// Makes the files that readers are tested with; compression is the system's gzip.
enum Packing {
  /// A raw deflate stream: what gzip writes without its header of 10 and trailer of 8 bytes.
  static func deflated(_ bytes: [UInt8], level: Int = 6) throws -> [UInt8] {
    let packed = try gzip(bytes, level: level)
    return Array(packed[10..<packed.count - 8])
  }

  /// A gzip file.
  static func gzip(_ bytes: [UInt8], level: Int = 6) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let path = folder.path + "/unpacked"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let variables = ProcessInfo.processInfo.environment
    guard let gzip = ExternalProgram(named: "gzip", variables: variables) else {
      throw DatasetError.missingProgram("gzip")
    }
    return try gzip.run(
      ["-nc\(level)", "--", path], variables: variables, limit: 1 << 24
    ).output
  }

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func big(_ value: Int, _ count: Int) -> [UInt8] { little(value, count).reversed() }

  /// A zip file; members are deflated where asked for.
  static func zip(_ members: [(name: String, content: [UInt8])], deflating: Bool = false) throws
    -> [UInt8]
  {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for (name, content) in members {
      let packed = deflating ? try deflated(content) : content
      let facts =
        little(deflating ? 8 : 0, 2) + little(0, 4)
        + little(Int(Checksums.crc32(content)), 4) + little(packed.count, 4)
        + little(content.count, 4) + little(name.utf8.count, 2)
      directory +=
        little(0x0201_4B50, 4) + little(20, 2) + little(20, 2) + little(0, 2) + facts
        + little(0, 12) + little(file.count, 4) + Array(name.utf8)
      file +=
        little(0x0403_4B50, 4) + little(20, 2) + little(0, 2) + facts + little(0, 2)
        + Array(name.utf8) + packed
    }
    let start = file.count
    return file + directory + little(0x0605_4B50, 4) + little(0, 4) + little(members.count, 2)
      + little(members.count, 2) + little(directory.count, 4) + little(start, 4) + little(0, 2)
  }

  /// An array file of version 1.
  static func npy(_ type: String, _ shape: [Int], _ data: [UInt8], fortran: Bool = false)
    -> [UInt8]
  {
    let axes = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header =
      "{'descr': '\(type)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': (\(axes)), }"
    while (10 + header.utf8.count + 1) % 64 != 0 { header += " " }
    header += "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0] + little(header.utf8.count, 2)
      + Array(header.utf8) + data
  }

  static func npy<Number>(_ type: String, _ shape: [Int], numbers: [Number]) -> [UInt8] {
    npy(type, shape, numbers.withUnsafeBytes { Array($0) })
  }

  /// A PNG chunk.
  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return big(content.count, 4) + named + big(Int(Checksums.crc32(named)), 4)
  }

  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A PNG file of filtered `rows`: each a filter number and the bytes it left.
  static func png(
    width: Int, height: Int, colour: Int, rows: [UInt8], palette: [UInt8] = [], depth: Int = 8,
    interlace: Int = 0
  ) throws -> [UInt8] {
    let header =
      big(width, 4) + big(height, 4) + [UInt8(depth), UInt8(colour), 0, 0, UInt8(interlace)]
    let stream = try [0x78, 0x9C] + deflated(rows) + big(Int(Checksums.adler32(rows)), 4)
    // Two pieces, as large images have more.
    let half = stream.count / 2
    return pngSignature + chunk("IHDR", header)
      + (palette.isEmpty ? [] : chunk("PLTE", palette)) + chunk("IDAT", Array(stream[..<half]))
      + chunk("IDAT", Array(stream[half...])) + chunk("IEND", [])
  }
}
