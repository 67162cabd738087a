import Base
import Foundation
import Spec
import Testing

@testable import Experiments

@Suite("CIFAR-10 and digits")
struct CIFAR10Tests {
  private let folder: TemporaryFolder
  private var environment: DataEnvironment {
    DataEnvironment(
      variables: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
      folder: folder.path)
  }

  init() throws { folder = try TemporaryFolder() }

  /// A record whose red, green and blue are told by the pixel.
  private func record(_ label: UInt8, _ shift: Int = 0) -> [UInt8] {
    [label]
      + (0..<3072).map { UInt8(truncatingIfNeeded: $0 / 1024 * 80 + $0 % 1024 % 80 + shift) }
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/" + name))
  }

  private func load(_ yaml: String) throws -> DataTable {
    try ParameterReader.read(yaml: yaml) { CIFAR10($0) }.made
      .load(seeds: Seeds(), in: environment)
  }

  @Test("planes become pixels")
  func records() throws {
    let records = try CIFARRecords(record(3) + record(9, 1), path: "a.bin")
    #expect(records.labels == [3, 9])
    for pixel in 0..<1024 {
      for colour in 0..<3 {
        #expect(Int(records.pixels[pixel * 3 + colour]) == colour * 80 + pixel % 80)
        #expect(Int(records.pixels[3072 + pixel * 3 + colour]) == colour * 80 + pixel % 80 + 1)
      }
    }
  }

  @Test("files of one's own, packed or not; the first so many")
  func ownFiles() throws {
    try write(Packing.gzip(record(1) + record(2)), "one.bin.gz")
    try write(record(3), "two.bin")
    try write(record(4, 5), "test.bin")
    let yaml = "{files: {train: [one.bin.gz, two.bin], test: test.bin}"
    let table = try load(yaml + "}")
    #expect(try table.split("train").labels == [1, 2, 3])
    #expect(try table.split("test").labels == [4])
    #expect(try table.split("train").ids == [0, 1, 2])
    #expect(try table.split("test").ids == [1_000_000])
    #expect(table.shape == [32, 32, 3])
    #expect(try load(yaml + ", train: 2}").split("train").labels == [1, 2])
    let error = #expect(throws: DatasetError.self) { try load(yaml + ", train: 4}") }
    #expect(
      error?.description == "split `train` has 3 samples, fewer than the 4 asked for\n"
        + "  ask for fewer, or take more samples into the split")
    let source = try ParameterReader.read(yaml: yaml + "}") { CIFAR10($0) }.made
    let files = try source.files(in: environment)
    #expect(files.keys.sorted() == ["test 0", "train 0", "train 1"])
    #expect(files["train 1"] == ContentHash(of: record(3)))
    #expect(source.sizes.isEmpty)
  }

  @Test("a folder of unpacked files, and the published archive's own layout")
  func publishedLayout() throws {
    for index in 1...5 { try write(record(UInt8(index)), "data_batch_\(index).bin") }
    try write(record(7), "test_batch.bin")
    let table = try load("{path: .}")
    #expect(try table.split("train").labels == [1, 2, 3, 4, 5])
    #expect(try table.split("test").labels == [7])
    let source = try ParameterReader.read(yaml: "{}") { CIFAR10($0) }.made
    #expect(try source.files(in: environment).keys.sorted() == ["cifar-10-binary.tar.gz"])
    #expect(source.sizes == ["train": 50_000, "test": 10_000])
  }

  @Test("plain files of a tar archive")
  func tar() throws {
    func member(_ name: String, _ content: [UInt8], kind: TarHeader.Kind = .file) -> [UInt8] {
      let padding = TarHeader.padded(content.count) - content.count
      return TarHeader(name: name, size: content.count, kind: kind).bytes + content
        + [UInt8](repeating: 0, count: padding)
    }
    let archive =
      member("d/", [], kind: .other("5")) + member("d/a.bin", [1, 2, 3])
      + member("d/b.bin", [UInt8](repeating: 9, count: 512))
    let members = try TarArchive(archive + [UInt8](repeating: 0, count: 1024), path: "a.tar.gz")
      .members
    #expect(members.map(\.name) == ["d/a.bin", "d/b.bin"])
    #expect(members.map(\.content) == [[1, 2, 3], [UInt8](repeating: 9, count: 512)])
    let text = [UInt8](repeating: 65, count: 600)
    var error = #expect(throws: DatasetError.self) { try TarArchive(text, path: "a.tar.gz") }
    #expect(
      error?.description == "a.tar.gz: no tar header at byte 0 after unpacking\n"
        + "  replace it by the published file")
    error = #expect(throws: DatasetError.self) {
      try TarArchive(Array(archive.prefix(1400)), path: "a.tar.gz")
    }
    #expect(error == .wrongLength(path: "a.tar.gz", expected: 1536 + 512, found: 1400))
    // A length below zero would lead backwards.
    var negative = archive
    negative.replaceSubrange(124..<136, with: "-00000001000".utf8)
    error = #expect(throws: DatasetError.self) { try TarArchive(negative, path: "a.tar.gz") }
    #expect(error == .notTar(path: "a.tar.gz", place: 0))
  }

  @Test("a file of other records, and a label that is none")
  func faults() {
    var error = #expect(throws: DatasetError.self) {
      try CIFARRecords([1, 2, 3], path: "a.bin")
    }
    #expect(
      error?.description == "a.bin: 3 bytes, not a whole number of records of 3073\n"
        + "  replace it by the published file")
    error = #expect(throws: DatasetError.self) {
      try CIFARRecords(record(0) + record(10), path: "a.bin")
    }
    #expect(
      error?.description
        == "a.bin: label 10 of record 1 is not in 0…9\n  replace it by the published file")
  }

  @Test("more images than published are a fault of the spec")
  func tooMany() {
    let error = #expect(throws: DiagnosticList.self) { try load("{test: 10001}") }
    #expect(
      error?.diagnostics.map(\.message)
        == ["`test` must be an integer from 1 to 10000, not 10001"])
  }

  // MARK: - Digits

  @Test("lines of 64 levels and the digit")
  func digits() throws {
    let levels = (0..<64).map { $0 % 17 }
    let line = (levels + [7]).map { "\($0)" }.joined(separator: ",")
    let split = try Digits.split(Array("\(line)\n\(line)\n".utf8), firstID: 5, path: "d")
    #expect(split.labels == [7, 7])
    #expect(split.ids == [5, 6])
    #expect(split.inputs.prefix(64).map { Int($0) } == levels)
    for (text, words) in [
      ("1,2,3", "d: line 1 has 3 fields, not 65"),
      (line.replacing("16", with: "17"), "d: line 1, column `17`: `17` is none of the labels"),
      (
        String(line.dropLast()) + "x", "d: line 1, column `65`: `x` is none of the labels"
      ),
    ] {
      let error = #expect(throws: TableError.self) {
        try Digits.split(Array(text.utf8), firstID: 0, path: "d")
      }
      #expect(error?.what == words)
    }
  }
}
