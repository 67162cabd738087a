import Foundation
import Testing

/// Shell scripts in a mount namespace of their own: what they mount is gone with them.
///
/// Tests run as root, for whom permissions are no obstacle; a read-only or full mount is.
enum Namespace {
  /// Whether file systems can be mounted here; says so once where they cannot.
  static let canMount: Bool = {
    let works =
      (try? script("mount -t tmpfs -o size=64k none /mnt", in: "/").code == 0) ?? false
    if !works { print("skipped: mounting is not possible here (unshare -m, mount)") }
    return works
  }()

  /// Runs a shell script in `folder`, up to the first command that fails without the script looking.
  ///
  /// The program's path is in the variable `RUNEXP`.
  static func script(_ text: String, in folder: String) throws -> Program.Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = ["-m", "sh", "-ec", text]
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.standardInput = FileHandle.nullDevice
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["RUNEXP": Program.path]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // What the scripts say on standard error fits into a pipe.
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Program.Result(
      code: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
      errors: String(decoding: complained, as: UTF8.self))
  }
}
