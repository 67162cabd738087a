import Base
import Glibc

/// `metrics.bin`: the rows of one stage as a typed column file, written by a worker and read by
/// the collector.
///
/// Little-endian, in this order: the magic bytes; version (u32); rows (u64); the texts, a count
/// (u32) and for each its length (u32) and UTF-8 bytes; the quantities, a count (u32) and for each
/// eight text numbers (u32, all ones for nil), context and interaction order (i64, minimum for
/// nil), exact (u8); seven columns, each a flag (u8, 0 when every entry is nil) and its entries:
/// quantity (u32), value (f64), sample, checkpoint, step, count (i64), standard error (f64, NaN
/// for nil); the SHA-256 of all this as 64 hexadecimal digits.
public enum MetricFile {
  /// The usual name in a stage folder.
  public static let name = "metrics.bin"
  /// The version this program writes and reads.
  public static let version = 1

  static let magic = Array("RXMETRIC".utf8)
  static let noText = UInt32.max
  /// Hexadecimal digits of the checksum.
  static let digestLength = 64

  /// Writes `table` to `path`, whole or not at all as far as the caller's folder is its own.
  public static func write(_ table: MetricTable, to path: String) throws(MetricFileError) {
    let bytes = encode(table)
    guard let file = fopen(path, "wbe") else { throw unreadable(path) }
    let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    let isClosed = fclose(file) == 0
    guard written == bytes.count, isClosed else { throw unreadable(path) }
  }

  /// Writes `rows` to `path`; throws on the first number that is not finite.
  public static func write(_ rows: [MetricRow], to path: String) throws(MetricFileError) {
    try write(MetricTable(rows), to: path)
  }

  /// Reads the file at `path`.
  public static func read(_ path: String) throws(MetricFileError) -> MetricTable {
    let bytes: [UInt8]
    do {
      bytes = try LocalFileSystem().read(path, limit: .max)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    return try decode(bytes, path: path)
  }

  private static func unreadable(_ path: String) -> MetricFileError {
    .unreadable(path: path, reason: LocalFileSystem.reason(errno))
  }
}
