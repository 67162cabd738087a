import Base

/// Stages that compute nothing: a graph of any size, for measuring and trying out the pipeline.
///
/// They go through the same workers, folders and store as every other stage.
public struct NoopGraph: Sendable, Hashable {
  /// How the stages depend on each other.
  public enum Shape: String, Sendable, CaseIterable {
    /// None needs another.
    case wide
    /// Each needs the one before.
    case chain
    /// Layers of `width` stages; each needs two of the layer before.
    case layers
  }

  /// How a stage fails.
  public enum Failure: String, Sendable, CaseIterable {
    /// It throws an error.
    case `throw`
    /// It is ended by a signal.
    case crash
    /// It never ends.
    case hang
  }

  /// Number of stages.
  public var count: Int
  /// How they depend on each other.
  public var shape: Shape
  /// Stages of one layer.
  public var width: Int
  /// Bytes each writes.
  public var bytes: Int
  /// Rows each measures: random numbers of 15 context orders, sample by sample.
  public var rows: Int
  /// Seconds each takes; changes no result.
  public var seconds: Double
  /// Bytes of memory each fills; changes no result.
  public var memory: Int
  /// The places of the stages that fail, counted from 0; changes no result of the others.
  public var failing: [Int]
  /// How they fail.
  public var failure: Failure
  /// The seed of the cell, which decides what is written.
  public var seed: UInt64

  /// The places of the stages that the one at `place` needs.
  public func inputs(of place: Int) -> [Int] {
    switch shape {
    case .wide: return []
    case .chain: return place == 0 ? [] : [place - 1]
    case .layers:
      let column = place % width
      guard place >= width else { return [] }
      let layer = place - column - width
      return Set([layer + column, layer + (column + 1) % width]).sorted()
    }
  }
}

extension ParameterReader {
  /// `noop: {count: 1000, shape: wide}`; nil when there is none.
  func noopGraph(seed: UInt64) -> NoopGraph? {
    nested("noop", "stages that compute nothing, for measuring the pipeline") { read in
      NoopGraph(
        count: read.integer("count", in: 1...1_000_000, "number of stages"),
        shape: read.choice(
          "shape", default: .wide,
          "wide: none needs another; chain: each needs the one before; layers: each needs two of"
            + " the layer before"),
        width: read.integer("width", default: 100, in: 1...1_000_000, "stages of one layer"),
        bytes: read.integer("bytes", default: 64, in: 0...1 << 40, "bytes each stage writes"),
        rows: read.integer(
          "rows", default: 0, in: 0...10_000_000,
          "rows of random numbers each stage measures, 15 context orders a sample"),
        seconds: read.number(
          "seconds", default: 0, in: .atLeast(0), "seconds each takes; changes no result"),
        memory: read.integer(
          "memory", default: 0, in: 0...1 << 40, "bytes of memory each fills; changes no result"),
        failing: read.integers(
          "failing", default: [], count: 0...1_000_000,
          "places of stages that fail, counted from 0; changes no result"),
        failure: read.choice(
          "failure", default: .throw, "how they fail: by an error, a signal, or by never ending"),
        seed: seed)
    }
  }
}
