import Base
import Pipeline

/// A forecast in words and as JSON.
struct ForecastText {
  let forecast: Forecast
  /// Bytes free where results go; nil when unknown.
  let free: Int?

  /// What one stage that runs will cost: `12 s, 48 k passes, 3.4 MiB`; `?` when unknown.
  func cost(of key: ContentHash) -> String {
    forecast.costs[key].map(Self.text) ?? "?"
  }

  private static func text(_ cost: StageCost) -> String {
    "\(Amount.duration(cost.seconds)), \(passes(cost))\(Amount.bytes(cost.bytes))"
  }

  private static func passes(_ cost: StageCost) -> String {
    cost.forwardPasses == 0 ? "" : "\(Amount.scaled(cost.forwardPasses)) passes, "
  }

  /// The sum, the workers assumed, and the room there is.
  var lines: [String] {
    let room = free.map { ["\(Amount.bytes($0)) free"] } ?? []
    guard !forecast.costs.isEmpty else {
      let all = "predicted: nothing, since no stage like these has run here yet"
      return [([all] + room).joined(separator: "; ")]
    }
    let total = forecast.total
    let least = forecast.unknown == 0 ? "" : "at least "
    let time =
      "predicted: \(least)\(Amount.duration(forecast.wallSeconds)) with "
      + "\(Amount.count(forecast.workers, "worker")) (\(Amount.duration(total.seconds)) of work), "
      + "\(Self.passes(total))\(Amount.bytes(total.bytes))"
    let missing =
      forecast.unknown == 0
      ? [] : ["\(Amount.count(forecast.unknown, "stage")) of unknown cost"]
    return [([time] + missing + room).joined(separator: "; ")]
  }

  /// What to fear; nil when there is room.
  var warning: String? {
    guard let free, forecast.total.bytes > free else { return nil }
    return "warning: the results will need about \(Amount.bytes(forecast.total.bytes)), "
      + "but \(Amount.bytes(free)) are free"
  }

  static func value(_ cost: StageCost) -> Value {
    .map([
      "seconds": .number(cost.seconds), "bytes": .integer(cost.bytes),
      "forward_passes": .integer(cost.forwardPasses),
    ])
  }

  /// The sum as JSON.
  var value: Value {
    .map([
      "workers": .integer(forecast.workers), "wall_seconds": .number(forecast.wallSeconds),
      "total": Self.value(forecast.total), "unknown": .integer(forecast.unknown),
      "free_bytes": free.map { .integer($0) } ?? .null,
    ])
  }
}
