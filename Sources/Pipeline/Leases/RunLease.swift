import Base
import Glibc

/// Why a lease was not given, or a lease file could not be used.
public enum LeaseError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Another run of the study is alive.
  case held(study: String, folder: String, by: LeaseHolder?)
  /// A run is alive in the folder, which is needed alone.
  case folderInUse(folder: String, by: [LeaseHolder])
  /// Another command needs the folder alone.
  case folderHeldAlone(folder: String, by: [LeaseHolder])
  /// The lease file cannot be used.
  case unusable(FileError)

  /// The error in words: who holds it and what to do.
  public var description: String {
    switch self {
    case .held(let study, let folder, let holder):
      let who = holder.map(\.description) ?? "another process"
      return "study \(study) is being run in \(folder) by \(who); "
        + "wait for it to end, or end it: nothing has to be unlocked by hand"
    case .folderInUse(let folder, let holders):
      let who =
        holders.isEmpty ? "another process" : holders.map(\.description).joined(separator: "; ")
      return "\(folder) is in use by \(who); this command needs it alone: wait for the end"
    case .folderHeldAlone(let folder, let holders):
      let who =
        holders.isEmpty ? "another process" : holders.map(\.description).joined(separator: "; ")
      return "\(folder) is needed alone by \(who); wait for the end"
    case .unusable(let error): return "no lease can be taken: \(error)"
    }
  }
}

/// Who holds a lease.
public struct LeaseHolder: Sendable, Hashable, CustomStringConvertible {
  /// The host's name.
  public var host: String
  /// The process.
  public var pid: Int
  /// When the lease was taken, seconds since 1970.
  public var since: Double

  /// Whether the process may be alive: nothing is known about those of other hosts.
  var mayLive: Bool {
    host != ProcessIdentity.host || ProcessIdentity.startTicks(of: pid) != nil
  }

  /// `process 12 on node3 since 2026-11-21 08:30:00 UTC`.
  public var description: String { "process \(pid) on \(host) since \(DateText.text(since))" }
}

/// The right to run one study in one results folder, held as long as the object lives.
///
/// The kernel frees it when the process dies, however it dies. Local file systems only.
public final class RunLease: Sendable {
  private let descriptors: [Int32]

  private init(_ descriptors: [Int32]) { self.descriptors = descriptors }

  deinit { for descriptor in descriptors { close(descriptor) } }

  /// Takes the lease of a study, at once or not at all.
  public static func take(study: String, in folder: ResultsFolder, clock: any Clock = SystemClock())
    throws(LeaseError) -> RunLease
  {
    let shared = try descriptor(folder, "folder.lock")
    guard flock(shared, LOCK_SH | LOCK_NB) == 0 else {
      close(shared)
      throw .folderInUse(folder: folder.path, by: holders(folder, only: "folder.lock"))
    }
    let name = fileName(study)
    let own: Int32
    do { own = try descriptor(folder, name) } catch {
      close(shared)
      throw error
    }
    guard flock(own, LOCK_EX | LOCK_NB) == 0 else {
      close(shared)
      close(own)
      throw .held(study: study, folder: folder.path, by: holder(folder.locks + "/" + name))
    }
    note(own, clock)
    return RunLease([own, shared])
  }

  /// Takes a place in the folder beside runs, for what may not go on while a command needs it alone.
  public static func takeShared(_ folder: ResultsFolder) throws(LeaseError) -> RunLease {
    let shared = try descriptor(folder, "folder.lock")
    guard flock(shared, LOCK_SH | LOCK_NB) == 0 else {
      close(shared)
      throw .folderHeldAlone(folder: folder.path, by: holders(folder, only: "folder.lock"))
    }
    return RunLease([shared])
  }

  /// Takes the whole folder, for what may not go on beside a run.
  public static func takeAlone(_ folder: ResultsFolder, clock: any Clock = SystemClock())
    throws(LeaseError) -> RunLease
  {
    let own = try descriptor(folder, "folder.lock")
    guard flock(own, LOCK_EX | LOCK_NB) == 0 else {
      close(own)
      throw .folderInUse(folder: folder.path, by: holders(folder, only: nil))
    }
    note(own, clock)
    return RunLease([own])
  }

  /// Keeps the folder from being taken alone while it is read; runs may go on beside.
  ///
  /// Nothing is written. Nil where no lease was ever taken: then there is no file to lock.
  public static func share(_ folder: ResultsFolder) throws(LeaseError) -> RunLease? {
    let shared = open(folder.locks + "/folder.lock", O_RDONLY | O_CLOEXEC)
    guard shared >= 0 else { return nil }
    guard flock(shared, LOCK_SH | LOCK_NB) == 0 else {
      close(shared)
      throw .folderInUse(folder: folder.path, by: holders(folder, only: "folder.lock"))
    }
    return RunLease([shared])
  }

  /// Who runs a study in the folder now; nil when nobody does.
  ///
  /// A lease whose holder is known to be gone is not touched, so that asking never keeps a run that
  /// begins from taking it.
  public static func holder(study: String, in folder: ResultsFolder) -> LeaseHolder? {
    let name = fileName(study)
    guard let noted = noted(folder.locks + "/" + name), noted.mayLive else { return nil }
    return holders(folder, only: name).first
  }

  /// A study's lease file: its name with all but letters, digits, `-`, `.` and `_` spelt as bytes.
  private static func fileName(_ study: String) -> String {
    var name = "study-"
    for byte in study.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.properties.isAlphabetic && byte < 0x80 || "0123456789-._".utf8.contains(byte) {
        name.unicodeScalars.append(scalar)
      } else {
        name += "%" + String(byte, radix: 16)
      }
    }
    return name + ".lock"
  }

  private static func descriptor(_ folder: ResultsFolder, _ name: String) throws(LeaseError)
    -> Int32
  {
    do { try FileTree.makeFolder(folder.locks) } catch { throw .unusable(error) }
    let path = folder.locks + "/" + name
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unusable(FileTree.failure(path)) }
    return descriptor
  }

  /// Writes who we are into the lease file, in one write over what a dead holder left.
  private static func note(_ descriptor: Int32, _ clock: any Clock) {
    let holder: Value = [
      "host": .text(ProcessIdentity.host), "pid": .integer(ProcessIdentity.pid),
      "since": .number(clock.wallSeconds),
    ]
    ftruncate(descriptor, 0)
    // The note serves messages only; the lock is what counts.
    _ = FileTree.writeAll(holder.jsonBytes, to: descriptor)
  }

  private static func holder(_ path: String) -> LeaseHolder? {
    // The holder writes its note right after it got the lock: give it a moment.
    for _ in 0..<20 {
      if let holder = noted(path) { return holder }
      usleep(10_000)
    }
    return nil
  }

  /// Who last wrote into a lease file; nil when nobody has, or is about to.
  private static func noted(_ path: String) -> LeaseHolder? {
    guard let bytes = try? FileTree.read(path), let value = try? Value(json: bytes),
      let host = value["host"]?.text, let pid = value["pid"]?.integer,
      let since = value["since"]?.number
    else { return nil }
    return LeaseHolder(host: host, pid: pid, since: since)
  }

  /// Who holds leases in the folder now, each once.
  public static func holders(in folder: ResultsFolder) -> [LeaseHolder] {
    Set(holders(folder, only: nil)).sorted { ($0.since, $0.pid) < ($1.since, $1.pid) }
  }

  private static func holders(_ folder: ResultsFolder, only name: String?) -> [LeaseHolder] {
    let names = name.map { [$0] } ?? ((try? FileTree.names(in: folder.locks)) ?? [])
    return names.compactMap { name in
      guard name.hasSuffix(".lock") else { return nil }
      let path = folder.locks + "/" + name
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      // What can be locked is held by nobody; closing frees it again.
      guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
      return holder(path)
    }
  }
}
