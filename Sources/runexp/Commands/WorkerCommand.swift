import ArgumentParser
import Experiments
import Pipeline

/// Runs stages for a controller; not for people.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Run stages sent on standard input.", shouldDisplay: false)

  func run() throws {
    StageKinds.prepareProcess()
    WorkerLoop.run(catalog: StageKinds.catalog, facts: try LocalWorkers.ownFacts())
  }
}
