import Foundation
import Neural
import Pipeline

/// The stage kinds a worker can run, and what they compute with.
public enum StageKinds {
  /// The kinds by name.
  public static let catalog: StageCatalog = [
    DatasetStage.name: DatasetStage.self,
    DerivedDataStage.name: CountedStage<DerivedDataStage>.self,
    TrainStage.name: CountedStage<TrainStage>.self,
    AverageStage.name: CountedStage<AverageStage>.self,
    TablesStage.name: CountedStage<TablesStage>.self,
    MeasureStage.name: CountedStage<MeasureStage>.self,
    SummaryStage.name: SummaryStage.self, RelateStage.name: RelateStage.self,
    NoopStage.name: NoopStage.self,
  ]

  /// Sets up what stages compute with: one BLAS thread per worker.
  public static func prepareProcess() { BLAS.prepare() }

  /// Sets up a process that leaves the computing to workers.
  public static func prepareController() { BLAS.endThreads() }

  /// What the bits depend on: the matrix library and the core type it runs as.
  public static var facts: [String: String] {
    ["blas": BLAS.configuration, "blas_core": BLAS.coreName]
  }

  /// What workers are told, so that all of them round alike: the user's own core type wins.
  public static var workerEnvironment: [String: String] {
    let name = "OPENBLAS_CORETYPE"
    return [name: ProcessInfo.processInfo.environment[name] ?? BLAS.coreName]
  }
}
