import Foundation
import Testing

/// Real digits under the protocol of an independent NumPy pilot: one seed, ten images.
@Suite("the bottleneck protocol on real MNIST")
struct MNISTProtocolTests {
  /// What may lie between two implementations' J with other initial weights.
  ///
  /// A regression tolerance, not a published value.
  static let tolerance = 0.20

  /// J⁽⁰⁾, min J and J⁽¹⁴⁾ of the pilot.
  static let pilot = [
    "normal": [1.21, 0.90, 1.27], "low-order": [1.72, 0.84, 0.95],
    "mid-order": [0.23, 0.23, 1.20], "high-order": [0.66, 0.56, 1.59],
  ]

  /// The folder of the data files: `RUNEXP_DATA`, else `../shared/data` beside the package.
  static let data: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let places = [
      ProcessInfo.processInfo.environment["RUNEXP_DATA"],
      package.deletingLastPathComponent().appendingPathComponent("shared/data").path,
    ].compactMap(\.self)
    let found = places.first {
      FileManager.default.fileExists(atPath: $0 + "/mnist/t10k-images-idx3-ubyte.gz")
    }
    if found == nil { print("skipped: no MNIST files in \(places.joined(separator: " or "))") }
    return found
  }()

  @Test("J at the ends and its minimum are the pilot's, within ±0.20", .enabled(if: data != nil))
  func sharesOfOrders() throws {
    let scratch = try ScratchFolder()
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let spec = package.appendingPathComponent("configs/bottleneck-mnist.yaml").path
    let run = try Program.run(
      [
        spec, "--results", "out", "--set", "sweep.seed=[0]", "--set",
        "samples.pool.per-class=1", "--set", "training.checkpoints=[20]", "--set",
        "dataset.path=\(Self.data ?? "")/mnist", "--set", "claims=null",
        "--set", "figures=null",
      ], in: scratch.path)
    #expect(run.code == 0, "\(run.errors)")
    for (variant, wanted) in Self.pilot {
      let shares = try Rows.numbers(
        "SELECT value FROM metrics WHERE variant = '\(variant)' AND name = 'J' AND sample IS NULL"
          + " ORDER BY context_order", in: scratch.path + "/out/runexp.sqlite")
      #expect(shares.count == 15)
      guard let first = shares.first, let last = shares.last, let least = shares.min() else {
        continue
      }
      for (found, expected) in zip([first, least, last], wanted) {
        #expect(abs(found - expected) <= Self.tolerance, "\(variant): \(found), pilot \(expected)")
      }
    }
  }
}
