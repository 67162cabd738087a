import Base
import Neural
import Spec

/// Names the layers that a model's composition selects, and reports those that are not there.
///
/// It builds the network – as the tensors' names and shapes are nowhere else –
/// only where a composition selects something.
struct CompositionPlanner {
  let node: ModelNode
  let architecture: any Architecture
  /// The shape of one input and the number of classes of the data trained on.
  let inputShape: [Int]
  let classes: Int

  /// The composition with its layers named.
  func composition() throws -> NetworkComposition {
    let asked = node.composition
    var made = NetworkComposition()
    made.probe = asked.head?.layer
    let blueprint = try checked(made)
    if let loss = node.training?.unitInteractionLoss {
      try LayerCut(layer: loss.layer, model: node.name, span: loss.span).check(blueprint)
    }
    guard
      made.probe != nil || !asked.loads.isEmpty || asked.reset != nil || asked.frozen != nil
    else { return made }
    let names = try Network<Float>(blueprint).layerNames
    let body = made.probe == nil ? names : names.filter { $0 != "head" }
    made.loads = try asked.loads.map { load in
      try load.layers.map { try self.names(of: $0, among: names) } ?? body
    }
    made.reset = try asked.reset.map { try self.names(of: $0, among: names) } ?? []
    made.frozen = try asked.frozen.map { try self.names(of: $0, among: names) } ?? []
    if made.probe != nil { made.frozen = body }
    return made
  }

  /// The layers of the network; reports where they do not fit the data or each other.
  private func checked(_ composition: NetworkComposition) throws -> NetworkBlueprint {
    do throws(BlueprintError) {
      let blueprint = try composition.blueprint(
        architecture, inputShape: inputShape, classes: classes)
      _ = try blueprint.outputShapes()
      return blueprint
    } catch {
      if case .unknownLayer(let name, let legal) = error, let head = node.composition.head {
        throw fault(
          "`at`: no layer of models.\(node.name) is called `\(name)`", at: head.span, name, legal)
      }
      throw Diagnostic(
        .error, at: node.architecture?.span ?? node.span,
        "models.\(node.name) does not fit its data: \(error.description)",
        notes: ["one input is \(inputShape), height × width × channels or features"])
    }
  }

  private func names(of selection: LayerSelection, among names: [String]) throws -> [String] {
    let (places, missing) = selection.places(in: names)
    guard let missing else { return places.map { names[$0] } }
    throw fault(
      "no layer of models.\(node.name) is `\(missing.text)`", at: selection.span, missing.text,
      names
    )
  }

  private func fault(_ text: String, at span: SourceSpan, _ name: String, _ legal: [String])
    -> Diagnostic
  {
    var notes: [String] = []
    if let near = NearestName.suggestion(for: name, among: legal) {
      notes.append("did you mean `\(near)`?")
    }
    notes.append("its layers, from 0: \(legal.joined(separator: ", "))")
    return Diagnostic(.error, at: span, text, notes: notes)
  }
}
