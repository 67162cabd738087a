import Base
import Glibc
import Synchronization

/// Forces finished stages to the disk, so that a power loss costs the last second of work at most.
///
/// A kill of any process loses nothing that was published, since the system still has it in memory.
/// A power loss does: so the file system is synced at most once a second while stages finish, and at
/// the end. While there may be something that is not on the disk, a marker `locks/unsynced-<who>`
/// holds the boot it belongs to. A marker of another boot means that the machine went down in the
/// middle: then nothing that was known of stage folders is believed, and each is read in full.
public final class Durability: Sendable {
  private struct State {
    var isDirty = false
    var isSyncing = false
    var syncedAt = -Double.infinity
  }

  private let folder: ResultsFolder
  private let marker: String
  private let clock: any Clock
  private let state = Mutex(State())

  /// Seconds between two syncs while stages finish.
  private static let interval = 1.0

  /// Declares that stages will be published in a results folder by this process.
  public init(_ folder: ResultsFolder, clock: any Clock = SystemClock()) throws(FileError) {
    self.folder = folder
    self.clock = clock
    let process = ProcessIdentity.pid
    let start = ProcessIdentity.startTicks(of: process) ?? 0
    marker = "\(folder.locks)/\(Self.prefix)\(ProcessIdentity.host)-\(process)-\(start)"
    try FileTree.makeFolder(folder.locks)
    try FileTree.write(Array((Self.bootID ?? "").utf8), to: marker)
    // The marker itself has to be on the disk before what it speaks of.
    for path in [marker, folder.locks] {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileTree.failure(path) }
      fsync(descriptor)
      close(descriptor)
    }
  }

  /// Says that a stage was published; starts a sync beside the caller when one is due.
  public func published() {
    let now = clock.steadySeconds
    let isDue = state.withLock { state in
      state.isDirty = true
      guard !state.isSyncing, now - state.syncedAt >= Self.interval else { return false }
      state.isSyncing = true
      state.isDirty = false
      return true
    }
    guard isDue else { return }
    Thread.detach { [self] in
      _ = sync()
      state.withLock { state in
        state.isSyncing = false
        state.syncedAt = clock.steadySeconds
      }
    }
  }

  /// Forces everything to the disk and takes the marker away.
  public func finish() {
    guard sync() else { return }
    unlink(marker)
  }

  private func sync() -> Bool {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard let syncFileSystem = Self.syncFileSystem else {
      Glibc.sync()
      return true
    }
    return syncFileSystem(descriptor) == 0
  }

  /// syncfs(2), which the Glibc module hides behind _GNU_SOURCE.
  private static let syncFileSystem = dlsym(nil, "syncfs").map {
    unsafeBitCast($0, to: (@convention(c) (Int32) -> Int32).self)
  }

  // MARK: After the end of a run that could not tell

  private static let prefix = "unsynced-"

  /// The boot this process lives in; nil when the system does not say.
  public static let bootID: String? = (try? FileTree.read("/proc/sys/kernel/random/boot_id")).map {
    String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// What markers say.
  public struct Past: Sendable, Hashable {
    /// Markers of processes that are gone, by file name.
    var left: [String] = []
    /// Whether the machine went down while something was not on the disk.
    public var machineWentDown = false
  }

  /// Looks at what earlier runs left.
  public static func past(
    of folder: ResultsFolder, boot: String? = bootID, means: LeaseMeans? = nil
  ) -> Past {
    var past = Past()
    for name in (try? FileTree.names(in: folder.locks)) ?? [] where name.hasPrefix(prefix) {
      let content = (try? FileTree.read(folder.locks + "/" + name)) ?? []
      let process = AttemptID(name.dropFirst(prefix.count) + "-0")
      if String(decoding: content, as: UTF8.self) != boot {
        // Another machine that runs a study here has another boot as well.
        if let process, process.host != ProcessIdentity.host,
          RunLease.holders(in: folder, means: means).contains(where: {
            $0.host == process.host && $0.pid == process.pid
          })
        {
          continue
        }
        past.left.append(name)
        past.machineWentDown = true
      } else if let process, process.isAbandoned {
        past.left.append(name)
      }
    }
    return past
  }

  /// Takes the markers of the past away: what they spoke of is on the disk or was found out.
  public func settle(_ past: Past) {
    guard !past.left.isEmpty, sync() else { return }
    for name in past.left { unlink(folder.locks + "/" + name) }
  }
}
