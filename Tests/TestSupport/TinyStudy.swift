/// A study that runs in a second or two: 200 glyphs, a small MLP, 2×2 players.
public enum TinyStudy {
  /// The spec.
  public static let text = """
    runexp: 1
    name: tiny
    title: A study for tests
    dataset: {name: glyphs, train: 200, test: 50}
    architecture: {name: mlp, hidden: [16]}
    players: {patches: {grid: [2, 3]}}
    baseline: channel-mean
    training:
      epochs: 2
      batch: 32
      optimizer: {name: sgd, momentum: 0.9, weight_decay: 5.0e-4}
      learning_rate: {schedule: log, from: 0.05, to: 0.01}
      checkpoints: [0, 1, 2]
    variants:
      normal: {}
      high: {training.interaction_loss: {kind: suppress, between: [0.0, 0.5], weight: 1, players: patches}}
    sweep: {seed: [0, 1]}
    samples: {pool: {from: main.train, per-class: 3}}
    measure:
      strength: {metric: multi-order-interaction, of: main, at: all, samples: pool, players: patches, output: log-odds, label: true}
      accuracy: {metric: accuracy, of: main, at: all, split: [train, test]}
    figures:
      strength-by-order: {preset: multi-order-strength, measure: strength, series: variant, at: last}
    """
}
