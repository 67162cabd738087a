import Base

/// A sweep in a few numbers: how far it is, its points from the best, and what each parameter does.
///
/// Cells that differ in their seeds alone are one point; all intervals are Student's.
public struct SweepSummary: Sendable, Hashable {
  /// A point that has numbers.
  public struct Point: Sendable, Hashable {
    /// Where it is.
    public var point: SweepPoint
    /// The numbers of its seeds, in the order of the cells.
    public var numbers: [Double]
    /// How many seeds it has, with a number or without.
    public var seeds: Int
    /// Their mean.
    public var mean: Double
    /// The interval of the mean over seeds; nil of one seed.
    public var interval: Interval?
  }

  /// How many cells are how far.
  public struct Counts: Sendable, Hashable {
    /// All stages have results.
    public var finished = 0
    /// A stage failed.
    public var failed = 0
    /// Something is still to run.
    public var pending = 0
    /// Left behind by successive halving.
    public var dropped = 0

    /// All of them.
    public var all: Int { finished + failed + pending + dropped }
  }

  /// The cells, in the plan's order.
  public let cells: [SweepCell]
  /// How many there are of each kind.
  public let counts: Counts
  /// How many points they make, with a number or without.
  public let pointCount: Int
  /// The points that have numbers, the best first; ties by label.
  public let points: [Point]
  /// What each parameter with several values does, in the order of the dimensions.
  public let effects: [ParameterEffect]
  /// Whether the largest number is the best.
  public let isMaximised: Bool
  /// The confidence level of the intervals.
  public let level: Double

  /// Summarises `cells`, which are told apart by `dimensions`.
  public init(
    _ cells: [SweepCell], dimensions: [String], isMaximised: Bool = true, level: Double = 0.95
  ) {
    self.cells = cells
    self.isMaximised = isMaximised
    self.level = level
    var counts = Counts()
    var order: [SweepPoint] = []
    var members: [SweepPoint: [SweepCell]] = [:]
    for cell in cells {
      switch cell.state {
      case .finished: counts.finished += 1
      case .failed: counts.failed += 1
      case .pending: counts.pending += 1
      case .dropped: counts.dropped += 1
      }
      let point = SweepPoint(of: cell.cell, dimensions: dimensions)
      if members[point] == nil { order.append(point) }
      members[point, default: []].append(cell)
    }
    self.counts = counts
    pointCount = order.count
    let measured = order.compactMap { point -> Point? in
      let cells = members[point] ?? []
      let numbers = cells.compactMap(\.number)
      guard let mean = Statistics.mean(numbers) else { return nil }
      return Point(
        point: point, numbers: numbers, seeds: cells.count, mean: mean,
        interval: MeanEstimate(meanOf: numbers)?.interval(level: level))
    }
    effects = dimensions.filter { !SweepPoint.isSeed($0) }.compactMap {
      ParameterEffect(of: $0, on: measured, level: level)
    }
    points = measured.sorted { first, second in
      guard first.mean != second.mean else { return first.point.label < second.point.label }
      return isMaximised ? first.mean > second.mean : first.mean < second.mean
    }
  }
}
