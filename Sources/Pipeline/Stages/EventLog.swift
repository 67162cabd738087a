import Base
import Glibc
import Synchronization

/// The journal of an attempt: `events.jsonl`, one event a line, each with a checksum.
///
/// A line is `{"sum":"<8 digits>",<rest>`; the sum is the CRC-32 of the bytes of the rest, so a
/// line cut short by a kill or changed later is known as such.
public final class EventLog: Sendable {
  /// The journal's name in a stage folder.
  public static let fileName = "events.jsonl"

  private struct State {
    var descriptor: Int32 = -1
  }

  private let path: String
  private let clock: any Clock
  private let state = Mutex(State())

  /// Names the journal; the file is made with its first event.
  public init(path: String, clock: any Clock = SystemClock()) {
    self.path = path
    self.clock = clock
  }

  deinit { close() }

  /// Appends one event.
  public func append(_ name: String, _ values: [String: Value]) throws {
    let line = Self.line(Event(at: clock.wallSeconds, name: name, values: values))
    try state.withLock { state in
      if state.descriptor < 0 {
        state.descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
      }
      guard state.descriptor >= 0, FileTree.writeAll(line, to: state.descriptor) else {
        throw FileTree.failure(path)
      }
    }
  }

  /// Closes the file.
  public func close() {
    state.withLock { state in
      guard state.descriptor >= 0 else { return }
      Glibc.close(state.descriptor)
      state.descriptor = -1
    }
  }

  /// One line of the journal.
  public struct Event: Sendable, Hashable {
    /// Seconds since 1970.
    public var at: Double
    /// What happened: `log`, `progress`, or a name the stage chose.
    public var name: String
    /// The facts.
    public var values: [String: Value]

    /// Makes an event; see the properties.
    public init(at: Double, name: String, values: [String: Value]) {
      self.at = at
      self.name = name
      self.values = values
    }
  }

  /// What a journal holds.
  public struct Contents: Sendable, Hashable {
    /// The whole lines, in order.
    public var events: [Event] = []
    /// Number of lines that are cut short or fail their checksum.
    public var damagedLines = 0
  }

  /// Reads a journal; one that is not there is empty.
  public static func read(_ path: String) throws(FileError) -> Contents {
    guard access(path, F_OK) == 0 else { return Contents() }
    return contents(of: try FileTree.read(path))
  }

  /// The whole lines among some bytes of a journal.
  public static func contents(of bytes: [UInt8]) -> Contents {
    var contents = Contents()
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      if let event = event(from: line) {
        contents.events.append(event)
      } else {
        contents.damagedLines += 1
      }
    }
    return contents
  }

  private static let prefix = Array(#"{"sum":""#.utf8)

  /// One line of a journal, its end included.
  public static func line(_ event: Event) -> [UInt8] {
    let body: Value = .map([
      "at": .number(event.at), "name": .text(event.name), "values": .map(event.values),
    ])
    let rest = body.jsonBytes.dropFirst()
    var bytes = prefix + digits(CRC32.checksum(rest)) + Array("\",".utf8)
    bytes.append(contentsOf: rest)
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  private static func event(from line: ArraySlice<UInt8>) -> Event? {
    let head = prefix.count + 10
    guard line.count > head, line.starts(with: prefix) else { return nil }
    let rest = line.dropFirst(head)
    let seal = digits(CRC32.checksum(rest)) + Array("\",".utf8)
    guard line.dropFirst(prefix.count).prefix(10).elementsEqual(seal),
      let value = try? Value(json: [UInt8(ascii: "{")] + rest), let at = value["at"]?.number,
      let name = value["name"]?.text, let values = value["values"]?.map
    else { return nil }
    return Event(at: at, name: name, values: values)
  }

  private static func digits(_ sum: UInt32) -> [UInt8] {
    let text = String(sum, radix: 16)
    return Array((String(repeating: "0", count: 8 - text.utf8.count) + text).utf8)
  }
}

/// The checksum of ISO-HDLC (zlib, PNG): polynomial 0xEDB88320, reflected.
enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in
      sum & 1 == 1 ? (sum >> 1) ^ 0xEDB8_8320 : sum >> 1
    }
  }

  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in
      (sum >> 8) ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)]
    }
  }
}
