import ArgumentParser
import Experiments
import Foundation
import Pipeline

/// Computes one task of a Slurm array on its node; scripts of runs call it, not people.
struct NodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node", abstract: "Compute one task of a submitted array.", shouldDisplay: false)

  @Argument(help: "The folder of the submission.")
  var folder: String

  @Argument(help: "The index of the task.")
  var index: Int

  func run() throws {
    StageKinds.prepareController()
    let task = try NodeTask(
      folder: folder, index: index, variables: ProcessInfo.processInfo.environment,
      interrupts: try Interrupts()
    ) { LocalProcessExecutor(slots: $0, options: LocalWorkers.options) }
    if try !task.run() { throw ExitStatus(code: 1) }
  }
}
