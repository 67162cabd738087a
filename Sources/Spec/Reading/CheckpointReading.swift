import Base

extension ParameterReader {
  /// `checkpoints`: a list of epochs, `{every: 2}`, `{log: [1, 256, 12]}`, `{steps: […]}` or `{when: …}`;
  /// `{log: [0, 256, 13]}` has the untrained network besides.
  ///
  /// `epochs` is nil where it is faulty: then nothing can be said of checkpoints either.
  func checkpoints(epochs: Int?) -> Checkpoints {
    let member = member("checkpoints")
    guard let epochs else { return Checkpoints(epochs: [0], steps: [], conditions: []) }
    let errors = sink.errorCount
    var listed: [Int] = [epochs]
    var steps: [Int] = []
    var conditions: [String] = []
    if let member {
      if member.value.members != nil {
        let reader = child(member.value, path: path(of: "checkpoints"))
        (listed, steps, conditions) = reader.checkpointForm(epochs: epochs)
        reader.finish()
      } else {
        let nodes = member.value.elements ?? [member.value]
        if nodes.isEmpty {
          fault(
            at: "checkpoints", "`checkpoints` is empty: no weights would be kept",
            notes: ["list at least one epoch, or remove the key to keep the last one"])
        }
        var seen: Set<Int> = []
        listed = nodes.compactMap { node in
          guard let epoch = checkpoint(node, upTo: epochs) else { return nil }
          if !seen.insert(epoch).inserted {
            sink.report(
              at: node.span, "checkpoint \(epoch) is listed twice",
              notes: ["remove one of the two"])
          }
          return epoch
        }
        if listed.isEmpty { listed = [epochs] }
      }
    }
    listed = Set(listed).sorted()
    record(
      "checkpoints", .list(listed.map { .integer($0) }), from: member, type: Self.checkpointsType,
      required: false, "the epochs after which weights are kept; the last one when not given",
      showing: steps.isEmpty && conditions.isEmpty ? nil : member?.value.untypedValue)
    if !steps.isEmpty {
      values["checkpoint_steps"] = .list(steps.map { .integer($0) })
      markUnbuilt("checkpoints form `steps`")
    }
    if !conditions.isEmpty {
      values["checkpoint_conditions"] = .list(conditions.map { .text($0) })
      markUnbuilt("checkpoints form `when`")
    }
    let isLegal = sink.errorCount == errors && steps.isEmpty && conditions.isEmpty
    if isLegal, let last = listed.last, last < epochs {
      warn(
        at: "checkpoints", "the last checkpoint, \(last), comes before the last epoch, \(epochs)",
        notes: ["epochs after it are not kept: add \(epochs), or set `epochs: \(last)`"])
    }
    return Checkpoints(epochs: listed, steps: steps, conditions: conditions)
  }

  private func checkpoint(_ node: SpecNode, upTo epochs: Int) -> Int? {
    guard
      let epoch = typed(node, as: .integer(0...Self.mostEpochs), for: "checkpoints")?.integer
    else { return nil }
    guard epoch <= epochs else {
      sink.report(
        at: node.span, "checkpoint \(epoch) comes after the last epoch, \(epochs)",
        notes: ["remove it, or raise `epochs`"])
      return nil
    }
    return epoch
  }

  private func checkpointForm(epochs: Int) -> ([Int], [Int], [String]) {
    let forms = ["every", "log", "steps", "when"].filter { has($0) }
    if forms.count != 1 {
      fault(
        at: nil, "`checkpoints` must be a list of epochs or one of the forms",
        notes: [
          "write `[0, 5, 20]`, `{every: 2}`, `{log: [1, 256, 12]}`, `{steps: […]}` or"
            + " `{when: …}`"
        ])
    }
    var listed: [Int] = []
    if let every = optionalInteger("every", in: 1...Self.mostEpochs, "") {
      listed = Array(stride(from: 0, through: epochs, by: every)) + [epochs]
    }
    if has("log") {
      let form = integers("log", default: [1, 1, 1], each: 0...Self.mostEpochs, count: 3...3, "")
      let (first, last, count) = (form[0], form[1], form[2])
      if first > last || last > epochs || count > 10_000 {
        fault(
          at: "log", "`log` must be [first, last, how many] with first ≤ last ≤ epochs (\(epochs))")
      } else {
        listed = Self.spacedLogarithmically(from: first, through: last, count: count)
      }
    } else {
      _ = member("log")
    }
    let steps = list(
      "steps", of: .integer(0...Int.max), default: nil, placeholder: 0, count: 1...Int.max,
      required: false, "")
    let conditions = list(
      "when", of: .text, default: nil, placeholder: "", count: 1...Int.max, required: false, "")
    return (
      listed.isEmpty ? [epochs] : listed, steps?.compactMap(\.integer) ?? [],
      conditions?.compactMap(\.text) ?? []
    )
  }

  /// Whole numbers nearest to `count` points evenly spaced on a logarithmic axis, each once; where the
  /// first is 0, which no such axis has, the others are spaced from 1.
  static func spacedLogarithmically(from first: Int, through last: Int, count: Int) -> [Int] {
    guard count > 1, first < last else { return [last] }
    if first == 0 { return [0] + spacedLogarithmically(from: 1, through: last, count: count - 1) }
    var points: [Int] = []
    for k in 0..<count {
      let ratio = Double(k) / Double(count - 1)
      // The power by repeated square roots of an exact ratio would be no better: these are rounded
      // to whole epochs anyway, and the ends are set.
      let value = Double(first) * Power.of(Double(last) / Double(first), ratio)
      points.append(k == 0 ? first : k == count - 1 ? last : Int(value.rounded()))
    }
    return Set(points).sorted()
  }

  private static let checkpointsType = FieldType.oneOf([
    .list(of: .integer(0...mostEpochs), count: 1...Int.max),
    .map([
      FieldDescription(
        name: "every", type: .integer(1...mostEpochs), isRequired: false,
        summary: "0, every so many epochs, and the last"),
      FieldDescription(
        name: "log", type: .list(of: .integer(0...mostEpochs), count: 3...3), isRequired: false,
        summary: "first, last and how many, evenly spaced on a logarithmic axis; from 0, that too"),
      FieldDescription(
        name: "steps", type: .list(of: .integer(0...Int.max), count: 1...Int.max),
        isRequired: false, summary: "optimizer steps instead of epochs"),
      FieldDescription(
        name: "when", type: .list(of: .text, count: 1...Int.max), isRequired: false,
        summary: "conditions on recorded metrics, such as train-accuracy>=0.65"),
    ]),
  ])
}
