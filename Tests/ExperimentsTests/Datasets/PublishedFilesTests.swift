import Foundation
import Spec
import TestSupport
import Testing

@testable import Experiments

/// The real files, where there are any: `RUNEXP_DATA`, else `../shared/data` beside the package.
@Suite struct PublishedFilesTests {
  private static let folder: String? = {
    let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let candidates = [
      ProcessInfo.processInfo.environment["RUNEXP_DATA"],
      package.deletingLastPathComponent().path + "/shared/data",
    ].compactMap { $0 }
    return candidates.first { FileManager.default.fileExists(atPath: $0 + "/mnist") }
  }()

  /// Prints why the tests of this suite are skipped; true when they are not.
  private static let present: Bool = {
    if folder != nil { return true }
    print("skipped: no real MNIST files in RUNEXP_DATA or ../shared/data beside the package")
    return false
  }()

  private var environment: DataEnvironment {
    DataEnvironment(
      variables: ProcessInfo.processInfo.environment
        .merging(["RUNEXP_DATA": Self.folder ?? ""]) { _, new in new })
  }

  @Test(.enabled(if: present)) func `the cut of MNIST's t10k files`() throws {
    let source = try ParameterReader.read(yaml: "{files: t10k}") { MNIST($0) }.made
    let table = try source.load(seeds: Seeds(), in: environment)
    let (train, test) = (try table.split("train"), try table.split("test"))
    #expect(train.count == 8000)
    #expect(test.count == 2000)
    // The first ten labels of the file, and the size of each class in all of it.
    #expect(train.labels.prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
    let labels = train.labels + test.labels
    #expect(
      (0..<10).map { digit in labels.count { $0 == digit } }
        == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(train.ids.first == 60_000)
    #expect(test.ids.last == 69_999)
  }

  @Test(.enabled(if: present)) func `the labels of Fashion-MNIST's t10k files`() throws {
    let source = try ParameterReader.read(yaml: "{files: t10k}") { FashionMNIST($0) }.made
    let table = try source.load(seeds: Seeds(), in: environment)
    #expect(try table.split("train").labels.prefix(10) == [9, 2, 1, 1, 6, 1, 4, 6, 5, 7])
    let labels = try table.split("train").labels + table.split("test").labels
    #expect((0..<10).allSatisfy { label in labels.count { $0 == label } == 1000 })
  }

  @Test(.enabled(if: present)) func `MNIST's normalisation is that of its training images`()
    throws
  {
    let yaml = "{train: 3000, test: 1, choose: random}"
    let source = try ParameterReader.read(yaml: yaml) { MNIST($0) }.made
    let inputs = try source.load(seeds: Seeds(), in: environment).split("train").inputs
    // One standard error of the mean of 3,000 images is 0.0007; four are allowed.
    let tolerance = 0.003
    let values = stride(from: 0, to: inputs.count, by: 5).map { inputs[$0] / 255 }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    expectClose(MNIST.archive.normalisation.mean[0], mean, absolute: tolerance)
    expectClose(
      MNIST.archive.normalisation.deviation[0], (square - mean * mean).squareRoot(),
      absolute: tolerance)
  }
}
