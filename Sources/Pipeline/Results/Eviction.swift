import Base
import Glibc

/// Outputs that were removed to save space: `evicted.json` in the stage's folder names them.
///
/// The record stays, so the stage is still known to have been computed and with which hashes; when
/// its outputs are needed it is computed again and has to give the same bytes.
extension ResultsFolder {
  /// The file that names them.
  public static let evictionFile = "evicted.json"

  /// Removes outputs of a published stage.
  ///
  /// They are named as removed first, so a kill in the middle leaves a stage that is published or
  /// evicted, never one that looks damaged. `facts` are what is to be known of all outputs without
  /// their content.
  public func evict(
    _ key: ContentHash, outputs names: [String], at seconds: Double, facts: Value = .null
  ) throws(FileError) {
    let folder = stage(key)
    let all = evictedOutputs(of: key).union(names).sorted()
    let note: Value = [
      "outputs": .list(all.map { .text($0) }), "at": .number(seconds), "facts": facts,
    ]
    let path = folder + "/" + Self.evictionFile
    try FileTree.write(note.jsonBytes + [UInt8(ascii: "\n")], to: path + ".new")
    guard rename(path + ".new", path) == 0 else { throw FileTree.failure(path) }
    for name in names { try FileTree.remove(folder + "/" + name) }
  }

  /// The outputs of a stage that were removed on purpose.
  public func evictedOutputs(of key: ContentHash) -> Set<String> {
    Set(evictionNote(of: key)?["outputs"]?.list?.compactMap(\.text) ?? [])
  }

  /// What was to be known of the outputs of a stage some of which were removed; nil of others.
  public func evictionFacts(of key: ContentHash) -> Value? { evictionNote(of: key)?["facts"] }

  private func evictionNote(of key: ContentHash) -> Value? {
    guard let bytes = try? FileTree.read(stage(key) + "/" + Self.evictionFile) else { return nil }
    return try? Value(json: bytes)
  }

  /// Moves the outputs of an attempt that gave the recorded bytes to where they were removed from,
  /// and deletes the attempt; a kill in the middle leaves the stage evicted.
  func bringBack(_ record: StageRecord, from attempt: String) throws(FileError) {
    let folder = stage(record.key)
    for output in record.outputs where FileTree.size(of: folder + "/" + output.name) == nil {
      let target = folder + "/" + output.name
      if output.name.contains("/"), let slash = target.lastIndex(of: "/") {
        try FileTree.makeFolder(String(target[..<slash]))
      }
      guard rename(attempt + "/" + output.name, target) == 0 else {
        throw FileTree.failure(target)
      }
    }
    try FileTree.remove(folder + "/" + Self.evictionFile)
    try FileTree.remove(attempt)
  }
}
