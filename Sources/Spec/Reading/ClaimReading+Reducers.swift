import Base

extension ParameterReader {
  /// Reads `reduce: sample` or `reduce: {sample: median, layer: mean}`: how several rows of a unit
  /// become one number, in the order written.
  func reducers(_ effect: Claim.Effect?, unit: String, _ names: ViewNames) -> [Claim.Reducer] {
    let member = member("reduce")
    let reductions = Claim.Reduction.allCases.map(\.rawValue)
    let type = FieldType.oneOf([.text, .named(.choice(reductions))])
    record(
      "reduce", member?.value.untypedValue, from: member, type: type, required: false,
      "how several rows of a unit become one number: {dimension: mean}, in this order")
    guard let member else { return [] }
    var found: [Claim.Reducer] = []
    if let dimension = member.value.text {
      check(reduced: dimension, at: member.value.span, effect, unit: unit, names)
      found = [Claim.Reducer(dimension)]
    } else if let members = member.value.members {
      for dimension in members {
        check(reduced: dimension.key, at: dimension.keySpan, effect, unit: unit, names)
        let name = dimension.value.text ?? dimension.value.untypedValue.label
        if let reduction = Claim.Reduction(rawValue: name) {
          found.append(Claim.Reducer(dimension.key, reduction))
        } else {
          reportUnknown(
            "reduction", name, among: reductions, at: dimension.value.span, sink: sink)
        }
      }
    } else {
      mismatch("reduce", member.value, type)
    }
    if case .sql? = effect {
      fault(
        at: "reduce", "`reduce` goes with `effect`, not with `sql`",
        notes: ["reduce in the query: SELECT \(unit), avg(value) … GROUP BY \(unit)"])
    }
    return found
  }

  private func check(
    reduced dimension: String, at span: SourceSpan, _ effect: Claim.Effect?, unit: String,
    _ names: ViewNames
  ) {
    guard names.dimensions.contains(dimension) else {
      return reportUnknown(
        "dimension", dimension, among: names.dimensions, at: span, sink: sink)
    }
    if dimension == unit {
      sink.report(
        at: span, "the unit of inference, `\(unit)`, cannot be reduced",
        notes: ["it is what the interval counts"])
    }
    guard case .quantity(_, _, let filters, let contrast)? = effect else { return }
    let place =
      filters.contains { $0.dimension == dimension }
      ? "where" : contrast?.dimension == dimension ? "contrast" : nil
    if let place {
      sink.report(
        at: span, "`\(dimension)` is in `\(place)` and in `reduce`", notes: ["keep one of them"])
    }
  }
}
