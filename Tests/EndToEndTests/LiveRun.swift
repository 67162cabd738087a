import Foundation

/// A run of `runexp` in a process group of its own, to be watched and killed while it lives.
final class LiveRun {
  /// How a process ended.
  enum Ending: Equatable {
    case exited(Int32)
    case signalled(Int32)
  }

  let pid: pid_t
  private let errorFile: String
  private var ending: Ending?

  /// Starts the binary; standard error is kept, standard output dropped.
  ///
  /// `environment` is added to our own.
  init(_ arguments: [String], in folder: String, environment: [String: String] = [:]) throws {
    errorFile = folder + "/.stderr-\(UUID().uuidString)"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errorFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    // Threads of tests may have signals blocked, and what started the tests may ignore some.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // The folder is changed by env(1), which then becomes the program.
    let variables = environment.map { "\($0)=\($1)" }
    let words =
      (["env", "-C", folder] + variables + [Program.path] + arguments).map { strdup($0) } + [nil]
    defer {
      for word in words { free(word) }
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var child = pid_t()
    let code = posix_spawn(&child, "/usr/bin/env", &actions, &attributes, words, environ)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    pid = child
  }

  deinit {
    if isAlive { kill(-pid, SIGKILL) }
    _ = wait()
    unlink(errorFile)
  }

  /// What it wrote on standard error so far.
  var errors: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }

  /// Whether it still runs.
  var isAlive: Bool {
    guard ending == nil else { return false }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return true }
    ending = Self.ending(status)
    return false
  }

  /// Waits for its end.
  func wait() -> Ending {
    if let ending { return ending }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    let ending = Self.ending(status)
    self.ending = ending
    return ending
  }

  /// Waits until `condition` holds; false when the run ended or `seconds` passed first.
  func wait(seconds: Double = 60, until condition: () throws -> Bool) rethrows -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      if try condition() { return true }
      guard isAlive else { return try condition() }
      usleep(1000)
    }
    return false
  }

  /// Whether it has started a process, which need not be a worker yet.
  var hasChildren: Bool { Processes.all().contains { $0.parent == pid } }

  /// Its workers that are alive.
  var workers: [pid_t] { Processes.all().filter { $0.parent == pid && $0.isWorker }.map(\.pid) }

  private static func ending(_ status: Int32) -> Ending {
    let signal = status & 0x7F
    return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
  }
}

/// The processes of this machine, from proc(5).
enum Processes {
  struct Entry {
    var pid: pid_t
    var parent: pid_t
    var name: String
    /// `Z` for one that ended and was not waited for.
    var state: Character

    var isWorker: Bool { name == "runexp-worker" && state != "Z" }
  }

  static func all() -> [Entry] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { name in
      guard let pid = pid_t(name),
        let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat")
      else { return nil }
      let text = String(decoding: data, as: UTF8.self)
      guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")") else {
        return nil
      }
      let fields = text[text.index(after: close)...].split(separator: " ")
      guard fields.count > 1, let state = fields[0].first, let parent = pid_t(fields[1]) else {
        return nil
      }
      return Entry(
        pid: pid, parent: parent, name: String(text[text.index(after: open)..<close]),
        state: state)
    }
  }

  /// Workers that were started in `folder` and are alive.
  static func workers(in folder: String) -> [pid_t] {
    all().filter(\.isWorker).map(\.pid).filter { pid in
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")
      return place == folder
    }
  }
}
