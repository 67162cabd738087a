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
    try OtherProgram.run(
      ["unshare", "-m", "sh", "-ec", text], environment: ["RUNEXP": Program.path], in: folder)
  }
}
