import Base

/// Checks what attacks ask of the models they are made against, before anything is trained.
struct AttackLimits {
  let sink: FaultSink
  let nodes: CellReader.Nodes

  func check() {
    for measure in nodes.measures { check(measure.metric, against: measure.models) }
    for data in nodes.data {
      guard case .derived(_, let transforms) = data.source else { continue }
      let models = data.inputs.flatMap(\.references).filter { $0.target.kind == .models }
      for transform in transforms { check(transform, against: models) }
    }
  }

  /// Reports a target that is no class of the data a model is trained on.
  private func check(_ plugin: Plugin, against models: [Reference]) {
    guard case .named(let label)? = (plugin.made as? any AttackStating)?.attack.target else {
      return
    }
    for reference in models {
      guard
        let training = nodes.models.first(where: { $0.name == reference.target.name })?.training,
        let data = nodes.data.first(where: { $0.name == training.data.target.name }),
        case .dataset(let source) = data.source,
        let classes = (source.made as? any SampleShaped)?.classes, classes > 0, label >= classes
      else { continue }
      sink.report(
        at: plugin.span,
        "the attack's target is class \(label), and the classes of data.\(data.name) are"
          + " 0…\(classes - 1)",
        notes: ["take one of these, or `target: next` or `target: random`"])
      return
    }
  }
}
