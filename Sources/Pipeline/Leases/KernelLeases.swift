import Base
import Glibc

/// Leases that are `flock`s on files: on file systems of this machine alone.
///
/// The kernel frees them when the process dies, however it dies.
enum KernelLeases {
  /// Takes the lease of a study, or of a part of it: its own file alone, and the folder's beside other
  /// runs.
  ///
  /// The whole and a part each lock their own file and then look for the other's, so that of two that
  /// come at once one sees the other, or both do.
  static func take(study: String, part: String?, in folder: ResultsFolder, clock: any Clock)
    throws(LeaseError) -> [Int32]
  {
    let shared = try descriptor(folder, folderFile)
    guard flock(shared, LOCK_SH | LOCK_NB) == 0 else {
      close(shared)
      throw .folderInUse(folder: folder.path, by: holders(folder, only: folderFile))
    }
    let name = fileName(study, part)
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
    let others =
      part == nil ? holders(ofPartsOf: study, in: folder) : holders(folder, only: fileName(study))
    if let other = others.first {
      close(shared)
      close(own)
      throw .held(study: study, folder: folder.path, by: other)
    }
    return [own, shared]
  }

  static func takeShared(_ folder: ResultsFolder) throws(LeaseError) -> Int32 {
    let shared = try descriptor(folder, folderFile)
    guard flock(shared, LOCK_SH | LOCK_NB) == 0 else {
      close(shared)
      throw .folderHeldAlone(folder: folder.path, by: holders(folder, only: folderFile))
    }
    return shared
  }

  static func takeAlone(_ folder: ResultsFolder, clock: any Clock) throws(LeaseError) -> Int32 {
    let own = try descriptor(folder, folderFile)
    guard flock(own, LOCK_EX | LOCK_NB) == 0 else {
      close(own)
      throw .folderInUse(folder: folder.path, by: holders(folder, only: nil))
    }
    note(own, clock)
    return own
  }

  /// Nil where no lease was ever taken: then there is no file to lock, and none is made.
  static func share(_ folder: ResultsFolder) throws(LeaseError) -> Int32? {
    let shared = open(folder.locks + "/" + folderFile, O_RDONLY | O_CLOEXEC)
    guard shared >= 0 else { return nil }
    guard flock(shared, LOCK_SH | LOCK_NB) == 0 else {
      close(shared)
      throw .folderInUse(folder: folder.path, by: holders(folder, only: folderFile))
    }
    return shared
  }

  static func holder(study: String, in folder: ResultsFolder) -> LeaseHolder? {
    let name = fileName(study)
    // A lease whose holder is known to be gone is not touched, so that asking never keeps a run that
    // begins from taking it.
    guard let noted = noted(folder.locks + "/" + name), noted.mayLive else { return nil }
    return holders(folder, only: name).first
  }

  /// Who runs parts of a study.
  static func holders(ofPartsOf study: String, in folder: ResultsFolder) -> [LeaseHolder] {
    let whole = RunLease.fileName(ofStudy: study)
    return ((try? FileTree.names(in: folder.locks)) ?? []).filter {
      $0.hasSuffix(suffix) && RunLease.isPart(String($0.dropLast(suffix.count)), of: whole)
    }.flatMap { name -> [LeaseHolder] in
      // As above: the dead are not touched.
      guard noted(folder.locks + "/" + name)?.mayLive == true else { return [] }
      return holders(folder, only: name)
    }
  }

  /// Who holds leases now; of one file, or of all.
  static func holders(_ folder: ResultsFolder, only name: String?) -> [LeaseHolder] {
    let names = name.map { [$0] } ?? ((try? FileTree.names(in: folder.locks)) ?? [])
    return names.compactMap { name in
      guard name.hasSuffix(suffix) else { return nil }
      let path = folder.locks + "/" + name
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      // What can be locked is held by nobody; closing frees it again.
      guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
      return holder(path)
    }
  }

  private static let suffix = ".lock"
  private static let folderFile = "folder" + suffix

  private static func fileName(_ study: String, _ part: String? = nil) -> String {
    RunLease.fileName(ofStudy: study, part: part) + suffix
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
}
