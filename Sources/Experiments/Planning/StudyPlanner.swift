import Base
import Foundation
import Neural
import Pipeline
import Spec

/// Turns a study into stages: nodes of cells become keyed stages, equal ones become one.
///
/// A node's keys are made from its parameters and the keys of what it refers to, so a model that
/// no variant touches is trained once and belongs to many cells.
public struct StudyPlanner {
  let study: Study
  let environment: DataEnvironment
  var plan: StudyPlan
  /// Keys of the outputs of nodes already planned, by cell.
  private var planned: [CellNodeName: PlannedNode] = [:]
  /// The files of data sets by parameters, so that each is read once.
  private var files: [Value: [String: ContentHash]] = [:]
  /// The files of baselines by path.
  var baselineFiles: [String: ContentHash] = [:]

  /// What planning a node gave.
  struct PlannedNode {
    /// The node's outputs in order: a dataset, checkpoints ascending, or measurements.
    var outputs: [ContentHash] = []
    /// For models: the checkpoint of each epoch.
    var checkpoints: [Int: ContentHash] = [:]
    /// The data set a model is trained on, or a pool chosen from.
    var data: ContentHash?
    /// The data set's number of classes.
    var classes = 0
    /// The shape of one sample; empty where it is not known.
    var shape: [Int] = []
    /// The samples of each split, for what stages will cost; empty where only the data tells.
    var sizes: [String: Int] = [:]
    /// For measurements and relations: what each output is of, in the order of `outputs`.
    var measurements: [PlannedMeasurement] = []
    /// The layers of a model; nil where they are not known.
    var blueprint: NetworkBlueprint?
  }

  private struct CellNodeName: Hashable {
    var cell: Int
    var node: NodeName
  }

  /// Plans `study`; throws when a user's own data files cannot be found or read.
  public static func plan(
    _ study: Study,
    in environment: DataEnvironment = DataEnvironment(
      variables: ProcessInfo.processInfo.environment)
  ) throws -> StudyPlan {
    var planner = StudyPlanner(study, environment)
    for cell in study.cells {
      for node in cell.data { _ = try planner.output(NodeName(.data, node.name), in: cell) }
      for node in cell.models { _ = try planner.output(NodeName(.models, node.name), in: cell) }
      for node in cell.measures { _ = try planner.output(NodeName(.measure, node.name), in: cell) }
      for node in cell.relations { _ = try planner.output(NodeName(.relate, node.name), in: cell) }
      let count = planner.plan.graph.count
      if let noop = cell.noop { planner.plan(noop, in: cell) }
      planner.plan.graph.setGroup(cell.label, ofStagesFrom: count)
    }
    return planner.plan
  }

  private init(_ study: Study, _ environment: DataEnvironment) {
    self.study = study
    self.environment = environment
    plan = StudyPlan(study)
  }

  // MARK: - Nodes

  /// Plans the node called `name` of `cell`, once.
  mutating func output(_ name: NodeName, in cell: Cell) throws -> PlannedNode {
    let place = CellNodeName(cell: cell.index, node: name)
    if let known = planned[place] { return known }
    let count = plan.graph.count
    let made =
      switch name.kind {
      case .data: try dataset(named: name.name, in: cell)
      case .models: try model(named: name.name, in: cell)
      case .samples: try pool(named: name.name, in: cell)
      case .measure: try measurement(named: name.name, in: cell)
      case .relate: try relation(named: name.name, in: cell)
      }
    plan.graph.setGroup(cell.label, ofStagesFrom: count)
    planned[place] = made
    return made
  }

  private mutating func dataset(named name: String, in cell: Cell) throws -> PlannedNode {
    let node = Self.node(name, among: cell.data)
    if node.unbuilt.isEmpty, case .derived(let from, let transforms) = node.source {
      return try derived(node, from: from, transforms, in: cell)
    }
    guard node.unbuilt.isEmpty, case .dataset(let plugin) = node.source,
      let source = plugin.made as? any DatasetSource
    else {
      let key = try blocked(node, "dataset", in: cell, node.unbuilt)
      return PlannedNode(outputs: [key], data: key)
    }
    let files = try self.files[plugin.parameters] ?? source.files(in: environment)
    self.files[plugin.parameters] = files
    // The point of the sweep is not in the label: data do not follow a swept seed.
    var stage = DatasetStage.node(
      source, parameters: plugin.parameters, shares: SplitShares(node), seeds: node.seeds,
      files: files,
      label: name == "main" ? "dataset/\(plugin.name)" : "dataset/\(name)/\(plugin.name)")
    let elements = source.shape.reduce(1, *) * source.sizes.values.reduce(0, +)
    if elements > 0, !source.shape.isEmpty {
      stage.expect(StageWork(ofMaking: elements).cost())
    }
    let key = plan.graph.add(stage)
    return PlannedNode(
      outputs: [key], data: key, classes: source.classes, shape: source.shape,
      sizes: SplitShares(node)?.sizes(of: source.sizes) ?? source.sizes)
  }

  /// Data made from other data; blocked unless it is made from one stage.
  private mutating func derived(
    _ node: DataNode, from: Reference, _ transforms: [Plugin], in cell: Cell
  ) throws -> PlannedNode {
    var inputs: [String: [ContentHash]] = [:]
    for reference in node.inputs.flatMap({ input in input.references.map { (input.role, $0) } }) {
      let (role, target) = reference
      guard target.target.kind == .models else {
        inputs[role, default: []] += try keys(of: target, in: cell)
        continue
      }
      guard let model = try stages(of: target, in: cell) else {
        let key = try blocked(
          node, "dataset", in: cell,
          ["data made with several checkpoints is known but not built yet"])
        return PlannedNode(outputs: [key], data: key)
      }
      inputs[role, default: []].append(model.model)
      inputs[DerivedDataStage.dataRole(of: role), default: []].append(model.data)
    }
    guard inputs["data"]?.count == 1 else {
      let key = try blocked(
        node, "dataset", in: cell, ["data of several cells is known but not built yet"])
      return PlannedNode(outputs: [key], data: key)
    }
    let ofDataAlone = inputs.count == 1
    let key = plan.graph.add(
      DerivedDataStage.node(
        node, of: from.split, transforms, inputs: inputs,
        label: ofDataAlone ? "dataset/\(node.name)" : label("dataset", node.name, cell)))
    if transforms.contains(where: { $0.made is any AttackStating }) {
      plan.uses.append(
        StudyPlan.Use(
          cell: cell.index, stage: key, measure: StudyPlan.measure(ofData: node.name), model: nil,
          checkpoint: nil))
    }
    let source = try output(from.target, in: cell)
    // Transforms may leave samples out; what stages cost is told well enough by those there were.
    let sizes = from.split.map { split in source.sizes[split].map { ["train": $0] } ?? [:] }
    return PlannedNode(
      outputs: [key], data: key, classes: source.classes,
      sizes: SplitShares(node)?.sizes(of: sizes ?? source.sizes) ?? sizes ?? source.sizes)
  }

  private mutating func pool(named name: String, in cell: Cell) throws -> PlannedNode {
    let node = Self.node(name, among: cell.samples)
    let source = try output(node.from.target, in: cell)
    return PlannedNode(data: try keys(of: node.from, in: cell).first, classes: source.classes)
  }

  /// A stage that has its place and key in the graph but cannot run.
  mutating func blocked(
    _ node: some CellNode, _ kind: String, in cell: Cell, _ reasons: [String],
    checkpoint: Int? = nil
  ) throws -> ContentHash {
    var inputs: [String: [ContentHash]] = [:]
    var selectors: [String: Value] = [:]
    let across = (node as? RelateNode)?.across ?? []
    for input in node.inputs {
      inputs[input.role] = try input.references.flatMap {
        try keys(of: Self.narrowed($0, for: node), in: cell, across: across)
      }
      selectors[input.role] = .list(input.references.map(\.selector))
    }
    var parameters: [String: Value] = ["node": node.parameters, "selectors": .map(selectors)]
    if let checkpoint { parameters["checkpoint"] = .integer(checkpoint) }
    let reason =
      reasons.isEmpty
      ? "\(kind) \(node.name) is known but not built yet" : reasons.joined(separator: "; ")
    return plan.graph.add(
      StageNode(
        kind: kind, version: 0, parameters: .map(parameters), inputs: inputs,
        label: label(kind, node.name, cell) + (checkpoint.map { "@\($0)" } ?? ""),
        blocked: reason))
  }

  // MARK: - References

  /// The reference with the checkpoint that a measurement of models at their last one means.
  private static func narrowed(_ reference: Reference, for node: some CellNode) -> Reference {
    guard let measure = node as? MeasureNode, measure.at == .last,
      reference.target.kind == .models, reference.checkpoint == nil
    else { return reference }
    var last = reference
    last.checkpoint = .last
    return last
  }

  /// The outputs a reference stands for, in the order of cells, then of checkpoints.
  ///
  /// A relation over coordinates takes its measurements from every cell `across` them.
  mutating func keys(of reference: Reference, in cell: Cell, across: [String] = []) throws
    -> [ContentHash]
  {
    var keys: [ContentHash] = []
    for other in cells(of: reference, from: cell, across: across) {
      let planned = try output(reference.target, in: other)
      guard reference.target.kind == .models else {
        keys += planned.outputs.isEmpty ? [planned.data].compactMap(\.self) : planned.outputs
        continue
      }
      switch reference.checkpoint {
      case .epoch(let epoch): keys += [planned.checkpoints[epoch]].compactMap(\.self)
      case .last: keys += planned.outputs.suffix(1)
      // Which of them it is depends on recorded metrics, so all are inputs.
      case .best, .first, nil: keys += planned.outputs
      }
    }
    return keys
  }

  /// The cells a reference from `cell` reaches, each once, in the study's order; and, over
  /// coordinates, those at every value of them.
  func cells(of reference: Reference, from cell: Cell, across: [String] = []) -> [Cell] {
    var indices = study.cellIndices(meantBy: reference, from: cell)
    for coordinate in across {
      // Paths that are swept together lead to the same cells.
      var seen: Set<Int> = []
      indices = indices.flatMap { study.cellIndices(over: coordinate, from: study.cells[$0]) }
        .filter { seen.insert($0).inserted }
    }
    return indices.map { study.cells[$0] }
  }

  static func node<Node: CellNode>(_ name: String, among nodes: [Node]) -> Node {
    guard let node = nodes.first(where: { $0.name == name }) else {
      preconditionFailure("the reader let a reference to the unknown node \(name) pass")
    }
    return node
  }

  // MARK: - Labels

  /// `train/low-order/seed=0`; the node's name follows the kind unless it is `main`.
  func label(_ kind: String, _ node: String, _ cell: Cell) -> String {
    cell.label(ofStage: kind, node)
  }
}

extension Cell {
  /// What a stage of the node called `node` is called here; a checkpoint follows after `@`.
  func label(ofStage kind: String, _ node: String) -> String {
    var parts = [kind]
    if node != "main" { parts.append(node) }
    if let variant { parts.append(variant) }
    if !coordinates.isEmpty {
      parts.append(coordinates.map { "\($0.path)=\($0.value.label)" }.joined(separator: ","))
    }
    return parts.joined(separator: "/")
  }
}

extension Value {
  /// The value in a label: texts bare, lists in brackets.
  var label: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value
    case .list(let values): "[" + values.map(\.label).joined(separator: ",") + "]"
    case .map(let members):
      "{" + members.keys.sorted().map { "\($0):\(members[$0]?.label ?? "")" }.joined(separator: ",")
        + "}"
    }
  }
}
