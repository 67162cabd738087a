import Base
import Glibc

/// Who tries to compute a stage: unique over hosts, processes and tries, so that no two attempts
/// ever write into one folder.
public struct AttemptID: Sendable, Hashable, CustomStringConvertible {
  /// The host's name.
  public var host: String
  /// The process that started the attempt.
  public var pid: Int
  /// When that process started, in clock ticks since boot: tells a reused pid apart.
  public var start: Int
  /// Counts the attempts of that process.
  public var counter: Int

  /// Makes an identity.
  public init(host: String, pid: Int, start: Int, counter: Int) {
    self.host = host
    self.pid = pid
    self.start = start
    self.counter = counter
  }

  /// The attempt number `counter` of this process.
  public init(counter: Int) {
    let pid = ProcessIdentity.pid
    self.init(
      host: ProcessIdentity.host, pid: pid, start: ProcessIdentity.startTicks(of: pid) ?? 0,
      counter: counter)
  }

  /// Reads what `description` writes; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, let pid = Int(parts[parts.count - 3]),
      let start = Int(parts[parts.count - 2]), let counter = Int(parts[parts.count - 1])
    else { return nil }
    self.init(
      host: parts.dropLast(3).joined(separator: "-"), pid: pid, start: start, counter: counter)
  }

  /// `host-pid-start-counter`, fit for a file name.
  public var description: String { "\(host)-\(pid)-\(start)-\(counter)" }

  /// Whether the process that started the attempt is known to be gone.
  ///
  /// Nothing is known about processes of other hosts, so their attempts count as alive.
  public var isAbandoned: Bool {
    host == ProcessIdentity.host && ProcessIdentity.startTicks(of: pid) != start
  }

  /// Whether this process started the attempt.
  public var isOurs: Bool { host == ProcessIdentity.host && pid == ProcessIdentity.pid }

  var value: Value {
    .map([
      "host": .text(host), "pid": .integer(pid), "start": .integer(start),
      "counter": .integer(counter),
    ])
  }

  init?(_ value: Value) {
    guard let host = value["host"]?.text, let pid = value["pid"]?.integer,
      let start = value["start"]?.integer, let counter = value["counter"]?.integer
    else { return nil }
    self.init(host: host, pid: pid, start: start, counter: counter)
  }
}

/// What tells one process from every other one.
public enum ProcessIdentity {
  /// This host's name.
  public static let host: String = {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    let text = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return text.isEmpty ? "localhost" : text.replacing("/", with: "_")
  }()

  /// This process's number.
  public static var pid: Int { Int(getpid()) }

  /// When a process started, in clock ticks since boot; nil when there is no such process.
  public static func startTicks(of pid: Int) -> Int? {
    guard let bytes = try? FileTree.read("/proc/\(pid)/stat"),
      let closing = bytes.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    // Field 22 of proc(5); the command name in field 2 may hold spaces, hence the search for ")".
    let fields = bytes[(closing + 1)...].split(separator: UInt8(ascii: " "))
    guard fields.count > 19 else { return nil }
    return Int(String(decoding: fields[19], as: UTF8.self))
  }
}
