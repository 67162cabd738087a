import Base
import Glibc

/// A worker process as the controller sees it.
final class WorkerProcess {
  /// How a worker is started.
  struct Launch {
    var executable: String
    /// All arguments, the program's name first.
    var arguments: [String]
    var environment: [String]
  }

  let pid: pid_t
  /// Our end of the channel.
  let descriptor: Int32
  /// What it computes; nil when idle.
  var request: StageRequest?
  /// When it began with that, in steady seconds.
  var startedAt = 0.0
  /// Why it was killed; nil when it was not, or for no reason of the stage's own.
  private(set) var verdict: String?
  private var lines = LineBuffer()

  /// Starts a worker; it waits for jobs.
  init(_ launch: Launch) throws {
    // A socket pair rather than pipes: writing to a worker that died is an error here and not a
    // signal to us.
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
      throw FileTree.failure("a socket")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    // A Ctrl-C reaches the worker too; until it ignores these two it must not hear them.
    var unheard = sigset_t()
    sigemptyset(&unheard)
    for number in [SIGINT, SIGTERM] { sigaddset(&unheard, number) }
    posix_spawnattr_setsigmask(&attributes, &unheard)
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT, SIGTERM] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
      Glibc.close(ends[1])
    }
    let arguments = launch.arguments.map { strdup($0) } + [nil]
    let environment = launch.environment.map { strdup($0) } + [nil]
    defer { for text in arguments + environment { free(text) } }
    var child = pid_t()
    let code = posix_spawn(
      &child, launch.executable, &actions, &attributes, arguments, environment)
    guard code == 0 else {
      Glibc.close(ends[0])
      throw FileError(path: launch.executable, reason: LocalFileSystem.reason(code))
    }
    pid = child
    descriptor = ends[0]
  }

  /// Sends a command; false when the worker is gone.
  func send(_ command: WorkerCommand) -> Bool {
    let line = command.value.jsonBytes + [UInt8(ascii: "\n")]
    return line.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        guard let base = buffer.baseAddress else { return true }
        let count = Glibc.send(
          descriptor, base + done, buffer.count - done, Int32(MSG_NOSIGNAL))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// What the worker said since the last call; `isGone` when it will say no more.
  func receive() -> (replies: [WorkerReply], isGone: Bool) {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &chunk, chunk.count, Int32(MSG_DONTWAIT))
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return ([], false) }
    guard count > 0 else { return ([], true) }
    let replies = lines.add(chunk.prefix(count)).map { line in
      WorkerReply(line) ?? .confused(String(decoding: line.prefix(200), as: UTF8.self))
    }
    return (replies, false)
  }

  /// Ends the worker, and what it started, now; the end of its channel follows.
  ///
  /// `reason` is told as that of the stage's failure.
  func kill(because reason: String? = nil) {
    verdict = verdict ?? reason
    // Before the worker: whose children they were is not known afterwards.
    let started = ProcessMemory.descendants(of: pid)
    for process in [pid] + started { Glibc.kill(process, SIGKILL) }
  }

  /// Tells an idle worker that there will be no more jobs.
  func letGo() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Lets an idle worker go and waits for its end.
  func close() {
    Glibc.close(descriptor)
    _ = status()
  }

  /// What is said of a worker that somebody else killed.
  static let killedReason =
    "the worker was killed (signal 9): by a person, or by the system for want of memory"

  /// Waits for the end of a worker that will say no more and tells how it ended.
  func bury() -> String {
    // Its descriptors are closed, so it is exiting already (then this changes nothing) or a stage
    // closed them, and then it has to go.
    Glibc.kill(pid, SIGKILL)
    Glibc.close(descriptor)
    let status = status()
    if let verdict { return verdict }
    let number = status & 0x7F
    if number == 0 { return "the worker ended with exit code \((status >> 8) & 0xFF)" }
    let name = strsignal(number).map { String(cString: $0).lowercased() } ?? "unknown"
    if number == SIGKILL { return Self.killedReason }
    return "the worker crashed (signal \(number), \(name))"
  }

  private func status() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}
