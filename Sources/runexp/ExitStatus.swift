import Base
import Pipeline
import Store

/// How a command ended, as scripts see it.
struct ExitStatus: Error {
  /// The process's exit code.
  var code: Int32

  /// Done, or up to date, whatever the verdicts.
  static let done = ExitStatus(code: 0)
  /// A stage or a figure failed.
  static let failed = ExitStatus(code: 1)
  /// Wrong usage or a faulty spec.
  static let usage = ExitStatus(code: 2)
  /// `--check`: work would be done.
  static let workLeft = ExitStatus(code: 3)
  /// Another run holds the study.
  static let locked = ExitStatus(code: 4)
  /// The store is damaged, or its file system cannot hold it.
  static let store = ExitStatus(code: 5)
  /// `--check-claims`: a claim is not as the spec expects.
  static let claims = ExitStatus(code: 6)
  /// `--max-time` was over before all was done.
  static let outOfTime = ExitStatus(code: 124)
  /// Interrupted by the user.
  static let interrupted = ExitStatus(code: 130)
  /// Killed, as a shell would tell it.
  static let killed = ExitStatus(code: 128 + 9)

  /// How a command ends that meets `error`, which is none of the argument parser's.
  init(ending error: any Error) {
    self =
      switch error {
      case let status as ExitStatus: status
      case is Diagnostic, is DiagnosticList: .usage
      case is StoreError: .store
      case let error as LeaseError:
        switch error {
        case .unusable: .store
        case .unknownMeans: .usage
        case .held, .folderInUse, .folderHeldAlone: .locked
        }
      default: .failed
      }
  }

  /// Makes the status with a code.
  init(code: Int32) { self.code = code }
}
