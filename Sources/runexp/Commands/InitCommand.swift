import ArgumentParser
import Base
import Experiments
import Foundation
import Spec

/// Writes a commented spec to start from.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a commented spec to start from.",
    discussion: """
      Examples:
        runexp init my-study.yaml
        runexp init -
      """)

  @Argument(help: "The file to write; it must not exist. `-` prints the spec instead.")
  var file = "experiment.yaml"

  func run() throws {
    guard file != "-" else { return Terminal.write(SpecTemplate.text, to: STDOUT_FILENO) }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      let exists = errno == EEXIST
      throw Diagnostic(
        .error, "\(file): \(LocalFileSystem.reason(errno))",
        notes: exists ? ["choose another name: runexp init NAME.yaml"] : [])
    }
    Terminal.write(SpecTemplate.text, to: descriptor)
    close(descriptor)
    Terminal.output("wrote \(file); next: runexp validate \(file), then runexp \(file)")
  }
}
