import Interactions
import Spec
import Store

/// What of the interactions of each sample a second measurement shares with the first, has
/// forgotten and has anew (Cheng et al., ICML 2024).
struct SharedInteractions: InteractionComparison {
  static let name = "shared"
  static let summary = "strength of interactions shared, forgotten and new, by order (ICML 2024)"
  static let version = 1

  let salience: SalienceChoice

  /// Reads the two measurements and what is salient.
  init(_ read: ParameterReader) {
    Self.readRoles(read)
    salience = SalienceChoice(read)
  }

  /// `shared`, `forgotten` and `new` by interaction order and type, and of all; `completeness` and
  /// `redundancy` of all.
  func compare(_ left: SampleInteractions, _ right: SampleInteractions) -> [MetricRow] {
    let change = StrengthChange(
      from: left.interactions, salient: salience.select(left), to: right.interactions,
      salient: salience.select(right))
    var rows: [MetricRow] = []
    func add(_ sums: StrengthChange.Part, part: String?, order: Int?) {
      for (name, value) in [
        ("shared", sums.shared), ("forgotten", sums.forgotten), ("new", sums.new),
      ] {
        rows.append(
          MetricRow(name: name, value: value, part: part, interactionOrder: order, exact: true))
      }
    }
    for (type, parts) in [("and", change.and), ("or", change.or)] {
      for (place, sums) in parts.enumerated() { add(sums, part: type, order: place + 1) }
    }
    for (place, sums) in change.byInteractionOrder.enumerated() {
      add(sums, part: nil, order: place + 1)
    }
    add(change.total, part: nil, order: nil)
    for (name, value) in [
      ("completeness", change.total.completeness), ("redundancy", change.total.redundancy),
    ] {
      if let value { rows.append(MetricRow(name: name, value: value, exact: true)) }
    }
    return rows
  }
}
