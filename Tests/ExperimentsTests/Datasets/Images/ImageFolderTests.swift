import Base
import Foundation
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite("folders of images")
struct ImageFolderTests {
  private let folder: TemporaryFolder
  private var environment: DataEnvironment { DataEnvironment(variables: [:], folder: folder.path) }

  init() throws { folder = try TemporaryFolder() }

  private func put(_ name: String, _ levels: [UInt8], colour: Int = 0) throws {
    let url = URL(fileURLWithPath: "\(folder.path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    let channels = colour == 2 ? 3 : 1
    let width = levels.count / channels / 2
    let row = width * channels
    let rows = [0] + levels[..<row] + [0] + levels[row...]
    try Data(Packing.png(width: width, height: 2, colour: colour, rows: Array(rows)))
      .write(to: url)
  }

  private func source(_ yaml: String = "{path: images}") throws -> ImageFolder {
    try ParameterReader.read(yaml: yaml) { ImageFolder($0) }.made
  }

  private func load(_ yaml: String = "{path: images}", shares: SplitShares? = nil) throws
    -> DataTable
  {
    guard let shares else { return try source(yaml).load(seeds: Seeds(), in: environment) }
    return try source(yaml).load(cut: shares, seeds: Seeds(), in: environment)
  }

  private func putTen() throws {
    for index in 0..<10 {
      let name = index % 2 == 0 ? "cat" : "ant"
      try put("images/\(name)/\(index).png", [UInt8(index), 10, 20, 30])
    }
  }

  private let whole = SplitShares([.init("train", 1)])

  @Test("classes are the folders in order, samples the files, standardised over the training part")
  func classes() throws {
    try putTen()
    let all = try load(shares: whole).split("train")
    #expect(all.count == 10)
    for row in 0..<10 {
      // The level of the first pixel is the file's number; odd ones are ants, class 0.
      let number = Int(all.inputs[row * 4])
      #expect(all.labels[row] == (number % 2 == 0 ? 1 : 0))
    }
    let table = try load()
    #expect(table.shape == [2, 2, 1])
    #expect(table.splits.mapValues(\.count) == ["train": 8, "test": 2])
    let inputs = try table.inputs(of: "train").map(Double.init)
    expectClose(inputs.reduce(0, +), 0, absolute: 1e-5)
    expectClose(inputs.reduce(0) { $0 + $1 * $1 } / 32, 1, absolute: 1e-5)
  }

  @Test("an id belongs to a file: other files move none, and none from its split by much")
  func ids() throws {
    try putTen()
    let before = try load(shares: whole).split("train")
    try put("images/cat/00.png", [99, 0, 0, 0])
    let after = try load(shares: whole)
    #expect(try after.samples(of: "train", ids: before.ids) == before)
    #expect(try after.split("train").count == 11)
  }

  @Test("test images of their own folder, of the same names")
  func testFolder() throws {
    try putTen()
    for name in ["cat", "ant"] { try put("held/\(name)/0.png", [1, 2, 3, 4]) }
    let table = try load("{path: images, test: held}")
    #expect(table.splits.mapValues(\.count) == ["train": 10, "test": 2])
    let ids = try table.split("train").ids + table.split("test").ids
    #expect(Set(ids).count == 12)
    try put("held/dog/0.png", [1, 2, 3, 4])
    let error = #expect(throws: DatasetError.self) { try load("{path: images, test: held}") }
    #expect(
      error?.description
        == "\(folder.path)/images: the class dog is not there\n"
        + "  train and test need the same classes")
  }

  @Test("grey images as colour, colour as grey")
  func channels() throws {
    try put("images/a/0.png", [1, 2, 3, 4])
    try put("images/b/0.png", [5, 6, 7, 8])
    let table = try load("{path: images, channels: 3}", shares: whole)
    #expect(table.shape == [2, 2, 3])
    try put("colours/a/0.png", [100, 50, 10, 0, 0, 0], colour: 2)
    try put("colours/b/0.png", [0, 0, 0, 100, 50, 10], colour: 2)
    let grey = try load("{path: colours, channels: 1}", shares: whole)
    #expect(grey.shape == [2, 1, 1])
    let train = try grey.split("train")
    for row in 0..<2 {
      let levels = train.inputs[2 * row..<2 * row + 2].map { Int($0) }
      #expect(levels == (train.labels[row] == 0 ? [60, 0] : [0, 60]))
    }
  }

  @Test("the digest covers names and contents")
  func files() throws {
    try putTen()
    let before = try source().files(in: environment)
    try put("images/cat/0.png", [1, 10, 20, 30])
    let changed = try source().files(in: environment)
    #expect(before.keys.sorted() == ["train"])
    #expect(before != changed)
    try FileManager.default.moveItem(
      atPath: folder.path + "/images/cat/0.png", toPath: folder.path + "/images/ant/0.png")
    #expect(try source().files(in: environment) != changed)
  }

  @Test("bad folders: what was found, and what to do")
  func faults() throws {
    let root = folder.path + "/images"
    func words() -> String? {
      #expect(throws: DatasetError.self) { try load() }?.description
    }
    #expect(words() == "\(root): no such file or directory")
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    #expect(
      words() == "\(root): holds no folder of a class\n"
        + "  put the images of each class into a folder of its own")
    try put("images/cat/0.png", [1, 2, 3, 4])
    #expect(
      words() == "\(root): holds one class only, cat\n"
        + "  put the images of each class into a folder of its own")
    try FileManager.default.createDirectory(
      atPath: root + "/dog", withIntermediateDirectories: true)
    #expect(
      words() == "\(root)/dog: the class has no image\n"
        + "  put .png files there, or remove the folder")
    try put("images/dog/0.png", [1, 2, 3, 4, 5, 6])
    #expect(
      words() == "\(root)/dog/0.png: 2×3×1, but \(root)/cat/0.png is 2×2×1\n"
        + "  bring all images to one size and number of channels")
    try Data([1]).write(to: URL(fileURLWithPath: root + "/dog/a.jpg"))
    #expect(
      words() == "\(root)/dog/a.jpg: not a .png file\n  convert it to PNG, or remove it")
    try FileManager.default.removeItem(atPath: root + "/dog/a.jpg")
    try Data([1]).write(to: URL(fileURLWithPath: root + "/cat/0.png"))
    #expect(
      words() == "\(root)/cat/0.png: not a PNG image\n"
        + "  convert it to a PNG image of 8 bits, not interlaced")
  }
}
