import Base

@testable import Experiments

/// The parameters of a training as a stage carries them, with what a test changes.
enum Recipes {
  /// L⁻ of the lower orders on a 2×2 grid.
  static let suppressLow: Value = [
    "kind": "suppress", "between": [0.0, 0.5], "weight": 0.7,
    "players": ["kind": "grid", "grid": [2, 2]], "baseline": ["name": "channel-mean"],
    "alignment": "realised",
  ]
  /// L⁺ of the middle orders on a 3×2 grid, with another baseline.
  static let encourageMiddle: Value = [
    "kind": "encourage", "between": [0.34, 0.7], "weight": 1.3,
    "players": ["kind": "grid", "grid": [3, 2]], "baseline": ["name": "pixel-mean"],
    "alignment": "nominal",
  ]

  /// The parameters of a training, `others` put in their place.
  static func training(
    architecture: Value = ["name": "mlp", "hidden": [12, 10]], epochs: Int, rate: Double = 0.05,
    batch: Int = 16, initialisation: Int = 1, order: Int = 2, contexts: Int = 3,
    losses: [Value] = [], others: [String: Value] = [:]
  ) throws -> TrainingRecipe {
    var value: [String: Value] = [
      "architecture": architecture, "epochs": .integer(epochs),
      "seed_init": .text("\(initialisation)"),
    ]
    if epochs > 0 {
      value["split"] = "train"
      value["batch"] = .integer(batch)
      value["optimizer"] = [
        "name": "sgd", "momentum": 0.9, "weight_decay": 0.0005, "nesterov": false,
      ]
      // Rates that fall by epoch, so that a training that lost its place would show.
      value["learning_rates"] = .list((0..<epochs).map { .number(rate / Double($0 + 1)) })
      value["seed_order"] = .text("\(order)")
      if !losses.isEmpty {
        value["interaction_losses"] = .list(losses)
        value["seed_contexts"] = .text("\(contexts)")
      }
      value.merge(others) { $1 }
    }
    return try TrainingRecipe(.map(value))
  }
}
