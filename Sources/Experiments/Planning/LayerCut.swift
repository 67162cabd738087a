import Base
import Neural

/// Checks that a network can be cut behind a layer that a spec names, before anything runs.
struct LayerCut {
  /// The layer as written.
  let layer: String
  /// The model's name.
  let model: String
  /// Where the layer is written.
  let span: SourceSpan

  /// Reports a layer that `blueprint` does not have, or behind which nothing stands.
  func check(_ blueprint: NetworkBlueprint) throws {
    do throws(BlueprintError) { _ = try blueprint.pieces(behind: layer) } catch {
      guard case .unknownLayer(let name, let legal) = error else {
        throw Diagnostic(.error, at: span, "models.\(model): \(error.description)")
      }
      var notes: [String] = []
      if let near = NearestName.suggestion(for: name, among: legal) {
        notes.append("did you mean `\(near)`?")
      }
      notes.append("layers with others behind: \(legal.joined(separator: ", "))")
      throw Diagnostic(
        .error, at: span, "`layer`: no layer of models.\(model) is called `\(name)`", notes: notes)
    }
  }
}

/// A metric of one layer's units.
protocol UnitMetric: Metric {
  /// The layer whose outputs are the units.
  var layer: String { get }
}
