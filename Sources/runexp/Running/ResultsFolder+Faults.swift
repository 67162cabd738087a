import Base
import Pipeline

extension ResultsFolder {
  /// Does what works on this folder; a folder that does not serve is told of and becomes an exit
  /// status.
  func reporting<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch LeaseError.unusable(let fault) {
      throw unusable(fault)
    } catch let fault as FileError where fault.path.hasPrefix(path) {
      throw unusable(fault)
    }
  }

  /// Throws when there is no such folder: a command that looks at results must not make one.
  func requireExisting() throws {
    guard !LocalFileSystem().exists(path) else { return }
    throw Diagnostic(
      .error, "there is no results folder \(path)",
      notes: ["name it with --results, or make one: runexp SPEC.yaml"])
  }

  /// Says that the results folder does not serve, and the exit status for that.
  private func unusable(_ fault: FileError) -> ExitStatus {
    let text = Diagnostic(
      .error, "the results folder \(path) cannot be used: \(fault)",
      notes: ["choose another with --results"]
    ).text
    Terminal.error(text)
    return .store
  }
}
