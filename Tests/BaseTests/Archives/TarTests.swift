import Foundation
import Testing

@testable import Base

@Suite("tar archives")
struct TarTests {
  private let path = NSTemporaryDirectory() + "/runexp-tar-" + UUID().uuidString

  private func write(_ members: [(header: TarHeader, content: [UInt8])]) throws {
    let writer = try TarWriter(creating: path)
    for (header, content) in members {
      try writer.begin(header)
      try content.withUnsafeBytes { try writer.append($0) }
    }
    try writer.finish()
  }

  private func read() throws -> [(header: TarHeader, content: [UInt8])] {
    let reader = try TarReader(path)
    var members: [(TarHeader, [UInt8])] = []
    while let header = try reader.member() {
      var content: [UInt8] = []
      try reader.read { content.append(contentsOf: $0) }
      members.append((header, content))
    }
    return members
  }

  static let names = [
    "a.bin", String(repeating: "n", count: 100), "stages/" + String(repeating: "k", count: 98),
    String(repeating: "d/", count: 90) + "file",
    String(repeating: "x", count: 60) + "/" + String(repeating: "y", count: 120), "größe/ß.json",
  ]

  @Test("what is written is read: short and long names, empty and large contents")
  func roundTrip() throws {
    defer { unlink(path) }
    let sizes = [0, 1, 511, 512, 513, 3 << 20]
    let members = zip(Self.names, sizes).map { name, size in
      (
        TarHeader(name: name, size: size, modified: 1_700_000_000),
        (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      )
    }
    try write(members)
    let back = try read()
    #expect(back.map(\.header) == members.map(\.0))
    #expect(back.map(\.content) == members.map(\.1))
  }

  @Test("tar(1) reads it, and what tar(1) writes is read")
  func otherProgram() throws {
    defer { unlink(path) }
    let members = Self.names.map { (TarHeader(name: $0, size: 3), [UInt8]("abc".utf8)) }
    try write(members)
    let folder = path + ".d"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try tar(["-xf", path, "-C", folder])
    for name in Self.names {
      #expect(FileManager.default.contents(atPath: folder + "/" + name) == Data("abc".utf8))
    }
    unlink(path)
    try tar(["-cf", path, "--format=pax", "-C", folder] + Self.names)
    #expect(try read().map(\.header.name) == Self.names)
  }

  private func tar(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["LC_ALL=C.UTF-8", "tar"] + arguments
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("a size that needs more than eleven digits stands in a pax record")
  func largeSize() throws {
    let size = 1 << 40
    let bytes = TarHeader(name: "large", size: size).bytes
    #expect(bytes.count == 3 * TarHeader.block)
    let pax = try #require(TarHeader(bytes))
    #expect(pax.kind == .pax)
    var header = try #require(TarHeader(bytes[(2 * TarHeader.block)...]))
    #expect(header.size == 0o77_777_777_777)
    let isApplied = header.apply(Array(bytes[TarHeader.block..<TarHeader.block + pax.size]))
    #expect(isApplied)
    #expect(header.size == size)
  }

  @Test("links and folders are told from files")
  func kinds() throws {
    for letter in "12345" {
      let header = TarHeader(name: "a", size: 0, kind: .other(letter))
      #expect(TarHeader(header.bytes)?.kind == .other(letter))
    }
  }

  @Test("an archive cut anywhere, or with a byte changed in a header, is refused")
  func damage() throws {
    defer { unlink(path) }
    try write([(TarHeader(name: "a", size: 600), [UInt8](repeating: 7, count: 600))])
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(whole.count == 512 + 1024 + 1024)
    for count in [0, 100, 512, 1000, 1535, 1536, 2559] {
      try whole.prefix(count).write(to: URL(fileURLWithPath: path))
      #expect(throws: TarError.truncated(size: count)) { try read() }
    }
    var changed = whole
    changed[3] = 1
    try changed.write(to: URL(fileURLWithPath: path))
    #expect(throws: TarError.noHeader(place: 0)) { try read() }
    try (whole + [1]).write(to: URL(fileURLWithPath: path))
    #expect(throws: TarError.goesOn(place: 2560)) { try read() }
    try (whole + Data(count: 4000)).write(to: URL(fileURLWithPath: path))
    #expect(try read().count == 1)
  }

  @Test(
    "pax records that are none are refused", arguments: ["", "9", "5 a=b\n", "7 a=b\n", "x a=b\n"])
  func records(_ text: String) {
    var header = TarHeader(name: "a", size: 0)
    let isApplied = header.apply(Array(text.utf8))
    #expect(isApplied == text.isEmpty)
  }

  @Test("a file is not written over, and a folder is no archive")
  func files() throws {
    defer { unlink(path) }
    try write([])
    #expect(throws: FileError(path: path, reason: "file exists")) { try TarWriter(creating: path) }
    let fault = FileError(path: "/", reason: "is not a regular file")
    #expect(throws: TarError.unreadable(fault)) { try TarReader("/") }
  }
}
