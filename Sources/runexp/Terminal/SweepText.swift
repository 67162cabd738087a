import Base
import Spec
import Store
import Views

/// A sweep's summary in words and as JSON.
struct SweepText {
  let study: Study
  /// The swept paths that make replicas.
  let seeds: [(path: String, count: Int)]
  /// The number looked at; nil where none is measured yet.
  let quantity: MetricReference?
  let summary: SweepSummary
  /// What successive halving decided; nil where nothing is halved.
  let halving: HalvingText?
  /// How many of the best points are shown.
  let top: Int

  /// The lines for a person.
  var lines: [String] {
    [counts] + failures + (halving?.lines ?? []) + [""]
      + (quantity == nil ? [unmeasured] : best + effects)
  }

  // MARK: Counts

  /// `sweep of tiny: 8 cells (4 points): 6 finished, 1 failed, 1 pending, 0 excluded`.
  private var counts: String {
    let counts = summary.counts
    let dropped = counts.dropped > 0 ? ["\(counts.dropped) dropped"] : []
    let parts =
      ["\(counts.finished) finished", "\(counts.failed) failed", "\(counts.pending) pending"]
      + dropped + ["\(study.excluded.count) excluded"]
    return "sweep of \(study.name): \(Amount.count(counts.all, "cell"))"
      + " (\(Amount.count(summary.pointCount, "point"))\(replicas)): "
      + parts.joined(separator: ", ")
  }

  /// ` × 5 seeds` where each point has as many.
  private var replicas: String {
    seeds.map { seed in
      seed.path == "seed"
        ? " × \(Amount.count(seed.count, "seed"))" : " × \(seed.count) of \(seed.path)"
    }.joined()
  }

  /// The first line of why each failed cell did.
  private var failures: [String] {
    summary.cells.compactMap { cell in
      guard case .failed(let stage, let reason) = cell.state else { return nil }
      return "failed \(cell.cell.label): \(stage): \(Self.firstLine(reason))"
    }
  }

  private static func firstLine(_ text: String) -> String {
    ShownText.line(String(text.prefix { !$0.isNewline }))
  }

  private var unmeasured: String {
    "no number to look at yet: name one that is measured with --by, or run the study first"
  }

  // MARK: Points

  private var name: String { quantity?.text ?? "" }

  private var epoch: String {
    quantity?.checkpoint.map { "epoch \($0)" } ?? "the last epoch"
  }

  private var pooling: String {
    let paths = seeds.map(\.path).joined(separator: " and ")
    return seeds.isEmpty ? "one cell a point" : "each the mean over its values of \(paths)"
  }

  private var percent: String { "\(Int((summary.level * 100).rounded())) %" }

  private var best: [String] {
    guard !summary.points.isEmpty else {
      return ["no cell has \(name) at \(epoch) yet"]
    }
    let order = summary.isMaximised ? "largest" : "smallest"
    let title = "\(name) at \(epoch), the \(order) first; points, \(pooling)"
    let table = TextTable(
      columns: [
        .init("point"), .init("mean", .right), .init("\(percent) interval", .right),
        .init("n", .right),
      ],
      rows: summary.points.prefix(top).map { point in
        [
          point.point.label, ShownNumber.text(point.mean), Self.interval(point.interval),
          point.numbers.count < point.seeds
            ? "\(point.numbers.count) of \(point.seeds)" : "\(point.numbers.count)",
        ]
      })
    return [title] + table.lines.map { "  " + $0 } + rest + [selection]
  }

  /// What is not in the table.
  private var rest: [String] {
    let hidden = summary.points.count - min(top, summary.points.count)
    let without = summary.pointCount - summary.points.count
    return (hidden > 0 ? ["\(Amount.count(hidden, "point")) more: --top"] : [])
      + (without > 0
        ? ["\(Amount.count(without, "point")) without \(name) at \(epoch)"] : [])
  }

  /// How many points the best was chosen from: what was left behind earlier was compared as well.
  private var candidates: Int { halving == nil ? summary.points.count : summary.pointCount }

  /// The best of many is better than it is.
  private var selection: String {
    candidates > 1
      ? "best of \(candidates): selected, not confirmed; its interval does not know of the"
        + " choice"
      : "one point: nothing was selected"
  }

  private static func interval(_ interval: Interval?) -> String {
    interval.map { "[\(ShownNumber.text($0.low)), \(ShownNumber.text($0.high))]" } ?? "–"
  }

  // MARK: Effects

  private var effects: [String] {
    summary.effects.flatMap { effect in
      let table = TextTable(
        columns: [
          .init(effect.dimension), .init("mean", .right), .init("\(percent) interval", .right),
          .init("n", .right),
        ],
        rows: effect.levels.map { level in
          [
            level.label, ShownNumber.text(level.mean), Self.interval(level.interval),
            "\(level.points)",
          ]
        })
      return ["", title(of: effect)] + table.lines.map { "  " + $0 }
    }
  }

  private func title(of effect: ParameterEffect) -> String {
    let others = summary.effects.count > 1 ? ", over all values of the others" : ""
    guard let trend = effect.trend else {
      return "effect of \(effect.dimension)\(others); n points"
    }
    return "effect of \(effect.dimension)\(others): Spearman"
      + " \(ShownNumber.text(trend.correlation)) \(Self.interval(trend.interval)),"
      + " n = \(Amount.count(trend.points, "point")); by quarters of the points"
  }

  // MARK: JSON

  /// The same for scripts, with every point.
  var value: Value {
    let counts = summary.counts
    return .map([
      "schema": 1, "study": .text(study.name),
      "quantity": quantity.map { .text($0.text) } ?? .null,
      "checkpoint": quantity?.checkpoint.map { .integer($0) } ?? "last",
      "maximise": .boolean(summary.isMaximised), "level": .number(summary.level),
      "pooled": .list(seeds.map { .text($0.path) }),
      "counts": [
        "cells": .integer(counts.all), "points": .integer(summary.pointCount),
        "finished": .integer(counts.finished), "failed": .integer(counts.failed),
        "pending": .integer(counts.pending), "dropped": .integer(counts.dropped),
        "excluded": .integer(study.excluded.count),
      ],
      "failed": .list(
        summary.cells.compactMap { cell in
          guard case .failed(let stage, let reason) = cell.state else { return nil }
          return [
            "cell": .text(cell.cell.label), "stage": .text(stage), "reason": .text(reason),
          ]
        }),
      "excluded": .list(
        study.excluded.map { ["cell": .text($0.label), "reason": .text($0.reason)] }),
      "halving": halving?.value ?? .null,
      "selected": .boolean(candidates > 1), "confirmed": false,
      "best": .list(summary.points.map(Self.value)),
      "effects": .list(summary.effects.map(Self.value)),
    ])
  }

  private static func value(_ interval: Interval?) -> Value {
    interval.map { .list([.number($0.low), .number($0.high)]) } ?? .null
  }

  private static func value(_ point: SweepSummary.Point) -> Value {
    .map([
      "point": .text(point.point.label),
      "values": .map(
        Dictionary(
          point.point.parts.map { ($0.dimension, $0.value) },
          uniquingKeysWith: { first, _ in first })),
      "mean": .number(point.mean), "interval": value(point.interval),
      "n": .integer(point.numbers.count), "seeds": .integer(point.seeds),
      "numbers": .list(point.numbers.map { .number($0) }),
    ])
  }

  private static func value(_ effect: ParameterEffect) -> Value {
    .map([
      "parameter": .text(effect.dimension),
      "levels": .list(
        effect.levels.map { level in
          [
            "value": .text(level.label), "mean": .number(level.mean),
            "interval": value(level.interval), "n": .integer(level.points),
          ]
        }),
      "spearman": effect.trend.map { trend in
        [
          "value": .number(trend.correlation), "interval": value(trend.interval),
          "n": .integer(trend.points),
        ]
      } ?? .null,
    ])
  }
}
