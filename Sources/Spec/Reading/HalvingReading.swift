import Base

/// Reads `sweep.halving`, and checks that what it compares is measured at its rungs.
struct HalvingReading {
  private static let key = SweepGrid.Section.halving.rawValue

  let names: ViewNames
  let cells: [Cell]
  let vocabulary: Vocabulary
  let sink: FaultSink

  /// The halving of a study; nil where there is none, and where it is too faulty.
  ///
  /// With claims it is legal in an exploratory study only: which cells there are would follow from
  /// the numbers the claims are judged on.
  func halving(of root: SpecNode, isExploratory: Bool, hasClaims: Bool) -> Placed<Halving>? {
    guard let member = root["sweep"]?.member(Self.key), !member.value.isNull else { return nil }
    if hasClaims, !isExploratory {
      sink.report(
        at: member.keySpan,
        "with successive halving the numbers decide what runs, and this study has claims",
        notes: [
          "write `exploratory: true`: its claims are then judged as exploratory, never as confirmed",
          "or put the claims into a study of their own, with the points you chose and other seeds",
        ])
    }
    let reader = ParameterReader(
      member.value, span: member.keySpan, path: "sweep.\(Self.key)", vocabulary: vocabulary,
      sink: sink)
    let errors = sink.errorCount
    guard let halving = reader.halving(names), sink.errorCount == errors else { return nil }
    guard let model = model(of: halving, at: reader.place(of: "of")) else { return nil }
    var placed = halving
    placed.model = model
    check(placed, at: reader.place(of: "rungs"))
    return Placed(placed, at: member.keySpan)
  }

  /// The one model that the measurement is of, in its own cell.
  private func model(of halving: Halving, at span: SourceSpan) -> String? {
    for cell in cells {
      guard let measure = cell.measures.first(where: { $0.name == halving.measure }) else {
        continue
      }
      guard measure.models.count == 1, let reference = measure.models.first,
        reference.scope == .thisCell
      else {
        sink.report(
          at: span, "measure.\(halving.measure) is not of one model of each cell",
          notes: ["compare a measurement whose `of` names one model, such as `of: main`"])
        return nil
      }
      return reference.target.name
    }
    return nil
  }

  /// Reports rungs that are no checkpoint of the model in some cell, or at which nothing is measured.
  private func check(_ halving: Halving, at span: SourceSpan) {
    for cell in cells {
      guard let model = cell.models.first(where: { $0.name == halving.model }),
        let measure = cell.measures.first(where: { $0.name == halving.measure }),
        let reference = measure.models.first
      else { continue }
      let kept = model.checkpoints
      let measured = measure.epochs(of: model, through: reference)
      let place = cells.count > 1 ? " in \(cell.label)" : ""
      if let rung = halving.rungs.first(where: { !kept.contains($0) }) {
        sink.report(
          at: span, "there is no checkpoint of \(halving.model) at epoch \(rung)\(place)",
          notes: [
            "its checkpoints: " + kept.map(String.init).joined(separator: ", "),
            "name some of them, or add \(rung) to `training.checkpoints`",
          ])
        return
      }
      if let rung = halving.rungs.first(where: { !measured.contains($0) }) {
        sink.report(
          at: span, "measure.\(halving.measure) is not taken at checkpoint \(rung)\(place)",
          notes: [
            "it is taken at: " + measured.map(String.init).joined(separator: ", "),
            "name some of them, or write `at: all` in measure.\(halving.measure)",
          ])
        return
      }
    }
  }
}

extension ParameterReader {
  /// Reads the mapping of `sweep.halving`, but for its model; nil when it names no quantity.
  func halving(_ names: ViewNames) -> Halving? {
    let written = text("of", "the number compared, measurement.metric, such as accuracy.accuracy")
    let split = optionalText("split", "the split it is of")
    let parts = written.split(separator: ".", maxSplits: 1).map(String.init)
    let rows = ClaimedRows(
      measure: parts.first ?? "", quantity: parts.count == 2 ? parts[1] : "", names: names,
      sink: sink)
    var filters = Dictionary(
      rowFilters(rows).map { ($0.dimension, $0.values) }, uniquingKeysWith: { first, _ in first })
    let rungs = integers(
      "rungs", each: 1...Self.mostEpochs, count: 1...100,
      "the epochs at which points are compared, ascending; checkpoints of the model")
    let keep = share("keep", "the share of the points that goes on, such as 0.25 or 1/4")
    let isMaximised = boolean(
      "maximise", default: true, "whether the largest number is the best")
    finish()
    guard !isDescribing else { return nil }
    if zip(rungs, rungs.dropFirst()).contains(where: { $0 >= $1 }) {
      fault(at: "rungs", "`rungs` must ascend", notes: ["such as `rungs: [1, 4, 16]`"])
    }
    guard has("of") else { return nil }
    guard parts.count == 2 else {
      fault(
        at: "of", "`of` must be measurement.metric, not `\(SpecNode.shortened(written))`",
        notes: ["such as `accuracy.accuracy`"])
      return nil
    }
    check(measure: parts[0], at: "of", names)
    rows.checkQuantity(at: place(of: "of"))
    if let split {
      filters["split"] = [.text(split)]
      rows.check(.text(split), of: "split", at: place(of: "split"))
    }
    if let several = filters.filter({ $0.value.count > 1 }).keys.min() {
      fault(
        at: "where", "`\(several)` must be held at one value",
        notes: ["points are compared by one number"])
    }
    let open = rows.several(but: Set(filters.keys).union(["checkpoint", "cell"]))
    if !open.isEmpty {
      fault(
        at: "of",
        "\(written) is several numbers of a cell: hold "
          + open.map { "`\($0.name)`" }.joined(separator: ", "),
        notes: open.map { dimension in
          let held = "\(dimension.name): \(dimension.example)"
          return "add `\(dimension.name == "split" ? held : "where: {\(held)}")`; there are"
            + " \(dimension.values)"
        })
    }
    return Halving(
      measure: parts[0], quantity: parts[1],
      filters: filters.compactMapValues { $0.first }, model: "", rungs: rungs, keep: keep,
      isMaximised: isMaximised)
  }

  /// A share between 0 and 1, as a number or a fraction of whole numbers.
  private func share(_ key: String, _ summary: String) -> Double {
    let type = FieldType.oneOf([.number(.between(0, and: 1)), .text])
    let member = member(key)
    if member == nil, !isDescribing { missing(key, type, summary) }
    let share = member.flatMap { member -> Double? in
      guard let text = member.value.text else { return nil }
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      if parts.count == 2, let above = Double(parts[0]), let below = Double(parts[1]), below > 0 {
        return above / below
      }
      return CoreScalar.number(text)
    }
    if let member, !(share.map { $0 > 0 && $0 < 1 } ?? false) {
      sink.report(
        at: member.value.span,
        "`\(key)` must lie between 0 and 1, not be \(member.value.kindWords)",
        notes: ["write a number or a fraction, such as `keep: 0.25` or `keep: 1/4`"])
    }
    record(
      key, member?.value.untypedValue, from: member, type: type, required: true, summary)
    return share ?? 0.5
  }
}
