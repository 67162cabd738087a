import Base
import Glibc

/// Leases that are files in one folder: on file systems that several machines see.
///
/// A lease is a file `<name>.<generation>.lease`. Whoever wants a name looks who has it or what
/// excludes it, and makes the next generation once all of those are dead: only one can make a file.
/// Then it looks again – who came meanwhile has made a file as well and sees ours –, and removes the
/// dead. Files are never renamed and never made twice under one name while anybody who saw the first
/// may still act on it.
struct SharedLeases: Sendable {
  /// The folder of the files.
  let folder: String
  /// This machine.
  var processes = ProcessTable()
  /// Our clocks; what other machines wrote is never compared with them.
  var clock: any Clock = SystemClock()
  /// Waits for some seconds.
  var sleep: @Sendable (Double) -> Void = { usleep(UInt32($0 * 1e6)) }

  /// Why a lease was not given.
  enum Refusal: Error {
    /// These are, or may be, alive.
    case held([Lease])
    /// The folder cannot be used.
    case unusable(FileError)
  }

  /// A lease file as it was found.
  struct Lease: Hashable {
    /// What it is a lease of.
    var name: String
    var generation: Int
    var path: String
    /// Nil when it is not whole: just being made, or cut off.
    var note: LeaseNote?
    /// When it was written last, by the clock of the file system.
    var written: Double

    /// Whether `other` is the same lease, whatever its counter.
    func isSame(as other: Lease) -> Bool {
      path == other.path && note?.token == other.note?.token
    }
  }

  /// The lease that excludes all others.
  static let alone = "folder"
  private static let suffix = ".lease"

  private static func exclude(_ a: String, _ b: String) -> Bool {
    a == b || a == alone || b == alone || RunLease.isPart(a, of: b) || RunLease.isPart(b, of: a)
  }

  /// Takes the lease `name`, or refuses.
  ///
  /// That takes less than a second, unless a lease must be watched that is neither of this machine nor
  /// was written lately; `waiting` hears of that.
  func take(_ name: String, waiting: (LeaseHolder?) -> Void = { _ in }) throws(Refusal) -> LeaseFile
  {
    for _ in 0..<20 {
      let dead = whole(try rivals(of: name))
      try ensureDeath(of: dead, waiting)
      let generation = (dead.lazy.filter { $0.name == name }.map(\.generation).max() ?? -1) + 1
      let note = LeaseNote(processes: processes, at: clock.wallSeconds)
      let path = "\(folder)/\(name).\(generation)\(Self.suffix)"
      let made: LeaseFile?
      do { made = try LeaseFile.create(path, note) } catch { throw .unusable(error) }
      guard let own = made else {
        // Somebody was faster: the next look shows who.
        sleep(0.02)
        continue
      }
      // A client of NFS may have listed the folder from memory before; since it made a file there
      // it asks the server.
      let present = try rivals(of: name).filter { $0.path != path }
      let living = whole(
        present.filter { lease in !dead.contains { $0.isSame(as: lease) } }
      ).filter { life(of: $0, now: $0.written) != .dead }
      guard living.isEmpty else { throw .held(living) }
      for lease in present { unlink(lease.path) }
      return own
    }
    throw .held([])
  }

  /// The leases here whose holders live, as far as can be told without writing or waiting: one of
  /// another machine does if it was written within a minute by our clock.
  func living() -> [Lease] {
    let now = clock.wallSeconds
    return ((try? leases()) ?? []).filter { life(of: $0, now: now - 30) == .alive }
  }

  // MARK: Who lives

  private func life(of lease: Lease, now: Double) -> LeaseLife {
    let quiet = now - lease.written
    guard let note = lease.note else { return quiet <= LeaseNote.standstill ? .alive : .unknown }
    return note.life(quietFor: quiet, seenFrom: processes)
  }

  /// Returns when all of these are dead; watches those of which time must tell.
  private func ensureDeath(of leases: [Lease], _ waiting: (LeaseHolder?) -> Void) throws(Refusal) {
    guard !leases.isEmpty else { return }
    let now = try fileTime()
    let living = leases.filter { life(of: $0, now: now) == .alive }
    guard living.isEmpty else { throw .held(living) }
    let unknown = leases.filter { life(of: $0, now: now) == .unknown }
    guard let first = unknown.first else { return }
    waiting(first.note?.holder)
    let began = clock.steadySeconds
    while clock.steadySeconds - began < LeaseNote.standstill {
      sleep(1)
      for lease in unknown {
        guard let found = read(lease.path, lease.name, lease.generation) else { continue }
        guard found == lease else { throw .held([found]) }
      }
    }
  }

  /// The file system's own time: when a file made now was made.
  private func fileTime() throws(Refusal) -> Double {
    let path = "\(folder)/now-\(LeaseNote.freshToken())"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unusable(FileTree.failure(path)) }
    defer {
      close(descriptor)
      unlink(path)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unusable(FileTree.failure(path)) }
    return Self.seconds(status.st_mtim)
  }

  // MARK: Files

  private func rivals(of name: String) throws(Refusal) -> [Lease] {
    do { return try leases().filter { Self.exclude($0.name, name) } } catch {
      throw .unusable(error)
    }
  }

  /// The same leases, read again as long as one is not whole, which is a moment while it is made;
  /// without those that went away.
  private func whole(_ leases: [Lease]) -> [Lease] {
    leases.compactMap { lease in
      var found: Lease? = lease
      for _ in 0..<20 {
        guard let known = found, known.note == nil else { return found }
        sleep(0.01)
        found = read(known.path, known.name, known.generation)
      }
      return found
    }
  }

  private func leases() throws(FileError) -> [Lease] {
    try FileTree.names(in: folder).compactMap { file in
      guard file.hasSuffix(Self.suffix) else { return nil }
      let stem = file.dropLast(Self.suffix.count)
      guard let dot = stem.lastIndex(of: "."), let generation = Int(stem[stem.index(after: dot)...])
      else { return nil }
      return read("\(folder)/\(file)", String(stem[..<dot]), generation)
    }
  }

  /// Looks at a lease file; nil when it is gone.
  private func read(_ path: String, _ name: String, _ generation: Int) -> Lease? {
    // Opened anew each time: that makes a client of NFS ask the server.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    return Lease(
      name: name, generation: generation, path: path,
      note: LeaseNote(Array(bytes.prefix(max(0, count)))),
      written: Self.seconds(status.st_mtim))
  }

  private static func seconds(_ time: timespec) -> Double {
    Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
