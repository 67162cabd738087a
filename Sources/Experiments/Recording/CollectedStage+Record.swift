import Pipeline
import Store

extension CollectedStage {
  /// What the store keeps of a published stage.
  public init(_ record: StageRecord) {
    self.init(
      key: record.key, kind: record.kind, version: record.version, label: record.label,
      parameters: record.parameters, inputs: record.inputs,
      artifacts: record.outputs.map { Artifact(name: $0.name, size: $0.size, sha256: $0.sha256) },
      binary: record.binary, environment: record.environment, wallSeconds: record.wallSeconds,
      cpuSeconds: record.cpuSeconds, finishedAt: record.finishedAt, peakBytes: record.peakBytes,
      forwardPasses: record.forwardPasses)
    files = record.files
  }
}
