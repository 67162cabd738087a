import Base
import Glibc

/// Leases of stages that are files: on file systems that several machines see.
///
/// A stage's file `locks/leased/<key>` names the lease it lives by, so that however many stages a run
/// has leased, one counter is kept moving. Two runs could compute one stage only if one of them were
/// cut off for long; then who publishes first decides, as always.
final class SharedStageLeases: StageLeasing {
  private let folder: String
  private let leases: String
  private let processes: ProcessTable
  private let clock: any Clock
  private let own: LeaseFile
  /// What our files say.
  private let text: [UInt8]
  private var held: Set<ContentHash> = []
  private var watch = LeaseWatch()
  /// When stages that another run has are looked at again, in steady seconds.
  private var nextLook: [ContentHash: Double] = [:]

  /// Seconds between two looks at a stage of another run.
  private static let patience = 1.0

  /// Leases that live as long as `own` does.
  init(
    _ results: ResultsFolder, livingBy own: LeaseFile, processes: ProcessTable = ProcessTable(),
    clock: any Clock = SystemClock()
  ) throws(FileError) {
    folder = Self.folder(in: results)
    leases = results.locks
    self.own = own
    self.processes = processes
    self.clock = clock
    text = Array("\(own.name)\n\(own.token)\n".utf8)
    try FileTree.makeFolder(folder)
  }

  deinit { for key in held { unlink(path(key)) } }

  /// Where the files lie.
  static func folder(in results: ResultsFolder) -> String { results.locks + "/leased" }

  private func path(_ key: ContentHash) -> String { folder + "/" + key.hex }

  func take(_ key: ContentHash) throws(FileError) -> Bool {
    let now = clock.steadySeconds
    if let next = nextLook[key], now < next { return false }
    var isTaken = try make(key)
    if !isTaken { isTaken = try takeOver(key, now: now) }
    guard isTaken else {
      nextLook[key] = now + Self.patience
      return false
    }
    nextLook[key] = nil
    held.insert(key)
    return true
  }

  func release(_ key: ContentHash) {
    guard held.remove(key) != nil else { return }
    // Somebody who took us for dead may have it.
    if (try? FileTree.read(path(key))) == text { unlink(path(key)) }
  }

  /// Makes the stage's file; false when there is one.
  private func make(_ key: ContentHash) throws(FileError) -> Bool {
    let path = path(key)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST { return false }
      throw FileTree.failure(path)
    }
    defer { close(descriptor) }
    guard FileTree.writeAll(text, to: descriptor) else {
      let fault = FileTree.failure(path)
      unlink(path)
      throw fault
    }
    return true
  }

  /// Takes the lease of a run that is dead: whoever renames its file has it.
  private func takeOver(_ key: ContentHash, now: Double) throws(FileError) -> Bool {
    let path = path(key)
    guard let found = try? FileTree.read(path) else { return try make(key) }
    guard isOver(found, of: key, now: now) else { return false }
    let aside = path + "." + own.token
    guard rename(path, aside) == 0 else { return false }
    let isSame = (try? FileTree.read(aside)) == found
    // What was made between the look and the renaming is put back.
    if !isSame { link(aside, path) }
    unlink(aside)
    guard isSame else { return false }
    return try make(key)
  }

  /// Whether the run that wrote `text` into a stage's file is dead.
  private func isOver(_ text: [UInt8], of key: ContentHash, now: Double) -> Bool {
    let lines = text.split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard lines.count == 2 else {
      // Not whole: being made, or cut off.
      return watch.standing(key.hex, at: text.count, now: now) >= LeaseNote.standstill
    }
    guard let bytes = try? FileTree.read(leases + "/" + lines[0]) else { return true }
    guard let note = LeaseNote(bytes) else {
      // In the middle of a write, or cut off.
      return watch.standing(lines[1], at: -1, now: now) >= LeaseNote.standstill
    }
    guard note.token == lines[1] else { return true }
    let quiet = watch.standing(note.token, at: note.counter, now: now)
    return note.life(quietFor: quiet, seenFrom: processes) != .alive
  }
}
