import Store

/// What quantities of a measure are called: their metric and what tells them from the others.
struct QuantityNames {
  /// A quantity's name in its table.
  struct Name: Hashable {
    /// What the quantities of one table share: a metric by order; empty for single numbers.
    var family: String
    /// The name in the table.
    var label: String
    /// The order; nil of a single number.
    var order: Int?
  }

  /// Whether a model's name is needed to tell quantities apart.
  private let hasSeveralModels: Bool

  init(_ entries: [SummaryRows.Entry]) {
    hasSeveralModels = Set(entries.map(\.model)).count > 1
  }

  /// The name of a quantity of a model, compared with `reference` where there is one.
  func name(of quantity: MetricQuantity, model: String?, reference: String?) -> Name {
    var parts = [quantity.name]
    if hasSeveralModels, let model { parts.append(model) }
    parts += [
      quantity.split, quantity.layer, quantity.className, quantity.labelKind, quantity.part,
    ].compactMap { $0 }
    if let reference { parts.append("against \(reference)") }
    var text = parts.joined(separator: " · ")
    if let unit = quantity.unit { text += " (\(unit))" }
    switch (quantity.contextOrder, quantity.interactionOrder) {
    case (nil, nil): return Name(family: "", label: text, order: nil)
    case (let context?, nil):
      return Name(family: "\(text) by context order", label: "m = \(context)", order: context)
    case (nil, let interaction?):
      return Name(
        family: "\(text) by interaction order", label: "order \(interaction)", order: interaction)
    case (let context?, let interaction?):
      return Name(
        family: "\(text) of order \(interaction) by context order", label: "m = \(context)",
        order: context)
    }
  }
}
