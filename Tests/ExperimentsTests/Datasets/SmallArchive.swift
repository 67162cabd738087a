import Base
import Foundation

@testable import Experiments

/// A data set of 30 + 20 images of 28 × 28 in the published format, packed in a temporary folder.
struct SmallArchive {
  /// The folder of the test: `files/` holds the packed files.
  let folder: String
  let archive: IDXArchive
  /// The raw pixels of the large and the small part.
  let pixels: (train: [UInt8], test: [UInt8])

  /// Packs the files, hands them to `body` and removes the folder.
  ///
  /// `damage` may change a file's unpacked bytes before it is packed; the archive publishes the
  /// digest of what was packed.
  static func with<Result>(
    damage: (String, inout [UInt8]) -> Void = { _, _ in }, _ body: (SmallArchive) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.path + "/runexp-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(SmallArchive(folder, damage))
  }

  private init(_ folder: String, _ damage: (String, inout [UInt8]) -> Void) throws {
    self.folder = folder
    try FileManager.default.createDirectory(
      atPath: folder + "/files", withIntermediateDirectories: true)
    let train = try Self.part("train", records: 30, firstID: 0, folder, damage)
    let test = try Self.part("t10k", records: 20, firstID: 30, folder, damage)
    pixels = (train.1, test.1)
    archive = IDXArchive(
      name: "small", train: train.0, test: test.0,
      normalisation: Normalisation(mean: [0.5], deviation: [0.25]), mirror: "https://none.invalid")
  }

  private static func part(
    _ name: String, records: Int, firstID: Int, _ folder: String,
    _ damage: (String, inout [UInt8]) -> Void
  ) throws -> (IDXArchive.Part, [UInt8]) {
    var stream = RandomStream(seed: 0, purpose: name)
    let pixels = (0..<records * 784).map { _ in UInt8(truncatingIfNeeded: stream.nextWord()) }
    let count = UInt8(records)
    let images = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28] + pixels
    let labels = [0, 0, 8, 1, 0, 0, 0, count] + (0..<count).map { $0 % 10 }
    func file(_ name: String, _ bytes: [UInt8]) throws -> IDXArchive.File {
      var bytes = bytes
      damage(name, &bytes)
      let packed = try pack(bytes, folder)
      try Data(packed).write(to: URL(fileURLWithPath: "\(folder)/files/\(name)"))
      return IDXArchive.File(name, bytes: packed.count, hash: ContentHash(of: packed))
    }
    return (
      IDXArchive.Part(
        images: try file("\(name)-images-idx3-ubyte.gz", images),
        labels: try file("\(name)-labels-idx1-ubyte.gz", labels), records: records,
        firstID: firstID), pixels
    )
  }

  private static func pack(_ bytes: [UInt8], _ folder: String) throws -> [UInt8] {
    let path = folder + "/unpacked"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let variables = ProcessInfo.processInfo.environment
    guard let gzip = ExternalProgram(named: "gzip", variables: variables) else {
      throw DatasetError.missingProgram("gzip")
    }
    return try gzip.run(["-nc", "--", path], variables: variables, limit: 1 << 20).output
  }

  /// The packed bytes of a file.
  func packed(_ name: String) throws -> [UInt8] {
    try LocalFileSystem().read("\(folder)/files/\(name)", limit: 1 << 20)
  }

  /// The cache folder used by `environment`.
  var cache: String { folder + "/cache/runexp/small" }

  /// No variables but PATH and a cache of this test's own, so that nothing of the machine or its
  /// user – proxies above all – takes part.
  func environment(
    _ variables: [String: String] = [:], report: @escaping @Sendable (String) -> Void = { _ in }
  ) -> DataEnvironment {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return DataEnvironment(
      variables: ["PATH": path, "XDG_CACHE_HOME": folder + "/cache"]
        .merging(variables) { _, new in new }, folder: folder, report: report)
  }
}
