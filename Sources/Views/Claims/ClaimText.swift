import Base
import Store

extension Claim {
  /// The claim as a value: everything a verdict depends on, and the sentence it is a verdict on.
  public var value: Value {
    var members: [String: Value] = [
      "name": .text(name), "says": .text(says), "cite": cite.map { .text($0) } ?? .null,
      "effect": effect.value, "unit": .text(unit), "paired": .boolean(paired),
      "threshold_from": .text(thresholdFrom.rawValue), "level": .number(level),
      "min_units": .integer(minimumUnits), "expects": .text(expects.rawValue),
    ]
    // Left out without reducers: claims registered before there were any keep their text.
    if !reducers.isEmpty {
      members["reduce"] = .list(
        reducers.map { ["dimension": .text($0.dimension), "by": .text($0.reduction.rawValue)] })
    }
    // Left out otherwise, for the same reason: a claim that is confirmed later is another one.
    if isExploratory { members["exploratory"] = true }
    switch threshold {
    case .atLeast(let number): members["at_least"] = .number(number)
    case .atMost(let number): members["at_most"] = .number(number)
    case .within(let number): members["within"] = .number(number)
    }
    return .map(members)
  }

  /// The text that is registered: hashed when first seen.
  public var registeredText: ResultsStore.ClaimText {
    let measure: String? =
      if case .quantity(let measure, _, _, _) = effect { measure } else { nil }
    return ResultsStore.ClaimText(name: name, text: value.json, measure: measure)
  }
}

extension Claim.Effect {
  var value: Value {
    switch self {
    case .sql(let text): ["sql": .text(text)]
    case .quantity(let measure, let metric, let filters, let contrast):
      [
        "of": .text("\(measure).\(metric)"),
        "where": .map(
          Dictionary(
            filters.map { ($0.dimension, .list($0.values)) },
            uniquingKeysWith: { .list([$0, $1]) })),
        "contrast": contrast.map {
          [
            "dimension": .text($0.dimension), "first": .list($0.first),
            "second": .list($0.second),
          ]
        } ?? .null,
      ]
    }
  }
}
