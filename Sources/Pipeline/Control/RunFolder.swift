import Base
import Glibc

/// What is kept of a run beside its record: the folder `runs/<id>/`.
public struct RunFolder: Sendable, Hashable {
  /// The folder's path.
  public let path: String

  /// What the process of a detached run prints.
  public var log: String { path + "/controller.log" }

  /// Which process a detached run is; nil for a run that was not detached.
  public var controller: ControllerRecord? {
    value(of: Self.controllerFile).flatMap(ControllerRecord.init)
  }

  /// How the run ended; nil as long as it goes on, and for one that could not tell.
  public var ending: RunEnding? { value(of: Self.endingFile).flatMap(RunEnding.init) }

  /// Says which process the run is.
  public func note(_ controller: ControllerRecord) throws(FileError) {
    try write(controller.value, to: Self.controllerFile)
  }

  /// Says how the run ended, where it has a folder.
  public func note(_ ending: RunEnding) throws(FileError) {
    guard FileTree.isFolder(path) else { return }
    try write(ending.value, to: Self.endingFile)
  }

  /// Makes the folder.
  public func make() throws(FileError) { try FileTree.makeFolder(path) }

  /// Removes the folder with all that is in it.
  public func remove() throws(FileError) { try FileTree.remove(path) }

  /// The end of the log, at most `count` bytes of whole lines; empty when there is none.
  public func endOfLog(count: Int = 1 << 16) -> String {
    guard let bytes = try? FileTree.readEnd(log, count: count) else { return "" }
    let newline = UInt8(ascii: "\n")
    let isCut = bytes.count == count
    let lines = isCut ? bytes.drop { $0 != newline }.dropFirst() : bytes[...]
    return String(decoding: lines, as: UTF8.self)
  }

  private static let controllerFile = "controller.json"
  private static let endingFile = "ended.json"

  private func value(of name: String) -> Value? {
    (try? FileTree.read(path + "/" + name)).flatMap { try? Value(json: $0) }
  }

  /// Whoever reads the file finds all of it or none.
  private func write(_ value: Value, to name: String) throws(FileError) {
    let target = path + "/" + name
    let temporary = target + ".new"
    try FileTree.write(value.jsonBytes + [UInt8(ascii: "\n")], to: temporary)
    guard rename(temporary, target) == 0 else { throw FileTree.failure(target) }
  }
}

/// Which process a detached run is.
public struct ControllerRecord: Sendable, Hashable {
  /// The run's name.
  public var run: String
  /// The study.
  public var study: String
  /// The host.
  public var host: String
  /// The process.
  public var pid: Int
  /// When it started, in clock ticks since boot.
  public var start: Int
  /// When it took the run up, seconds since 1970.
  public var since: Double
  /// The command line.
  public var command: String
  /// The file of its store, on its host.
  public var store: String

  /// This process as the controller of a run.
  public init(run: String, study: String, since: Double, command: String, store: String) {
    self.run = run
    self.study = study
    self.since = since
    self.command = command
    self.store = store
    host = ProcessIdentity.host
    pid = ProcessIdentity.pid
    start = ProcessIdentity.startTicks(of: pid) ?? 0
  }

  var value: Value {
    .map([
      "schema": 1, "run": .text(run), "study": .text(study), "host": .text(host),
      "pid": .integer(pid), "start": .integer(start), "since": .number(since),
      "command": .text(command), "store": .text(store),
    ])
  }

  init?(_ value: Value) {
    guard let run = value["run"]?.text, let study = value["study"]?.text,
      let host = value["host"]?.text, let pid = value["pid"]?.integer,
      let start = value["start"]?.integer, let since = value["since"]?.number,
      let command = value["command"]?.text, let store = value["store"]?.text
    else { return nil }
    self.run = run
    self.study = study
    self.host = host
    self.pid = pid
    self.start = start
    self.since = since
    self.command = command
    self.store = store
  }
}

/// How a run ended.
public struct RunEnding: Sendable, Hashable {
  /// The exit code of its process.
  public var code: Int32
  /// Seconds since 1970.
  public var at: Double

  /// Makes an ending.
  public init(code: Int32, at: Double) {
    self.code = code
    self.at = at
  }

  var value: Value { ["schema": 1, "code": .integer(Int(code)), "at": .number(at)] }

  init?(_ value: Value) {
    guard let code = value["code"]?.integer.flatMap({ Int32(exactly: $0) }),
      let at = value["at"]?.number
    else { return nil }
    self.init(code: code, at: at)
  }
}

extension ResultsFolder {
  /// The folder of a run.
  public func run(_ id: String) -> RunFolder { RunFolder(path: runs + "/" + id) }

  /// The processes of all runs that were ever detached here, in the order in which they began.
  public func controllers() throws(FileError) -> [ControllerRecord] {
    try FileTree.names(in: runs).compactMap { run($0).controller }
      .sorted { ($0.since, $0.run) < ($1.since, $1.run) }
  }
}
