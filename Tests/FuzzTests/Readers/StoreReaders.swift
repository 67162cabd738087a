import Base
import Store

extension FuzzReader {
  static let storeReaders: [FuzzReader] = [metrics]

  /// Hexadecimal digits of SHA-256 at the end of the file.
  private static let digest = 64

  private static let metrics = FuzzReader(
    name: "metrics", cases: 1500,
    corpus: {
      let rows = (0..<5).map { index -> MetricRow in
        let isEven = index % 2 == 0
        return MetricRow(
          name: isEven ? "J" : "S", value: Double(index) / 3, split: "test", checkpoint: 2,
          sample: Int64(index), contextOrder: index, standardError: isEven ? nil : 0.5, count: 7,
          exact: isEven, unit: "nat")
      }
      let one = [MetricRow(name: "accuracy", value: 0.5, exact: true)]
      let tables: [[MetricRow]] = [rows, [], one]
      return tables.compactMap { try? MetricTable($0) }.map(MetricFile.encode)
    },
    seal: { bytes in
      guard bytes.count > digest else { return bytes }
      let content = bytes.dropLast(digest)
      return content + Array(ContentHash(of: content).hex.utf8)
    },
    accepts: { bytes in
      guard let table = try? MetricFile.decode(bytes, path: "metrics.bin") else { return false }
      let again = try MetricFile.decode(MetricFile.encode(table), path: "metrics.bin")
      try require(again.rows == table.rows, "rows are read back otherwise")
      // Rows are checked when they are measured; a file cannot bring in what that refuses.
      _ = try MetricTable(table.rows)
      return true
    })
}
