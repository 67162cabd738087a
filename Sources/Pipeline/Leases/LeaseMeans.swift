import Base
import Glibc

/// By what means leases are held in a results folder; all who use it must use the same.
public enum LeaseMeans: Sendable, Hashable {
  /// Locks of the kernel, freed at death: on file systems of one machine.
  case kernel
  /// Files with a counter that is kept moving: on file systems that other machines see too.
  case files

  /// The variable that decides when it is set: `shared` or `local`.
  ///
  /// The kind of file system does not tell a file server that its clients use the folder too.
  public static let variable = "RUNEXP_LEASES"

  /// The means for a folder: those given, else as the variable says, else as its file system needs.
  static func of(_ folder: ResultsFolder, given: LeaseMeans? = nil) throws(LeaseError)
    -> LeaseMeans
  {
    if let given { return given }
    return try of(
      folder, setting: getenv(variable).map { String(cString: $0) },
      kind: { try? FileSystemKind.of($0) })
  }

  static func of(
    _ folder: ResultsFolder, setting: String?, kind: (String) -> FileSystemKind?
  ) throws(LeaseError) -> LeaseMeans {
    switch setting {
    case "shared": .files
    case "local": .kernel
    case nil, "": kind(folder.path)?.isNetwork == true ? .files : .kernel
    case let text?: throw .unknownMeans(text)
    }
  }
}
