import Base
import Glibc

/// This program, started once more so that it goes on without us: in a session of its own, with
/// nothing of ours open.
public struct DetachedProcess: Sendable {
  /// The process.
  public let pid: Int

  // Of posix_spawn(3); the Glibc module hides it behind _GNU_SOURCE.
  private static let newSession: Int32 = 0x80

  /// Starts the running image with some arguments, the program's name first.
  ///
  /// What it prints is added to the file `log`. It does not hear of hang-ups, nor does what it starts.
  public init(arguments: [String], log: String) throws(FileError) {
    try self.init("/proc/self/exe", arguments: arguments, log: log)
  }

  init(_ program: String, arguments: [String], log: String) throws(FileError) {
    let output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard output >= 0 else { throw FileTree.failure(log) }
    defer { close(output) }
    Self.closeAllAtExec()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(Int32(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF) | Self.newSession))
    // What is ignored stays so in the new process: there is no moment at which it would hear of one.
    let earlier = signal(SIGHUP, SIG_IGN)
    let words = arguments.map { strdup($0) } + [nil]
    defer {
      signal(SIGHUP, earlier)
      for word in words { free(word) }
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var child = pid_t()
    let code = posix_spawn(&child, program, &actions, &attributes, words, environ)
    guard code == 0 else { throw FileError(path: program, reason: LocalFileSystem.reason(code)) }
    pid = Int(child)
  }

  /// What we were given open, such as the pipe of a terminal program that waits for its end, is not
  /// handed on.
  private static func closeAllAtExec() {
    for name in (try? FileTree.names(in: "/proc/self/fd")) ?? [] {
      if let descriptor = Int32(name), descriptor > 2 {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      }
    }
  }

  /// The code it ended with, 128 and the signal's number for one that a signal ended.
  ///
  /// Nil as long as it lives; not to be asked again after that.
  public func ending() -> Int32? {
    var status: Int32 = 0
    guard waitpid(pid_t(pid), &status, WNOHANG) == pid_t(pid) else { return nil }
    let number = status & 0x7F
    return number == 0 ? (status >> 8) & 0xFF : 128 + number
  }

  /// Asks it to end.
  public func terminate() { kill(pid_t(pid), SIGTERM) }
}
