import Base

extension ParameterReader {
  /// The keys of an attack, from this mapping.
  ///
  /// `ofSamples` tells whether it is of samples that are looked at, not trained on: it may be aimed at
  /// a class, or end where the true class's logit fell so far.
  public func attack(ofSamples: Bool = true) -> AttackSettings {
    let method: AttackSettings.Method = choice(
      "method", default: .pgd, "projected gradient descent, or one step (fgsm)")
    let norm: AttackSettings.Norm = choice(
      "norm", default: .linf,
      "what is at most epsilon: the largest change of an element (linf), or the root of the sum"
        + " of squares (l2)")
    let epsilon = number(
      "epsilon", in: .atLeast(0),
      "the longest change: of images in shares of the pixel range (raw value / 255), of tables in"
        + " standard deviations")
    let isOneStep = method == .fgsm && !isDescribing
    if isOneStep {
      refuse(
        ["steps", "step", "restarts", "start"],
        "is for pgd: fgsm is one step of epsilon from the sample",
        notes: "or write `method: pgd`")
    }
    let steps = isOneStep ? 1 : integer("steps", default: 20, in: 1...100_000, "number of steps")
    let step = isOneStep ? epsilon : self.step(epsilon: epsilon, steps: steps)
    let drop = ofSamples ? self.drop(method) : nil
    var restarts = 1
    var start = AttackSettings.Start.sample
    if !isOneStep, drop == nil {
      restarts = integer("restarts", default: 1, in: 1...1000, "tries; the best one is kept")
      start = choice(
        "start", default: .random, "where steps begin: anywhere in the ball, or at the sample")
      if start == .sample, restarts > 1 {
        fault(
          at: "restarts", "`restarts` from the sample itself would all be the same",
          notes: ["write `start: random`, or remove `restarts`"])
      }
    }
    return AttackSettings(
      method: method, norm: norm, epsilon: epsilon, step: step, steps: steps, restarts: restarts,
      start: start, target: ofSamples && drop == nil ? target() : nil, drop: drop)
  }

  private func step(epsilon: Double, steps: Int) -> Double {
    let summary = "the length of one step, in the unit of epsilon; 2.5 · epsilon / steps by default"
    // The default depends on what is given, so there is none to describe.
    guard !isDescribing else { return optionalNumber("step", in: .atLeast(0), summary) ?? 0 }
    let step = number("step", default: 2.5 * epsilon / Double(steps), in: .atLeast(0), summary)
    // Decimal fractions that multiply to epsilon are a rounding below it at times.
    if step * Double(steps) < epsilon * (1 - 1e-9) {
      warn(
        at: "step",
        "steps of \(NumberRange.text(step)), \(steps) of them, end short of epsilon,"
          + " \(NumberRange.text(epsilon))",
        notes: ["make `step` or `steps` larger, or `epsilon` smaller"])
    }
    return step
  }

  /// `drop: [8, 8.5]`, with the shortest step.
  private func drop(_ method: AttackSettings.Method) -> AttackSettings.Drop? {
    let errors = sink.errorCount
    let band =
      list(
        "drop", of: .number(.atLeast(0)), default: nil, placeholder: .number(0), count: 2...2,
        required: false,
        "the band (low, high] in which the fall of the true class's logit ends: steps that go"
          + " beyond are halved"
      )?.compactMap(\.number) ?? []
    if !isDescribing, band.isEmpty {
      refuse(["smallest_step"], "goes with `drop`", notes: "or give `drop: [8, 8.5]`, say")
      return nil
    }
    let smallest = number(
      "smallest_step", default: 1e-6, in: .above(0),
      "with `drop`: a sample whose step got shorter is given up below the band; in the unit of"
        + " epsilon")
    guard !isDescribing, errors == sink.errorCount else { return nil }
    if band[0] >= band[1] {
      fault(
        at: "drop", "`drop` must rise, such as [8, 8.5]",
        notes: ["the logit falls by more than the first number and at most the second"])
      return nil
    }
    if method == .fgsm {
      fault(
        at: "drop", "`drop` is for pgd: fgsm is one step of epsilon from the sample",
        notes: ["remove `drop`, or write `method: pgd`"])
      return nil
    }
    refuse(
      ["restarts", "start", "target"],
      "does not go with `drop`: steps away from the true class begin at the sample",
      notes: "or remove `drop`")
    return AttackSettings.Drop(above: band[0], through: band[1], smallestStep: smallest)
  }

  /// Reports keys that have no meaning beside others.
  private func refuse(_ keys: [String], _ reason: String, notes alternative: String) {
    for key in keys {
      // Makes it a legal key, so that it is not reported as an unknown one too.
      guard member(key) != nil else { continue }
      fault(at: key, "`\(key)` \(reason)", notes: ["remove `\(key)`, \(alternative)"])
    }
  }

  /// `target: next`, `random` or a class.
  private func target() -> AttackSettings.Target? {
    let words = ["next", "random"]
    let type = FieldType.oneOf([.choice(words), .integer(0...1_000_000)])
    let summary = "the class the network shall say; any but the label when not given"
    let member = member("target")
    var target: AttackSettings.Target?
    switch member?.value.text {
    case nil: if let member { mismatch("target", member.value, type) }
    case "next": target = .next
    case "random": target = .random
    case let text?:
      if CoreScalar.number(text) != nil {
        let value = member.flatMap { typed($0.value, as: .integer(0...1_000_000), for: "target") }
        target = value?.integer.map { .named($0) }
      } else if let member {
        var notes = ["write the number of a class, from 0, or one of: next, random"]
        if let nearest = NearestName.suggestion(for: text, among: words) {
          notes.insert("did you mean `\(nearest)`?", at: 0)
        }
        sink.report(
          at: member.value.span, "`target` cannot be `\(SpecNode.shortened(text))`", notes: notes)
      }
    }
    record(
      "target", target?.value, from: member, type: type, required: false, summary)
    return target
  }

  /// `adversarial` of a training: an attack and its share of the loss.
  func adversarialTraining() -> AdversarialTraining? {
    nested(
      "adversarial", "train on adversarial copies of each batch, made against the current weights",
      AdversarialTraining.init)
  }
}

extension AdversarialTraining {
  /// Reads an attack, which has no target, and `mix`.
  public init(_ read: ParameterReader) {
    attack = read.attack(ofSamples: false)
    mix = read.number(
      "mix", default: 1, in: NumberRange(lower: 0, upper: 1, excludesLower: true),
      "the weight of the copies' loss; with 1 they replace the batch, else they join it")
    parameters = read.parameters
  }
}

extension AttackSettings.Target {
  /// As a spec writes it.
  var value: Value {
    switch self {
    case .next: "next"
    case .random: "random"
    case .named(let label): .integer(label)
    }
  }
}
