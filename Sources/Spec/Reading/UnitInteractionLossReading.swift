import Base

extension ParameterReader {
  /// `unit_interaction_loss: {layer: relu1, weight: 10, draws: 2}`; nil without one.
  func unitInteractionLoss(epochs: Int) -> UnitInteractionLoss? {
    nested(
      "unit_interaction_loss",
      "a loss on interactions between groups of a layer's units (arXiv:2009.11729)"
    ) { read in
      let layer = read.text("layer", "the layer whose outputs are the units, such as relu1")
      let weight = read.number(
        "weight", default: 1, in: .atLeast(0), "its weight beside the losses of labels")
      let groups = read.number(
        "groups", default: 0.05, in: NumberRange(lower: 0, upper: 0.5, excludesLower: true),
        "the share of the units in each of the two groups, at least one unit")
      let draws = read.integer(
        "draws", default: 10, in: 1...1000,
        "choices of groups and context for each sample and step, four passes of the layers behind")
      var keep = read.numbers(
        "keep", default: [0, 1], each: .within(0...1), count: 2...2,
        "each context keeps units with a probability uniform between these two")
      let after = read.integer(
        "after", default: 5, in: 0...Self.mostEpochs, "epochs trained without it before")
      if keep[0] > keep[1] {
        read.fault(
          at: "keep", "`keep` must not fall, such as [0, 1]",
          notes: ["the first probability must be at most the second"])
        keep.sort()
      }
      if after >= epochs, !read.isDescribing {
        read.warn(
          at: nil, "the loss begins after epoch \(after) and the training ends after \(epochs)",
          notes: ["lower `after`, or train longer"])
      }
      return UnitInteractionLoss(
        layer: layer, weight: weight, groups: groups, draws: draws, keep: keep[0]...keep[1],
        after: after, span: read.place(of: "layer"))
    }
  }
}
