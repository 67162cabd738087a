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
    case let metric as any SplitMetric where !splits.isEmpty:
      return headlines(of: metric.headlines)
    case let metric as any MaskedSplitMetric: return headlines(of: metric.headlines)
    case let metric as any SampleMetric:
      return metric.headlines(playerCount: game?.players.playerCount)
    default: return []
    }
  }

  private func headlines(of names: [String]) -> [Headline] {
    splits.flatMap { split in
      names.map { name in
        Headline(
          title: "\(split) \(name)", metric: name,
          filters: [Claim.Filter(dimension: "split", values: [.text(split)])])
      }
    }
  }
}
