import Glibc

/// A program of the system, run without a shell and waited for.
public struct ExternalProgram: Sendable, Hashable {
  /// Its file.
  public let path: String

  /// Finds `name` in the folders of `PATH`; nil when it is not installed.
  public init?(named name: String, variables: [String: String]) {
    let folders = (variables["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
    let candidates = folders.map { "\($0)/\(name)" }
    guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else { return nil }
    self.path = path
  }

  /// How a run ended.
  public enum Ending: Sendable, Hashable {
    /// By itself, with this code.
    case exited(Int32)
    /// By this signal.
    case signalled(Int32)
    /// It wrote more than it was allowed to and was killed.
    case tooLong
    /// It took longer than it was allowed to and was killed.
    case outOfTime
  }

  /// What a run gave.
  public struct Outcome: Sendable, Hashable {
    /// How it ended.
    public var ending: Ending
    /// What it wrote to standard output.
    public var output: [UInt8]
    /// The first 4,096 bytes it wrote to standard error, as text.
    public var complaints: String
  }

  /// Runs the program with an empty standard input, collects at most `limit` bytes of output and
  /// waits for its end of output at most `seconds`, where given.
  ///
  /// `variables` is its whole environment. `inheriting` stays open in it, so that a lock lives as
  /// long as a program which writes under it, even when this process is killed.
  public func run(
    _ arguments: [String], variables: [String: String], limit: Int, seconds: Double? = nil,
    inheriting: Int32? = nil
  ) throws(FileError) -> Outcome {
    let output = try Self.pipe()
    defer { close(output.read) }
    let complaints: (read: Int32, write: Int32)
    do { complaints = try Self.pipe() } catch {
      close(output.write)
      throw error
    }
    defer { close(complaints.read) }
    let started = spawn(
      arguments, variables, output: output.write, complaints: complaints.write, inheriting)
    close(output.write)
    close(complaints.write)
    let process: pid_t
    switch started {
    case .success(let id): process = id
    case .failure(let error): throw error
    }
    var outcome = Outcome(ending: .exited(0), output: [], complaints: "")
    let excess = Self.collect(
      output: output.read, complaints: complaints.read, limit: limit, seconds: seconds,
      into: &outcome)
    if excess != nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if let excess {
      outcome.ending = excess
    } else {
      let signal = status & 0x7F
      outcome.ending = signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
    }
    return outcome
  }

  /// Two connected sockets: unlike pipes they can be made close-on-exec in one step (Swift does
  /// not see pipe2), so that no program started at the same time keeps an end open.
  private static func pipe() throws(FileError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [0, 0]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw FileError(path: "socketpair", reason: LocalFileSystem.reason(errno))
    }
    return (ends[0], ends[1])
  }

  private func spawn(
    _ arguments: [String], _ variables: [String: String], output: Int32, complaints: Int32,
    _ inheriting: Int32?
  ) -> Result<pid_t, FileError> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, complaints, 2)
    // Duplicated onto itself, a descriptor loses close-on-exec.
    if let inheriting { posix_spawn_file_actions_adddup2(&actions, inheriting, inheriting) }
    // The child starts with no signal blocked and SIGPIPE not ignored, whatever this process did.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var broken = sigset_t()
    sigemptyset(&broken)
    sigaddset(&broken, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &broken)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var settings = variables.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") }
    settings.append(nil)
    defer { for text in words + settings { free(text) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, &attributes, &words, &settings)
    guard code == 0 else {
      return .failure(FileError(path: path, reason: LocalFileSystem.reason(code)))
    }
    return .success(process)
  }

  /// Reads both pipes to their ends; what of its limits the program exceeded, or nil.
  private static func collect(
    output: Int32, complaints: Int32, limit: Int, seconds: Double?, into outcome: inout Outcome
  ) -> Ending? {
    let clock = SystemClock()
    let end = seconds.map { clock.steadySeconds + $0 }
    var said: [UInt8] = []
    defer { outcome.complaints = String(decoding: said, as: UTF8.self) }
    let open = Int16(POLLIN)
    var watched = [
      pollfd(fd: output, events: open, revents: 0),
      pollfd(fd: complaints, events: open, revents: 0),
    ]
    let size = 1 << 16
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { chunk in
      while watched.contains(where: { $0.fd >= 0 }) {
        let left = end.map { max(0, $0 - clock.steadySeconds) }
        let ready = poll(&watched, 2, left.map { Int32(min($0 * 1000, 1e6).rounded(.up)) } ?? -1)
        guard ready >= 0 || errno == EINTR else { return .tooLong }
        if ready <= 0 {
          if let end, clock.steadySeconds >= end { return .outOfTime }
          continue
        }
        for index in 0..<2 where watched[index].fd >= 0 && watched[index].revents != 0 {
          let count = read(watched[index].fd, chunk.baseAddress, size)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else {
            watched[index].fd = -1
            continue
          }
          let bytes = UnsafeBufferPointer(rebasing: chunk[..<count])
          if index == 0 {
            outcome.output.append(contentsOf: bytes)
            if outcome.output.count > limit { return .tooLong }
          } else {
            said.append(contentsOf: bytes.prefix(max(0, 4096 - said.count)))
          }
        }
        for index in 0..<2 { watched[index].revents = 0 }
      }
      return nil
    }
  }
}
