import Base

@testable import Experiments

extension FuzzReader {
  static let tableReaders: [FuzzReader] = [csv, digits, idx, tar, cifar]

  private static let csv = FuzzReader(
    name: "csv", cases: 1500,
    corpus: {
      [
        "age,town,class\n30,Rome,yes\n40.5,\"Bern, \"\"old\"\"\",no\n,Oslo,yes\n",
        "\u{FEFF}age,town,class\r\n1e3,a,x\r\n-2,b,y\r\n",
      ].map { Array($0.utf8) }
    }, tokens: ["\"", "\"\"", ",", "\n", "\r\n", "\r", "1e39", "NA", "\u{FEFF}", "e\u{301}", "é"],
    accepts: { bytes in
      var layout = TableLayout()
      layout.label = "class"
      layout.kinds = ["town": .categorical]
      layout.missing = .mean
      guard let records = try? TableRecords(bytes, layout, path: "t.csv") else { return false }
      try require(
        records.values.count == records.count * records.features.count
          && records.labels.allSatisfy { records.labelNames.indices.contains(Int($0)) },
        "values are lost or invented")
      let rows = Array(0..<records.count)
      _ = try? records.table(
        parts: ["train": rows], training: "train", standardisation: .train, encoding: .oneHot,
        standardisesTargets: false)
      return true
    })

  private static let digits = FuzzReader(
    name: "digits", cases: 300,
    corpus: { [Array((0..<3).map { line($0) }.joined().utf8)] }, tokens: [",", "\n", "-1", "17"],
    accepts: { bytes in
      guard let split = try? Digits.split(bytes, firstID: 0, path: "d") else { return false }
      try require(split.inputs.count == 64 * split.count, "levels are lost or invented")
      return true
    })

  private static func line(_ label: Int) -> String {
    (0..<64).map { "\(($0 + label) % 17)," }.joined() + "\(label)\n"
  }

  private static let idx = FuzzReader(
    name: "idx", cases: 1500,
    corpus: {
      let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3]
      return [header + (0..<12).map { UInt8($0) }]
    },
    accepts: { bytes in
      guard let file = try? IDXFile(bytes, dimensions: 3, path: "x") else { return false }
      let sides = file.shape.flatMap { side in
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: side >> $0) }
      }
      let header: [UInt8] = [0, 0, 8, 3] + sides
      try require(header + file.values == bytes, "bytes are lost or invented")
      return true
    })

  private static let tar = FuzzReader(
    name: "tar", cases: 1000,
    corpus: {
      [SeedFiles.tar([("a.bin", [1, 2, 3]), ("b.bin", [UInt8](repeating: 7, count: 600))])]
    },
    tokens: ["ustar", "-1", "-777", "7777777", "0"], seal: SeedFiles.sealedTar,
    accepts: { bytes in
      guard let archive = try? TarArchive(bytes, path: "a.tar") else { return false }
      try require(
        archive.members.reduce(0) { $0 + $1.content.count } <= bytes.count, "bytes are invented")
      return true
    })

  private static let cifar = FuzzReader(
    name: "cifar", cases: 200,
    corpus: { [[3] + [UInt8](repeating: 9, count: CIFARRecords.pixels)] },
    accepts: { bytes in
      guard let records = try? CIFARRecords(bytes, path: "x") else { return false }
      try require(
        records.pixels.count == records.labels.count * CIFARRecords.pixels, "pixels are lost")
      return true
    })
}
