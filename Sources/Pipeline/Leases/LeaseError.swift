import Base

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
  /// The variable that says how leases are held has a value it may not have.
  case unknownMeans(String)

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
    case .unknownMeans(let text):
      return
        "\(LeaseMeans.variable) is `\(text)`; it may be `shared` (files, for file systems that "
        + "other machines see too), `local` (locks of the kernel), or not set: then the kind of "
        + "file system decides"
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
