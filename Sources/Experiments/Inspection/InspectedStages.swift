import Base
import Interactions
import Pipeline
import Store

/// The finished stages of a study's last plan, by what people call them and by what they measured.
struct InspectedStages {
  private let last: RunDocument
  private let keys: [String: ContentHash]
  private let folder: ResultsFolder

  init(last: RunDocument, finished: [String: [ContentHash]], in folder: ResultsFolder) {
    self.last = last
    self.folder = folder
    let planned = Set(last.stages)
    keys = finished.compactMapValues { $0.first(where: planned.contains) }
  }

  /// What a measurement left of a sample.
  struct Recorded {
    var table: TabulatedSample?
    var interactions: SampleInteractions?
  }

  // MARK: Stages

  /// The stage with a label; throws, with what to run, when it or the file needed of it is not there.
  func stage(_ label: String, file: String) throws(Diagnostic) -> PublishedStage {
    guard let key = keys[label] else {
      throw Diagnostic(
        .error, "stage \(label) has no result",
        notes: ["run it and what it needs: runexp SPEC.yaml --only \(label)"])
    }
    return try stage(key, label: label, file: file)
  }

  private func stage(_ key: ContentHash, label: String, file: String) throws(Diagnostic)
    -> PublishedStage
  {
    let again = "make it again: runexp SPEC.yaml --only \(label)"
    switch folder.inspect(key) {
    case .published: return PublishedStage(key: key, path: folder.stage(key))
    case .evicted:
      guard folder.evictedOutputs(of: key).contains(file) else {
        return PublishedStage(key: key, path: folder.stage(key))
      }
      throw Diagnostic(
        .error, "\(file) of stage \(label) was removed to save space", notes: [again])
    case .absent: throw Diagnostic(.error, "the folder of stage \(label) is gone", notes: [again])
    case .damaged(let what):
      throw Diagnostic(.error, "stage \(label) is damaged: \(what)", notes: [again])
    }
  }

  /// The data set that `stage` has as its input in a role.
  func table(_ stage: PublishedStage, role: String) throws -> DataTable {
    guard let key = try stage.record().inputs[role]?.first else {
      throw StageFailure("stage \(stage.key.hex.prefix(12)) has no input `\(role)`")
    }
    let label = keys.first { $0.value == key }?.key ?? last.label(of: key)
    return try StageFiles.data(of: try self.stage(key, label: label, file: StageFiles.dataName))
  }

  // MARK: Measurements

  /// A stage that evaluated a measurement's samples with a model, at any checkpoint.
  func evaluated(measure: String, model: String, cell: String) -> PublishedStage? {
    chunks(measure: measure, model: model, checkpoint: nil, cell: cell).lazy.compactMap { chunk in
      guard let record = try? chunk.record() else { return nil }
      if record.inputs["data"] != nil { return chunk }
      return record.inputs["tables"]?.first.flatMap { folder.published($0) }
    }.first { (try? $0.record().inputs["data"]) != nil }
  }

  /// What a measurement recorded of a sample; nil when nothing.
  func recorded(measure: String, model: String, checkpoint: Int, cell: String, sample: Int64)
    -> Recorded?
  {
    for chunk in chunks(measure: measure, model: model, checkpoint: checkpoint, cell: cell) {
      var found = Recorded()
      found.interactions = (try? StageFiles.interactions(of: chunk))?.first { $0.id == sample }
      if let key = (try? chunk.record())?.inputs["tables"]?.first,
        let tables = folder.published(key)
      {
        found.table = (try? StageFiles.tables(of: tables))?.first { $0.id == sample }
      }
      if found.interactions != nil || found.table != nil { return found }
    }
    return nil
  }

  /// The published stages with a measurement's rows.
  private func chunks(measure: String, model: String, checkpoint: Int?, cell: String)
    -> [PublishedStage]
  {
    let cell = last.snapshot.cells.first { $0.label == cell }
    return (cell?.stages ?? []).filter {
      $0.measure == measure && $0.model == model
        && (checkpoint == nil || $0.checkpoint == checkpoint)
    }.compactMap { folder.published($0.key) }
  }
}
