import Base
import Experiments
import Spec
import Views

/// What successive halving decided and will decide, in words and as JSON.
struct HalvingText {
  let halved: HalvedPlan
  let halving: Halving
  let ladder: HalvingLadder

  /// The text of a plan; nil where nothing is halved.
  init?(_ halved: HalvedPlan) {
    guard let ladder = halved.ladder, let halving = halved.full.study.halving?.value else {
      return nil
    }
    self.halved = halved
    self.halving = halving
    self.ladder = ladder
  }

  /// What is compared, each rung that is decided with those left behind there, and what is next.
  var lines: [String] {
    ["halving by \(halving.text), the \(order) first, at \(rungs)"]
      + ladder.rungs.flatMap { rung in [summary(of: rung)] + dropped(at: rung) } + upcoming
  }

  /// One line for each decided rung.
  var summaries: [String] {
    ladder.rungs.map { "halving: \(summary(of: $0))" }
  }

  private var order: String { halving.isMaximised ? "largest" : "smallest" }

  private var rungs: String {
    "epoch\(halving.rungs.count == 1 ? "" : "s") "
      + halving.rungs.map(String.init).joined(separator: ", ")
  }

  /// `epoch 1: 3 of 12 points go on`.
  func summary(of rung: HalvingLadder.Rung) -> String {
    "epoch \(rung.epoch): \(rung.keptCount) of \(Amount.count(rung.standings.count, "point"))"
      + " \(rung.keptCount == 1 ? "goes" : "go") on"
  }

  private func dropped(at rung: HalvingLadder.Rung) -> [String] {
    rung.standings.enumerated().compactMap { place, standing in
      guard !standing.goesOn else { return nil }
      let reason =
        standing.mean.map {
          "\(ShownNumber.text($0)) is place \(place + 1) of \(rung.standings.count)"
        } ?? "a cell failed"
      return "  dropped at epoch \(rung.epoch): \(standing.point.label): \(reason)"
    }
  }

  private var upcoming: [String] {
    guard let next = ladder.next else { return [] }
    let most = halved.mostBeyond.map { rung in
      "\(rung.points) beyond epoch \(rung.epoch)"
    }.joined(separator: ", ")
    return [
      "epoch \(next) is next, with \(Amount.count(ladder.pointCount, "point")); at most \(most):"
        + " at most \(Amount.count(halved.mostStages, "stage")) more than this plan"
    ]
  }

  /// The same for scripts.
  var value: Value {
    [
      "quantity": .text(halving.text), "maximise": .boolean(halving.isMaximised),
      "keep": .number(halving.keep), "epochs": .list(halving.rungs.map { .integer($0) }),
      "rungs": .list(
        ladder.rungs.map { rung in
          [
            "epoch": .integer(rung.epoch),
            "points": .list(
              rung.standings.map { standing in
                [
                  "point": .text(standing.point.label), "goes_on": .boolean(standing.goesOn),
                  "mean": standing.mean.map { .number($0) } ?? .null,
                  "cells": .list(
                    standing.cells.map { .text(halved.full.study.cells[$0].label) }),
                ]
              }),
          ]
        }),
      "next": ladder.next.map { .integer($0) } ?? .null,
      "points_left": .integer(ladder.pointCount),
      "at_most": .list(
        halved.mostBeyond.map {
          ["beyond_epoch": .integer($0.epoch), "points": .integer($0.points)]
        }),
      "at_most_more_stages": .integer(halved.mostStages),
    ]
  }
}
