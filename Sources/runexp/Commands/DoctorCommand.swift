import ArgumentParser
import Base
import Foundation

/// Looks at everything the program needs.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at machine, libraries and results folder, and say what to do.",
    discussion: """
      Each line is ok, note (worth knowing) or problem; exits 1 when there is a problem. Nothing is
      changed.

      Examples:
        runexp doctor
        runexp doctor --results /tmp/try --json
      """)

  @OptionGroup var place: ResultsOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let machine = MachineCheckup(variables: ProcessInfo.processInfo.environment)
    var results = ResultsCheckup(folder: place.folder)
    do { results.place = try place.store() } catch { results.fault = "\(error)" }
    let findings = machine.findings + results.findings
    let problems = findings.count { $0.status == .problem }
    if json {
      Terminal.output(
        Value.map([
          "schema": 1, "problems": .integer(problems), "findings": .list(findings.map(\.value)),
        ]).json)
    } else {
      for line in findings.flatMap(\.lines) { Terminal.output(line) }
    }
    if problems > 0 { throw ExitStatus.failed }
  }
}
