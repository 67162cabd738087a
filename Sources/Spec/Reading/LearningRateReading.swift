import Base

extension ParameterReader {
  /// `learning_rate`: a number, or `{schedule: log, from: 0.01, to: 0.001, over: 20}`.
  func learningRate(epochs: Int) -> (schedule: LearningRateSchedule, warmUp: WarmUp) {
    let member = member("learning_rate")
    let summary = "the learning rate: a number, or a schedule over epochs"
    let rates = NumberRange.above(0)
    if let member, member.value.text != nil {
      let value = typed(member.value, as: .number(rates), for: "learning_rate")
      record(
        "learning_rate", .map(["schedule": "constant", "from": value ?? 0.01]), from: member,
        type: .number(rates), required: false, summary, showing: value)
      return (.constant(value?.number ?? 0.01), .none)
    }
    var schedule = LearningRateSchedule.constant(0.01)
    let reader = child(member?.value, path: path(of: "learning_rate"))
    let name = reader.choice(
      "schedule", of: ["constant", "log", "linear", "cosine", "step"], default: "constant",
      "how the rate changes")
    let needsEnd = ["log", "linear", "cosine"].contains(name)
    let from =
      member == nil
      ? reader.number("from", default: 0.01, in: rates, "the first rate")
      : reader.number("from", in: rates, "the first rate")
    if needsEnd || isDescribing {
      let lowest = name == "log" ? rates : .atLeast(0)
      let to = reader.number("to", in: lowest, "the last rate")
      let over = reader.integer(
        "over", default: max(1, epochs), in: 1...Self.mostEpochs,
        "the epochs it takes; afterwards the last rate holds")
      schedule =
        switch name {
        case "log": .logarithmic(from: from, to: to, over: over)
        case "linear": .linear(from: from, to: to, over: over)
        default: .cosine(from: from, to: to, over: over)
        }
    }
    if name == "step" || isDescribing {
      let factor = reader.number("factor", in: .within(0...1), "what each step multiplies by")
      let every = reader.integer("every", in: 1...Self.mostEpochs, "epochs between steps")
      if name == "step" { schedule = .step(from: from, factor: factor, every: every) }
    }
    if name == "constant" { schedule = .constant(from) }
    let warmUp = reader.warmUp()
    // Which keys an unknown schedule has is not known.
    if !reader.faultyKeys.contains("schedule") { reader.finish() }
    let mapping = FieldType.map(reader.fields)
    adopt(
      reader, under: "learning_rate", from: member, type: .oneOf([.number(rates), mapping]),
      required: false, summary)
    return (schedule, warmUp)
  }

  /// `warmup: 5` epochs, or `{steps: 500}`.
  private func warmUp() -> WarmUp {
    let key = "warmup"
    let counts = 1...Self.mostEpochs
    let summary = "epochs, or {steps: …}, in which the rate rises linearly to the schedule's"
    let long = FieldType.map([
      FieldDescription(
        name: "steps", type: .integer(counts), isRequired: true, summary: "optimizer steps")
    ])
    let type = FieldType.oneOf([.integer(counts), long])
    describe(key, type, required: false, summary)
    guard let member = member(key) else { return .none }
    if member.value.members != nil {
      let reader = child(member.value, path: path(of: key))
      let steps = reader.integer("steps", in: counts, "optimizer steps")
      reader.finish()
      adopt(reader, under: key, from: member, type: type, required: false, summary)
      return .steps(steps)
    }
    guard let epochs = typed(member.value, as: .integer(counts), for: key) else { return .none }
    record(
      key, epochs, from: member, type: type, required: false, summary, documented: false)
    return .epochs(epochs.integer ?? 1)
  }
}
