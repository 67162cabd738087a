import Base

/// References to a fixed epoch, `a@0`, keep that checkpoint beside those the model lists.
///
/// A checkpoint is a prefix of its training, so one more changes no other. Beyond the last epoch
/// there is none; `CellChecker` says so.
extension CellReader.Nodes {
  /// The nodes, with the checkpoints kept that nodes of the same cell name.
  func keepingNamedEpochs() -> CellReader.Nodes {
    var named: [String: Set<Int>] = [:]
    for reference in all.flatMap(\.node.inputs).flatMap(\.references) {
      guard let epoch = reference.namedEpoch else { continue }
      named[reference.target.name, default: []].insert(epoch)
    }
    guard !named.isEmpty else { return self }
    var nodes = self
    nodes.models = models.map { $0.keeping(named[$0.name] ?? []) }
    return nodes
  }
}

extension Study {
  /// The cells, with the checkpoints kept that nodes of other cells name.
  func cellsKeepingNamedEpochs() -> [Cell] {
    var named: [Int: [String: Set<Int>]] = [:]
    for cell in cells {
      for reference in cell.nodes.flatMap(\.inputs).flatMap(\.references) {
        guard let epoch = reference.namedEpoch, reference.scope != .thisCell else { continue }
        for index in cellIndices(meantBy: reference, from: cell) {
          named[index, default: [:]][reference.target.name, default: []].insert(epoch)
        }
      }
    }
    return cells.map { cell in
      guard let epochs = named[cell.index] else { return cell }
      return cell.with(models: cell.models.map { $0.keeping(epochs[$0.name] ?? []) })
    }
  }
}

extension Cell {
  fileprivate var nodes: [any CellNode] { data + models + samples + measures + relations }

  fileprivate func with(models: [ModelNode]) -> Cell {
    Cell(
      index: index, gridIndex: gridIndex, variant: variant, coordinates: coordinates, label: label,
      data: data,
      models: models, samples: samples, measures: measures, relations: relations,
      noop: noop)
  }
}

extension Reference {
  /// The epoch of a model that is named by its number.
  fileprivate var namedEpoch: Int? {
    guard target.kind == .models, case .epoch(let epoch)? = checkpoint else { return nil }
    return epoch
  }
}

extension ModelNode {
  /// The model, keeping its checkpoints at `epochs` too, as far as it is trained.
  fileprivate func keeping(_ epochs: Set<Int>) -> ModelNode {
    guard let training else { return self }
    let new = epochs.filter { $0 <= training.epochs }.subtracting(training.checkpoints.epochs)
    guard !new.isEmpty else { return self }
    let kept = Checkpoints(
      epochs: (training.checkpoints.epochs + new).sorted(), steps: training.checkpoints.steps,
      conditions: training.checkpoints.conditions)
    var keeping = training
    keeping.checkpoints = kept
    return ModelNode(
      name: name, span: span, parameters: parameters, inputs: inputs, unbuilt: unbuilt,
      architecture: architecture, training: keeping, composition: composition, seeds: seeds)
  }
}
