/// The spec `runexp init` writes: small, runnable, commented.
public enum SpecTemplate {
  /// The text; it validates as it stands.
  public static let text = """
    # An experiment for runexp. What may be said: `runexp catalog`; is it right: `runexp validate`;
    # what would run: `runexp plan`; the long form with every default: `runexp config`.
    runexp: 1                     # the version of this language
    name: my-study                # names the study in the results and in figures
    title: What my networks encode

    # The data, by name with parameters: `runexp catalog datasets`.
    dataset: {name: glyphs, train: 2000, test: 500}

    # The network: `runexp catalog architectures`.
    architecture: {name: mlp, hidden: [100, 100]}

    # Who plays the game whose interactions are measured, and what stands in for absent players.
    players: {patches: {grid: [4, 4]}}
    baseline: channel-mean

    training:
      epochs: 5
      batch: 128
      optimizer: {name: sgd, momentum: 0.9}
      learning_rate: {schedule: log, from: 0.01, to: 0.001}
      checkpoints: [0, 5]         # epochs after which weights are kept; 0 is the untrained network

    # Named changes by dotted path. Every variant is trained for every point of the sweep.
    variants:
      normal: {}
      low-order:
        training.interaction_loss: {kind: suppress, between: [0.7, 1.0], weight: 1}

    sweep: {seed: [0, 1]}

    # Fixed pools, chosen from the data alone: the same samples for every network.
    samples: {pool: {from: main.train, per-class: 2}}

    # What is measured, of which model, at which checkpoints: `runexp catalog metrics`.
    measure:
      strength: {metric: multi-order-interaction, of: main, at: all, samples: pool}
      accuracy: {metric: accuracy, of: main, at: all, split: [train, test]}

    # What is drawn: `runexp catalog figures`.
    figures:
      strength-by-order: {preset: multi-order-strength, measure: strength, at: last}

    # Sentences that can be judged: from the confidence interval over seeds.
    # claims:
    #   low-orders-emphasised:
    #     says: the low-order network puts more of its strength on order 0 than the normal one
    #     effect: {of: strength.J, where: {context_order: 0, checkpoint: last}, contrast: [low-order, normal]}
    #     at_least: 0
    #     min_units: 5            # and five seeds above

    """
}
