import Base

/// How far successive halving lets each cell of a sweep go, decided from its numbers alone.
///
/// A point, all cells that differ in nothing but their seeds, is judged by their mean; one with a
/// failed cell is worse than all others. Ties go to the point whose first label sorts first, so
/// neither the order of completion nor that of the cells matters.
public struct HalvingLadder: Sendable, Hashable {
  /// A cell's number at a rung.
  public enum Outcome: Sendable, Hashable {
    case number(Double)
    /// It was to be measured and cannot be.
    case failed
    /// It is not measured yet.
    case open
  }

  /// A cell of the sweep.
  public struct Cell: Sendable, Hashable {
    /// What people call it.
    public var label: String
    /// The point it is a replica of.
    public var point: SweepPoint

    /// Makes a cell.
    public init(label: String, point: SweepPoint) {
      self.label = label
      self.point = point
    }
  }

  /// A point at a rung.
  public struct Standing: Sendable, Hashable {
    /// The point.
    public var point: SweepPoint
    /// Its cells, by their places.
    public var cells: [Int]
    /// The mean over them; nil where one of them failed.
    public var mean: Double?
    /// Whether it goes on.
    public var goesOn: Bool
  }

  /// A rung that is decided.
  public struct Rung: Sendable, Hashable {
    /// The epoch.
    public var epoch: Int
    /// The points that came this far, the best first.
    public var standings: [Standing]

    /// How many go on.
    public var keptCount: Int { standings.count { $0.goesOn } }
  }

  /// The rungs that are decided, in their order.
  public let rungs: [Rung]
  /// The first rung that is not; nil when all are.
  public let next: Int?
  /// How many points have not been left behind.
  public let pointCount: Int
  /// The last epoch each cell is trained to; nil where that is the model's last.
  public let limits: [Int?]
  /// The epoch at which each cell was left behind; nil where it was not.
  public let dropped: [Int?]

  /// Climbs as far as the numbers are there.
  ///
  /// `epochs` are the rungs behind which there is more to train; `outcome` is asked for cells that
  /// came that far.
  public init(
    _ cells: [Cell], halving: Halving, epochs: [Int],
    outcome: (_ cell: Int, _ epoch: Int) -> Outcome
  ) {
    var alive = Self.points(cells)
    var rungs: [Rung] = []
    var dropped = [Int?](repeating: nil, count: cells.count)
    var next: Int?
    for epoch in epochs {
      let judged = alive.map { point in
        (point: point, outcomes: point.cells.map { outcome($0, epoch) })
      }
      guard !judged.contains(where: { $0.outcomes.contains(.open) }) else {
        next = epoch
        break
      }
      let ranked = Self.ranked(
        judged.map { ($0.point, Self.mean($0.outcomes)) }, isMaximised: halving.isMaximised)
      let kept = halving.kept(of: ranked.count)
      let standings = ranked.enumerated().map { place, entry in
        // What failed has nothing to go on from.
        Standing(
          point: entry.point.point, cells: entry.point.cells, mean: entry.mean,
          goesOn: place < kept && entry.mean != nil)
      }
      for standing in standings where !standing.goesOn {
        for cell in standing.cells { dropped[cell] = epoch }
      }
      rungs.append(Rung(epoch: epoch, standings: standings))
      alive = alive.filter { dropped[$0.cells[0]] == nil }
    }
    self.rungs = rungs
    self.next = next
    pointCount = alive.count
    self.dropped = dropped
    limits = dropped.map { $0 ?? next }
  }

  /// The points that have come to the rung `next`, most of them left behind there: how many of them
  /// go beyond each of `epochs` at most, the first of which is the rung.
  public func mostBeyond(_ epochs: [Int], _ halving: Halving) -> [Int] {
    var count = pointCount
    return epochs.map { _ in
      count = count == 0 ? 0 : halving.kept(of: count)
      return count
    }
  }

  // MARK: Judging

  private struct Point {
    var point: SweepPoint
    var cells: [Int]
    /// The first of the cells' labels by their letters.
    var label: String
  }

  private static func points(_ cells: [Cell]) -> [Point] {
    var places: [SweepPoint: Int] = [:]
    var points: [Point] = []
    for (index, cell) in cells.enumerated() {
      if let place = places[cell.point] {
        points[place].cells.append(index)
        points[place].label = min(points[place].label, cell.label)
      } else {
        places[cell.point] = points.count
        points.append(Point(point: cell.point, cells: [index], label: cell.label))
      }
    }
    return points
  }

  /// The mean of the cells' numbers; nil where one failed or is no number.
  private static func mean(_ outcomes: [Outcome]) -> Double? {
    let numbers = outcomes.compactMap { outcome -> Double? in
      guard case .number(let number) = outcome, number.isFinite else { return nil }
      return number
    }
    return numbers.count == outcomes.count ? Statistics.mean(numbers) : nil
  }

  private static func ranked(_ points: [(point: Point, mean: Double?)], isMaximised: Bool)
    -> [(point: Point, mean: Double?)]
  {
    points.sorted { first, second in
      switch (first.mean, second.mean) {
      case (let a?, let b?) where a != b: isMaximised ? a > b : a < b
      case (_?, nil): true
      case (nil, _?): false
      default: first.point.label < second.point.label
      }
    }
  }
}
