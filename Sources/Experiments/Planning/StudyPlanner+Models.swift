import Base
import Pipeline
import Spec

/// Models as stages: trainings with what they take from others, and averages of weights.
extension StudyPlanner {
  mutating func model(named name: String, in cell: Cell) throws -> PlannedNode {
    let node = Self.node(name, among: cell.models)
    if !node.composition.averaged.isEmpty { return try average(node, in: cell) }
    guard let training = node.training, node.architecture != nil else {
      let key = try blocked(node, "train", in: cell, node.unbuilt)
      return PlannedNode(outputs: [key])
    }
    let source = try output(training.data.target, in: cell)
    let data = try keys(of: training.data, in: cell)
    var made = PlannedNode(
      data: data.first, classes: source.classes, shape: source.shape, sizes: source.sizes)
    let composition = try composition(of: node, on: source)
    if !source.shape.isEmpty, let architecture = node.architecture?.made as? any Architecture {
      made.blueprint = try? composition.blueprint(
        architecture, inputShape: source.shape, classes: source.classes)
    }
    let loads = try node.composition.loads.flatMap { load in
      try keys(of: Self.lastUnlessGiven(load.from), in: cell)
    }
    let teacher = try training.teacher.flatMap { try stages(of: $0.model, in: cell) }
    var reasons = node.unbuilt
    if training.teacher != nil, teacher == nil, reasons.isEmpty {
      reasons = ["a teacher of several checkpoints is known but not built yet"]
    }
    var previous: [ContentHash] = []
    var trainedEpochs = 0
    for epoch in training.checkpoints.epochs {
      let label = label("train", name, cell) + "@\(epoch)"
      let key: ContentHash
      if reasons.isEmpty, let dataKey = data.first {
        var stage = TrainStage.node(
          node, epoch: epoch,
          data: DataOfTraining(key: dataKey, shape: source.shape, classes: source.classes),
          composition: composition, loads: loads, teacher: teacher, label: label)
        stage.preferred = ["previous": previous]
        stage.expect(
          made.blueprint.flatMap {
            StageWork(of: training, $0, epochs: trainedEpochs..<epoch, sizes: source.sizes)
          }?.cost(cores: stage.cores))
        key = plan.graph.add(stage)
      } else {
        key = try blocked(node, "train", in: cell, reasons, checkpoint: epoch)
      }
      made.outputs.append(key)
      made.checkpoints[epoch] = key
      plan.trainings.append(
        StudyPlan.Use(
          cell: cell.index, stage: key, measure: StudyPlan.trainingMeasure, model: name,
          checkpoint: epoch))
      previous.insert(key, at: 0)
      trainedEpochs = epoch
    }
    if let last = training.checkpoints.epochs.last, let key = made.checkpoints[last] {
      plan.uses.append(
        StudyPlan.Use(
          cell: cell.index, stage: key, measure: StudyPlan.trainingMeasure, model: name,
          checkpoint: nil))
    }
    return made
  }

  /// The layers a model's composition selects; empty where its data or architecture is not built.
  private func composition(of node: ModelNode, on source: PlannedNode) throws -> NetworkComposition
  {
    guard node.unbuilt.isEmpty, !source.shape.isEmpty,
      let architecture = node.architecture?.made as? any Architecture
    else { return NetworkComposition() }
    return try CompositionPlanner(
      node: node, architecture: architecture, inputShape: source.shape, classes: source.classes
    ).composition()
  }

  /// A model whose weights are the mean of others': one checkpoint, nothing trained.
  private mutating func average(_ node: ModelNode, in cell: Cell) throws -> PlannedNode {
    var keys: [ContentHash] = []
    var made = PlannedNode()
    var architectures: Set<Value> = []
    var probe: String?
    for reference in node.composition.averaged {
      keys += try self.keys(of: Self.lastUnlessGiven(reference), in: cell)
      for other in cells(of: reference, from: cell) {
        let member = Self.node(reference.target.name, among: other.models)
        if let architecture = member.architecture?.parameters { architectures.insert(architecture) }
        probe = probe ?? member.composition.head?.layer
        let planned = try output(reference.target, in: other)
        made.data = made.data ?? planned.data
        made.classes = planned.classes
        made.shape = planned.shape
        made.sizes = planned.sizes
        made.blueprint = planned.blueprint
      }
    }
    guard architectures.count <= 1 else {
      throw Diagnostic(
        .error, at: node.span,
        "models.\(node.name) averages models of \(architectures.count) architectures",
        notes: ["average models that differ in seeds or training only"])
    }
    let label = label("average", node.name, cell)
    guard node.unbuilt.isEmpty, let architecture = architectures.first, let data = made.data else {
      made.outputs = [try blocked(node, "average", in: cell, node.unbuilt)]
      return made
    }
    let key = plan.graph.add(
      AverageStage.node(
        architecture: architecture, probe: probe, models: keys, data: data, label: label))
    made.outputs = [key]
    made.checkpoints = [0: key]
    plan.uses.append(
      StudyPlan.Use(
        cell: cell.index, stage: key, measure: StudyPlan.trainingMeasure, model: node.name,
        checkpoint: nil))
    return made
  }

  /// The stages of a model used; nil where they are not one checkpoint of one model.
  mutating func stages(of model: Reference, in cell: Cell) throws -> TeacherStages? {
    let reference = Self.lastUnlessGiven(model)
    let checkpoints = try keys(of: reference, in: cell)
    guard checkpoints.count == 1, let other = cells(of: reference, from: cell).first,
      let data = try output(reference.target, in: other).data
    else { return nil }
    return TeacherStages(model: checkpoints[0], data: data)
  }

  /// The reference, at the last checkpoint where it names none: of weights taken over.
  private static func lastUnlessGiven(_ reference: Reference) -> Reference {
    guard reference.checkpoint == nil else { return reference }
    var last = reference
    last.checkpoint = .last
    return last
  }
}
