import Base
import Glibc

extension ResultsFolder {
  /// Makes a finished attempt the result of its stage: writes `done.json`, renames the folder.
  ///
  /// When the stage is published already, the attempt's folder is deleted and the two sets of
  /// outputs are compared; returns the difference, nil when there is none. A damaged result in
  /// the way is set aside. Evicted outputs come back when the bytes are the recorded ones; other
  /// bytes are a failure, since what was computed from the old ones is there.
  public func publish(_ record: StageRecord, from attempt: String) throws -> Nondeterminism? {
    try FileTree.write(record.value.jsonBytes + [UInt8(ascii: "\n")], to: attempt + "/done.json")
    return try place(record, from: attempt)
  }

  /// Makes a folder that has its `done.json` already the result of its stage; see `publish`.
  public func place(_ record: StageRecord, from attempt: String) throws -> Nondeterminism? {
    let target = stage(record.key)
    // Each turn removes one obstacle; other attempts could put new ones in the way, but not often.
    for _ in 0..<8 {
      if rename(attempt, target) == 0 {
        if FileTree.isFolder(failed(record.key)) { try FileTree.remove(failed(record.key)) }
        return nil
      }
      switch errno {
      // The parent is missing, unless another worker has made it since the rename failed.
      case ENOENT where FileTree.isFolder(attempt):
        try FileTree.makeFolder(path + "/stages/\(record.key.hex.prefix(2))")
      case ENOTEMPTY, EEXIST:
        switch inspect(record.key) {
        case .published(let kept):
          try FileTree.remove(attempt)
          return Nondeterminism(of: record, against: kept)
        case .evicted(let kept):
          if let difference = Nondeterminism(of: record, against: kept) {
            throw StageFailure("its outputs were evicted and cannot come back: \(difference)")
          }
          try bringBack(kept, from: attempt)
          return nil
        case .damaged: try setAsideDamaged(record.key, attempt: record.attempt)
        case .absent: break
        }
      default: throw FileTree.failure(target)
      }
    }
    throw FileError(path: target, reason: "cannot be published: something keeps being in the way")
  }

  /// Keeps the journals of a failed attempt, and why it failed, for a person to read.
  ///
  /// Its outputs are deleted; an earlier failure of the stage is replaced. The failure itself is
  /// told elsewhere, so where its traces cannot be kept, as on a full disk, they are deleted too.
  func keepFailure(of request: StageRequest, reason: String, at seconds: Double) {
    let attempt = attempt(request.key, request.attempt)
    do { try keepTraces(of: request, in: attempt, reason: reason, at: seconds) } catch {
      try? FileTree.remove(attempt)
    }
  }

  private func keepTraces(
    of request: StageRequest, in attempt: String, reason: String, at seconds: Double
  ) throws(FileError) {
    let target = failed(request.key)
    for name in try FileTree.names(in: attempt) {
      let path = attempt + "/" + name
      // A journal may be what filled the disk.
      let isKept =
        Self.journals.contains(name) && (FileTree.size(of: path) ?? 0) <= Self.longestKeptJournal
      if !isKept { try FileTree.remove(path) }
    }
    let failure: Value = [
      "label": .text(request.label), "reason": .text(reason), "attempt": request.attempt.value,
      "at": .number(seconds),
    ]
    try FileTree.makeFolder(attempt)
    try FileTree.write(failure.jsonBytes + [UInt8(ascii: "\n")], to: attempt + "/failure.json")
    try FileTree.remove(target)
    try FileTree.makeFolder(path + "/stages/failed")
    guard rename(attempt, target) == 0 else { throw FileTree.failure(target) }
  }

  /// Bytes of the longest journal kept of a failed attempt.
  static let longestKeptJournal = 16 << 20

  /// Files of a stage folder that tell of the attempt, not of the result.
  static let journals: Set<String> = [EventLog.fileName, outputLog]

  /// What a stage printed.
  static let outputLog = "output.log"

  /// The end of what an attempt printed: at most 20 lines of its last 64 KiB.
  ///
  /// When the Swift runtime wrote its report of a crash, the end is where that begins: what was
  /// fatal stands right before it, and the whole report stays in the file.
  func lastOutput(of attempt: String) -> String {
    guard let bytes = try? FileTree.readEnd(attempt + "/" + Self.outputLog, count: 1 << 16) else {
      return ""
    }
    var lines = bytes.split(separator: UInt8(ascii: "\n")).map {
      String(decoding: $0, as: UTF8.self)
    }
    if let crash = lines.firstIndex(where: { $0.contains("Program crashed: ") }) {
      lines.removeSubrange((crash + 1)...)
    }
    return lines.suffix(20).joined(separator: "\n")
  }
}
