import Base
import Spec

/// A number worth a column in a table of results.
public struct Headline: Sendable, Hashable {
  /// Text above the column.
  public var title: String
  /// The name of the rows.
  public var metric: String
  /// Dimensions held at a value; several values are averaged.
  public var filters: [Claim.Filter]
}

extension MeasureNode {
  /// The columns that sum this measurement up, for the table at the end of a run.
  public var headlines: [Headline] {
    switch metric.made {
    case let metric as any SplitMetric:
      return splits.map { split in
        Headline(
          title: "\(split) \(type(of: metric).name)", metric: type(of: metric).name,
          filters: [Claim.Filter(dimension: "split", values: [.text(split)])])
      }
    case let metric as any SampleMetric:
      return metric.headlines(playerCount: game?.players.playerCount)
    default: return []
    }
  }
}
