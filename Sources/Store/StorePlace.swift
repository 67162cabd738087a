import Base
import Foundation

/// Where the store of a results folder lies.
///
/// SQLite's write-ahead log needs memory shared by all who have the file open, which no network file
/// system gives. So the store of a folder on one lies on a local disk, and the folder gets a copy of
/// it at the end of each run.
public struct StorePlace: Sendable, Hashable {
  /// The store's file.
  public let path: String
  /// Where the results folder gets its copy; nil when the store lies there itself, or where its user
  /// wants it.
  public let snapshot: String?
  /// Why the store does not lie in its folder, one line; nil when it does, or was put elsewhere.
  public let explanation: String?

  /// The store's name in its folder.
  public static let fileName = "runexp.sqlite"

  /// Decides where the store of the folder `results` lies: at `asked` when given, in the folder when
  /// that is on a local file system, else below `stateFolder`, by the folder's path.
  ///
  /// `kind` tells what file system a path is on, there or not. Throws when the file would lie on a
  /// network.
  public static func choose(
    results: String, asked: String?, stateFolder: String,
    kind: (String) throws(FileError) -> FileSystemKind = FileSystemKind.of
  ) throws -> StorePlace {
    let inFolder = results + "/" + fileName
    let digest = ContentHash(of: AbsolutePath.of(results).utf8).hex.prefix(16)
    let elsewhere = "\(stateFolder)/runexp/\(digest)/\(fileName)"
    func checked(_ path: String) throws -> String {
      let own = try kind(path)
      guard own.isNetwork else { return path }
      let hasState = path != elsewhere && !((try? kind(elsewhere))?.isNetwork ?? true)
      throw StoreError.networkFileSystem(
        path: path, kind: own.name,
        alternative: hasState ? elsewhere : "/var/tmp/runexp/\(digest)/\(fileName)")
    }
    let folder = try kind(results)
    let snapshot = folder.isNetwork ? inFolder : nil
    if let asked {
      var isFolder: ObjCBool = false
      let names = FileManager.default.fileExists(atPath: asked, isDirectory: &isFolder)
      let path = names && isFolder.boolValue ? asked + "/" + fileName : asked
      return StorePlace(path: try checked(path), snapshot: snapshot, explanation: nil)
    }
    guard folder.isNetwork else {
      return StorePlace(path: inFolder, snapshot: nil, explanation: nil)
    }
    return StorePlace(
      path: try checked(elsewhere), snapshot: snapshot,
      explanation: "the results folder \(results) is on \(folder.name), where SQLite's write-ahead"
        + " log does not work: the store lies at \(elsewhere) (choose with --store), and the folder"
        + " gets a copy at the end of each run")
  }

  /// The folder for what programs keep between runs, from the environment.
  public static func stateFolder(_ variables: [String: String]) -> String {
    // The XDG specification has relative paths ignored.
    if let state = variables["XDG_STATE_HOME"], state.hasPrefix("/") { return state }
    return (variables["HOME"] ?? "/var/tmp") + "/.local/state"
  }

  /// Opens the store for a run; one that is not there yet begins as the folder's copy.
  public func openForWriting() throws(StoreError) -> ResultsStore {
    let folder = (path as NSString).deletingLastPathComponent
    do {
      if !folder.isEmpty {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      }
      if let snapshot, access(path, F_OK) != 0, access(snapshot, R_OK) == 0 {
        let whole = path + ".\(getpid())"
        try FileManager.default.copyItem(atPath: snapshot, toPath: whole)
        guard rename(whole, path) == 0 else {
          throw FileError(path: path, reason: LocalFileSystem.reason(errno))
        }
      }
    } catch {
      throw .database(
        path: path, reason: (error as? FileError)?.reason ?? error.localizedDescription)
    }
    return try ResultsStore(at: path, mode: .readWrite)
  }

  /// Opens the store for looking at; nil when there is none.
  ///
  /// Where nothing may be written beside the file, nobody else writes either, and it is read as it
  /// lies; what a killed run left in its log is read too, where the log's index is there.
  public func openForReading() throws(StoreError) -> ResultsStore? {
    guard access(path, F_OK) == 0 else { return nil }
    let folder = (path as NSString).deletingLastPathComponent
    if access(folder.isEmpty ? "." : folder, W_OK) == 0 {
      return try ResultsStore(at: path, mode: .readOnly)
    }
    let log = (try? FileManager.default.attributesOfItem(atPath: path + "-wal"))?[.size] as? Int
    if let log, log > 0, let store = try? ResultsStore(at: path, mode: .readOnly),
      (try? store.studies()) != nil
    {
      return store
    }
    return try ResultsStore(at: path, mode: .immutable)
  }

  /// Puts the copy into the results folder, where one belongs.
  public func writeSnapshot(of store: ResultsStore) throws(StoreError) {
    guard let snapshot else { return }
    let whole = snapshot + ".\(getpid())"
    unlink(whole)
    do throws(StoreError) { try store.copy(to: whole) } catch {
      unlink(whole)
      throw error
    }
    // Logs of a store that lay here before would be taken for the copy's.
    for suffix in ["-wal", "-shm"] { unlink(snapshot + suffix) }
    guard rename(whole, snapshot) == 0 else {
      let reason = LocalFileSystem.reason(errno)
      unlink(whole)
      throw .database(path: snapshot, reason: reason)
    }
  }
}
