import Base

/// A reader of bytes that come from outside, and what must hold whatever they are.
struct FuzzReader: Sendable {
  /// A promise that a reader broke.
  struct Broken: Error, CustomStringConvertible {
    var description: String
  }

  /// What it reads, one word.
  let name: String
  /// How many damaged inputs CI makes.
  let cases: Int
  /// Whole inputs, all accepted.
  let corpus: @Sendable () -> [[UInt8]]
  /// Pieces that mean something to it.
  var tokens: [String] = []
  /// Renews the checksums of damaged bytes, so that what lies behind them is reached too.
  var seal: (@Sendable ([UInt8]) -> [UInt8])?
  /// Reads bytes: true when they are accepted, false when they are refused with a typed error.
  ///
  /// Throws `Broken` when what was read does not survive being written and read again.
  let accepts: @Sendable ([UInt8]) throws -> Bool

  /// All readers.
  static let all: [FuzzReader] =
    textReaders + pipelineReaders + storeReaders + arrayReaders + imageReaders + tableReaders

  /// Throws `Broken` unless `condition` holds.
  static func require(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws {
    guard condition else { throw Broken(description: otherwise()) }
  }
}
