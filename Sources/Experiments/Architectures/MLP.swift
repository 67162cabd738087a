import Neural
import Spec

/// Dense layers with ReLU (or another function) between them, for images (flattened) and tables.
///
/// MLP-5 and MLP-8 of the bottleneck papers are four and seven hidden layers of 100 units.
struct MLP: Architecture {
  static let name = "mlp"
  static let summary =
    "dense layers with ReLU; MLP-5 of arXiv:2111.06236 is depth 5, width 100"

  /// Units of each hidden layer.
  let hidden: [Int]
  /// The function behind each hidden layer.
  let activation: Nonlinearity
  /// Share of each hidden layer's units that are dropped in training.
  let dropout: Double

  /// Reads `hidden`, or `depth` and `width`; `activation` and `dropout`.
  init(_ read: ParameterReader) {
    activation = read.choice(
      "activation", default: .relu, omitWhenDefault: true, "the function behind each hidden layer")
    dropout = read.number(
      "dropout", default: 0, in: .within(0...0.99), omitWhenDefault: true,
      "share of each hidden layer's units that are dropped in training")
    let units = 1...65_536
    if read.isDescribing || read.has("depth") || read.has("width") {
      let depth = read.integer("depth", default: 5, in: 1...64, "dense layers, the last included")
      let width = read.integer("width", default: 100, in: units, "units of each hidden layer")
      if !read.isDescribing {
        if read.has("hidden") {
          read.fault(
            at: "hidden", "`hidden` and `depth`/`width` both say how large the layers are",
            notes: ["keep one of them"])
          _ = read.integers("hidden", default: [100, 100], each: units, "")
        }
        hidden = Array(repeating: width, count: depth - 1)
        return
      }
    }
    hidden = read.integers(
      "hidden", default: [100, 100], each: units, "units of each hidden layer; or depth and width")
  }

  /// flatten, fc1, relu1, …; parameters are named `fc1.weight` and so on.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    var layers = NetworkBlueprint.flattening(inputShape)
    for (index, units) in hidden.enumerated() {
      layers.append(NamedLayer("fc\(index + 1)", .dense(outputs: units)))
      layers.append(NamedLayer("\(activation.rawValue)\(index + 1)", activation.layer))
      if dropout > 0 { layers.append(NamedLayer("dropout\(index + 1)", .dropout(rate: dropout))) }
    }
    layers.append(NamedLayer("fc\(hidden.count + 1)", .dense(outputs: classes)))
    return NetworkBlueprint(inputShape: inputShape, layers: layers)
  }
}
