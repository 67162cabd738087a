import Base
import Foundation
import Pipeline

/// A forecast in words and as JSON.
struct ForecastText {
  let forecast: Forecast
  /// Bytes free where results go; nil when unknown.
  let free: Int?

  /// What one stage that runs will cost: `12 s, 48 k passes, 3.4 MiB`, with `~` before what nothing
  /// like it has run for; `?` when unknown.
  func cost(of key: ContentHash) -> String {
    guard let cost = forecast.costs[key] else { return "?" }
    return (forecast.bases[key] == .alike ? "" : "~") + Self.text(cost)
  }

  private static func text(_ cost: StageCost) -> String {
    "\(Amount.duration(cost.seconds)), \(passes(cost))\(Amount.bytes(cost.bytes))"
  }

  private static func passes(_ cost: StageCost) -> String {
    cost.forwardPasses == 0 ? "" : "\(Amount.scaled(cost.forwardPasses)) passes, "
  }

  /// The sum, the workers assumed, and the room there is; then what it rests on, unless all of it on
  /// stages alike.
  var lines: [String] {
    let room = free.map { ["\(Amount.bytes($0)) free"] } ?? []
    guard !forecast.costs.isEmpty else {
      let all = "predicted: nothing, since no stage like these has run here yet"
      return [([all] + room).joined(separator: "; ")]
    }
    let total = forecast.total
    let least = forecast.unknown == 0 ? "" : "at least "
    let about = forecast.basis == .alike ? "" : "about "
    let time =
      "predicted: \(least)\(about)\(Amount.duration(forecast.wallSeconds)) with "
      + "\(Amount.count(forecast.workers, "worker")) (\(Amount.duration(total.seconds)) of work), "
      + "\(Self.passes(total))\(Amount.bytes(total.bytes))"
    let missing =
      forecast.unknown == 0
      ? [] : ["\(Amount.count(forecast.unknown, "stage")) of unknown cost"]
    return [([time] + missing + room).joined(separator: "; ")] + coreHours + basis
  }

  /// Hours of cores by kind of stage, the most first, where they are worth a line.
  private var coreHours: [String] {
    let hours = kinds.filter { $0.hours >= 0.05 }
    guard hours.count > 1 || (hours.first?.hours ?? 0) >= 1 else { return [] }
    let all = kinds.reduce(0) { $0 + $1.hours }
    return [
      "core-hours: \(Self.hours(all)) ("
        + hours.map { "\($0.kind) \(Self.hours($0.hours))" }
        .joined(separator: ", ") + ")"
    ]
  }

  private var kinds: [(kind: String, hours: Double)] {
    forecast.coreSeconds.map { ($0.key, $0.value / 3600) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
  }

  private static func hours(_ hours: Double) -> String {
    String(format: hours < 9.95 ? "%.1f" : "%.0f", hours)
  }

  private var basis: [String] {
    switch forecast.basis {
    case .alike, nil: []
    case .scaled:
      ["estimated from the layers' multiply-adds, at the speed of stages recorded here"]
    case .stated:
      [
        "estimated from the layers' multiply-adds at a stated speed of one core"
          + " (Benchmarks/RESULTS.md): nothing like it has run here"
      ]
    }
  }

  /// What to fear; nil when there is room.
  var warning: String? {
    guard let free, forecast.total.bytes > free else { return nil }
    return "warning: the results will need about \(Amount.bytes(forecast.total.bytes)), "
      + "but \(Amount.bytes(free)) are free"
  }

  /// What one stage that runs will cost, as JSON; null when unknown.
  func value(of key: ContentHash) -> Value {
    guard let cost = forecast.costs[key], let basis = forecast.bases[key] else { return .null }
    return .map(Self.members(cost).merging(["basis": .text(basis.rawValue)]) { $1 })
  }

  private static func members(_ cost: StageCost) -> [String: Value] {
    [
      "seconds": .number(cost.seconds), "bytes": .integer(cost.bytes),
      "forward_passes": .integer(cost.forwardPasses),
    ]
  }

  /// The sum as JSON.
  var value: Value {
    .map([
      "workers": .integer(forecast.workers), "wall_seconds": .number(forecast.wallSeconds),
      "total": .map(Self.members(forecast.total)), "unknown": .integer(forecast.unknown),
      "free_bytes": free.map { .integer($0) } ?? .null,
      "basis": forecast.basis.map { .text($0.rawValue) } ?? .null,
      "core_hours": .map(
        Dictionary(uniqueKeysWithValues: kinds.map { ($0.kind, .number($0.hours)) })),
    ])
  }
}
