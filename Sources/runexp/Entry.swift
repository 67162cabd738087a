import ArgumentParser
import Base
import Foundation
import Pipeline
import Store

/// Where the process starts: routes the bare form, and maps every end to its exit code.
@main
enum Entry {
  static func main() {
    // A closed pipe shows as a failed write, not as a death without words.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    let missing = ProcessorFeatures.missing()
    guard missing.isEmpty else {
      Terminal.error(
        "error: this processor has no \(missing.joined(separator: ", no ")), which the kernels of this"
          + " build use\n  build without `-mavx2` and `-mfma` in Package.swift, or use an x86-64-v3 machine"
      )
      exit(ExitStatus.failed.code)
    }
    do {
      var command = try Runexp.parseAsRoot(try Self.routed(arguments))
      try command.run()
    } catch let status as ExitStatus {
      exit(status.code)
    } catch let fault as DiagnosticList {
      Terminal.error(fault.text)
      exit(ExitStatus(ending: fault).code)
    } catch let fault as Diagnostic {
      Terminal.error(fault.text)
      exit(ExitStatus(ending: fault).code)
    } catch let error where error is StoreError || error is LeaseError || error is FileError {
      Terminal.error("error: \(error)")
      exit(ExitStatus(ending: error).code)
    } catch {
      let code = Runexp.exitCode(for: error)
      let message = Runexp.fullMessage(for: error)
      if code == ExitCode.success {
        if !message.isEmpty { print(message) }
        exit(0)
      }
      Terminal.error(message)
      // The argument parser's 64 is our 2; anything else is a fault while running.
      exit(code == ExitCode.validationFailure ? ExitStatus.usage.code : ExitStatus.failed.code)
    }
  }

  /// Puts `run` before a bare spec: `runexp SPEC …` is `runexp run SPEC …`.
  ///
  /// A word that is neither a verb nor a readable file is refused with the nearest verb.
  static func routed(_ arguments: [String]) throws -> [String] {
    guard let first = arguments.first, !first.hasPrefix("-") else { return arguments }
    let verbs = Runexp.configuration.subcommands.compactMap { $0.configuration.commandName }
    if verbs.contains(first) || first == "help" { return arguments }
    if FileManager.default.isReadableFile(atPath: first) { return ["run"] + arguments }
    let looksLikeFile = first.contains("/") || first.hasSuffix(".yaml") || first.hasSuffix(".yml")
    if looksLikeFile { throw SpecOptions.missing(first) }
    let shown = Runexp.configuration.subcommands
      .filter { $0.configuration.shouldDisplay }
      .compactMap { $0.configuration.commandName }
    var notes: [String] = []
    if let near = NearestName.suggestion(for: first, among: shown) {
      notes.append("did you mean: runexp \(near)?")
    }
    notes.append("verbs: \(shown.joined(separator: ", "))")
    notes.append("to run a spec: runexp SPEC.yaml")
    throw Diagnostic(.error, "`\(first)` is neither a verb nor a readable file", notes: notes)
  }
}
