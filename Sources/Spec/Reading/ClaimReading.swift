import Base

extension ParameterReader {
  /// Reads a `claims.X` mapping; nil when it is too faulty to stand for anything.
  func claim(name: String, _ names: ViewNames) -> Claim? {
    let says = text("says", "the sentence")
    let cite = optionalText("cite", "where it stands")
    let effect = effect(names)
    let unit = text("unit", default: "seed", "the unit of inference, a swept coordinate")
    let paired = boolean("paired", default: true, "whether a contrast's arms share units")
    let reducers = reducers(effect, unit: unit, names)
    let threshold = threshold()
    let origin: Claim.ThresholdOrigin = choice(
      "threshold_from", default: .convention, "where the threshold comes from")
    let level = number(
      "level", default: 0.95, in: .between(0.5, and: 1), "the confidence level of the interval")
    let least = integer("min_units", default: 5, in: 2...1_000_000, "fewer units: not evaluable")
    let expects: Claim.Expectation = choice(
      "expects", default: .reproduced, "the verdict expected, for `--check-claims`")
    if isDescribing {
      describe(
        ClaimTemplates.key, ClaimTemplates.type, required: false, ClaimTemplates.summary)
    }
    checkUnit(unit, least: least, names)
    checkRows(effect, unit: unit, reduced: reducers.map(\.dimension), names)
    finish()
    guard let effect, let threshold else { return nil }
    return Claim(
      name: name, says: says, cite: cite, effect: effect, unit: unit, paired: paired,
      threshold: threshold, thresholdFrom: origin, level: level, minimumUnits: least,
      expects: expects, reducers: reducers)
  }

  /// Reports a quantity that has several rows of a unit.
  private func checkRows(
    _ effect: Claim.Effect?, unit: String, reduced: [String], _ names: ViewNames
  ) {
    guard case .quantity(let measure, let metric, let filters, let contrast)? = effect,
      let span = node?["effect"]?["of"]?.span
    else { return }
    let fixed = Set(filters.map(\.dimension) + [contrast?.dimension].compactMap(\.self) + reduced)
    ClaimedRows(measure: measure, quantity: metric, names: names, sink: sink)
      .checkOneRow(perUnit: unit, fixed: fixed, at: span)
  }

  private func checkUnit(_ unit: String, least: Int, _ names: ViewNames) {
    guard !isDescribing else { return }
    guard let swept = names.coordinates.first(where: { $0.path == unit }) else {
      let paths = names.coordinates.map(\.path)
      var notes: [String] = []
      if let nearest = NearestName.suggestion(for: unit, among: paths) {
        notes.append("did you mean `\(nearest)`?")
      }
      notes.append(
        paths.isEmpty
          ? "nothing is swept: add `sweep: {\(unit): [0, 1, 2, 3, 4]}`"
          : "swept: " + paths.joined(separator: ", "))
      fault(
        at: "unit", "the unit of inference, `\(SpecNode.shortened(unit))`, is not swept",
        notes: notes)
      return
    }
    if swept.values.count < least {
      warn(
        at: "min_units",
        "only \(swept.values.count) values of \(unit) are swept, and the claim needs"
          + " \(least): it cannot be evaluated",
        notes: ["sweep more values, or lower `min_units`"])
    }
  }

  private func threshold() -> Claim.Threshold? {
    let least = optionalNumber("at_least", "the effect is at least this")
    let most = optionalNumber("at_most", "the effect is at most this")
    let within = optionalNumber("within", in: .above(0), "the effect lies within ± this")
    let given = ["at_least", "at_most", "within"].filter { has($0) }
    if given.count != 1 {
      fault(
        at: given.count > 1 ? given[1] : nil,
        given.isEmpty
          ? "a claim needs one of `at_least`, `at_most`, `within`"
          : "`\(given[0])` and `\(given[1])` exclude each other",
        notes: ["give exactly one of at_least, at_most, within"])
      return nil
    }
    if let least { return .atLeast(least) }
    if let most { return .atMost(most) }
    return within.map { .within($0) }
  }

  private func effect(_ names: ViewNames) -> Claim.Effect? {
    let sql = optionalText("sql", "instead of `effect`: a query returning a unit and its number")
    let effect = nested("effect", "the number judged, one per unit") { read in
      read.quantity(names)
    }.flatMap { $0 }
    if let sql {
      if has("effect") {
        fault(at: "sql", "`effect` and `sql` exclude each other", notes: ["keep one of them"])
      }
      return .sql(sql)
    }
    if !has("effect") {
      fault(
        at: nil, "a claim needs `effect` or `sql`",
        notes: ["add `effect: {of: measurement.metric, contrast: [first, second]}`"])
    }
    return effect
  }

  private func quantity(_ names: ViewNames) -> Claim.Effect? {
    let of = text("of", "the quantity, measurement.metric, such as strength.J")
    let parts = Self.parts(ofQuantity: of)
    let rows = ClaimedRows(
      measure: parts.first ?? "", quantity: parts.count == 2 ? parts[1] : "", names: names,
      sink: sink)
    let filters = rowFilters(rows)
    let contrast = contrast(rows)
    guard has("of") else { return nil }
    guard parts.count == 2 else {
      fault(
        at: "of", "`of` must be measurement.metric, not `\(SpecNode.shortened(of))`",
        notes: ["such as `strength.J`"])
      return nil
    }
    check(claimed: parts[0], names)
    rows.checkQuantity(at: place(of: "of"))
    return .quantity(measure: parts[0], metric: parts[1], filters: filters, contrast: contrast)
  }

  /// `strength.J` is J of strength, `data.attacked.success` is success of data.attacked.
  private static func parts(ofQuantity text: String) -> [String] {
    let names = text.split(separator: ".").map(String.init)
    guard names.first == NodeKind.data.rawValue, names.count > 2 else {
      return text.split(separator: ".", maxSplits: 1).map(String.init)
    }
    return [names.prefix(2).joined(separator: "."), names.dropFirst(2).joined(separator: ".")]
  }

  /// Reports what is no measurement, nor a training, nor data that record what was done to them.
  private func check(claimed measure: String, _ names: ViewNames) {
    guard !names.otherMeasures.contains(measure) else { return }
    let prefix = NodeKind.data.rawValue + "."
    guard measure.hasPrefix(prefix) else { return check(measure: measure, at: "of", names) }
    let data = String(measure.dropFirst(prefix.count))
    guard names.dataNames.contains(data) else {
      return reportUnknown("data", data, among: names.dataNames, at: place(of: "of"), sink: sink)
    }
    fault(
      at: "of", "\(measure) records nothing: it is taken as it is",
      notes: ["what transforms do is recorded, of data made `from` other data"])
  }

  /// `where: {split: test, context_order: [0, 1]}` of the rows of one quantity.
  func rowFilters(_ rows: ClaimedRows) -> [Claim.Filter] {
    let member = member("where")
    var filters: [Claim.Filter] = []
    if let member {
      if let members = member.value.members {
        for dimension in members {
          check(dimension.key, at: dimension.keySpan, rows)
          let values = self.values(of: dimension.value)
          check(values, of: dimension.key, at: dimension.value.span, rows)
          filters.append(Claim.Filter(dimension: dimension.key, values: values))
        }
      } else {
        mismatch("where", member.value, .named(.anything))
      }
    }
    record(
      "where", member?.value.untypedValue, from: member, type: .named(.anything), required: false,
      "dimensions held at a value, or averaged over several")
    return filters
  }

  /// `contrast: [a, b]` of variants, or `{dimension: [a, b]}`.
  private func contrast(_ rows: ClaimedRows) -> Claim.Contrast? {
    let member = member("contrast")
    let pair = FieldType.list(of: .anything, count: 2...2)
    record(
      "contrast", member?.value.untypedValue, from: member, type: .oneOf([pair, .named(pair)]),
      required: false, "two variants, or {dimension: [first, second]}: first minus second")
    guard let member else { return nil }
    var dimension = "variant"
    var arms = member.value
    if let members = arms.members {
      guard members.count == 1, let only = members.first else {
        mismatch("contrast", arms, .oneOf([pair, .named(pair)]))
        return nil
      }
      check(only.key, at: only.keySpan, rows)
      dimension = only.key
      arms = only.value
    }
    guard let elements = arms.elements, elements.count == 2 else {
      mismatch("contrast", arms, pair)
      return nil
    }
    let (first, second) = (values(of: elements[0]), values(of: elements[1]))
    check(first, of: dimension, at: elements[0].span, rows)
    check(second, of: dimension, at: elements[1].span, rows)
    if first == second {
      sink.report(
        at: arms.span, "a contrast needs two different arms", notes: ["its effect would be 0"])
    }
    return Claim.Contrast(dimension: dimension, first: first, second: second)
  }

  private func values(of node: SpecNode) -> [Value] {
    let value = node.untypedValue
    return value.list ?? [value]
  }

  private func check(_ dimension: String, at span: SourceSpan, _ rows: ClaimedRows) {
    let known = rows.names.dimensions
    guard !known.contains(dimension) else { return rows.check(dimension, at: span) }
    reportUnknown("dimension", dimension, among: known, at: span, sink: sink)
  }

  private func check(
    _ values: [Value], of dimension: String, at span: SourceSpan, _ rows: ClaimedRows
  ) {
    let names = rows.names
    if values.isEmpty {
      sink.report(at: span, "`\(dimension)` needs at least one value")
    }
    for value in values {
      switch dimension {
      case "variant":
        if !names.variants.contains(value.label) {
          reportUnknown("variant", value.label, among: names.variants, at: span, sink: sink)
        }
      case "checkpoint":
        if value == "last" { continue }
        guard let epoch = value.integer else {
          sink.report(
            at: span, "a checkpoint must be an epoch or `last`, not `\(value.label)`")
          continue
        }
        if let epochs = names.measures[rows.measure], !epochs.isEmpty,
          !epochs.contains(epoch)
        {
          sink.report(
            at: span, "measure.\(rows.measure) is not taken at checkpoint \(epoch)",
            notes: [
              "it is taken at: "
                + epochs.sorted().prefix(20).map(String.init).joined(separator: ", ")
            ])
        }
      default: rows.check(value, of: dimension, at: span)
      }
    }
  }
}
