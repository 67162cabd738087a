import Base
import Glibc

/// Where the journals of a stage lie: what it printed and what it logged.
public struct StageJournal: Sendable, Hashable {
  /// What became of the attempt they are of.
  public enum State: Sendable, Hashable {
    /// It runs.
    case running(AttemptID)
    /// It gave the stage its result.
    case finished
    /// It failed, and there is no result: why.
    case failed(String)
  }

  /// What became of the attempt.
  public var state: State
  /// The attempt's folder.
  public var folder: String

  /// What the stage printed; the file is missing when that was nothing.
  public var output: String { folder + "/" + ResultsFolder.outputLog }
  /// What it logged; the file is missing when that was nothing.
  public var events: String { folder + "/" + EventLog.fileName }
}

extension ResultsFolder {
  /// The journals of a running attempt of a stage, else of its result, else of its last failure;
  /// nil when there are none.
  public func journal(of key: ContentHash) -> StageJournal? {
    let names = (try? FileTree.names(in: attempts)) ?? []
    let running = names.filter { $0.hasPrefix(key.hex + ".") }
      .compactMap { AttemptID($0.dropFirst(65)) }.filter { !$0.isAbandoned }
      .max { ($0.start, $0.counter) < ($1.start, $1.counter) }
    if let running {
      return StageJournal(state: .running(running), folder: attempt(key, running))
    }
    if let stage = published(key) { return StageJournal(state: .finished, folder: stage.path) }
    guard FileTree.isFolder(failed(key)) else { return nil }
    return StageJournal(
      state: .failed(failure(of: key)?.reason ?? "unknown reason"), folder: failed(key))
  }
}

/// Reads what is appended to a file, also after the file has been renamed.
///
/// A worker makes the log of a stage that printed nothing the log of its next stage: so what was
/// read counts only if the file is still where it is expected to be.
public final class FileTail {
  private var descriptor: Int32 = -1
  private var offset = 0

  /// A tail of no file yet.
  public init() {}

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The bytes appended since the last call to the file that now lies at `path`; empty when there are
  /// none, or when another file lies there than before, or none.
  public func read(at path: String) -> [UInt8] {
    if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return [] }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(descriptor, &chunk, chunk.count, offset + bytes.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += chunk.prefix(count)
    }
    var here = stat()
    var there = stat()
    guard fstat(descriptor, &here) == 0, stat(path, &there) == 0, here.st_ino == there.st_ino,
      here.st_dev == there.st_dev
    else { return [] }
    offset += bytes.count
    return bytes
  }
}
