import Base
import Dispatch
import Glibc

/// Which published stages were read in full and found to hold what their records say, and how their
/// files looked then: `cache/stages.index`.
///
/// A stage counts as checked as long as device, inode, size and both times of each of its files are
/// the same; ten thousand stages are then looked at in a few hundredths of a second. The file is a
/// cache: without it, or with a damaged one, every stage is read again.
public final class StageIndex {
  private let folder: ResultsFolder
  /// The index as it was read; entries are found through `places`.
  private let stored: [UInt8]
  private var places: [ContentHash: Int]
  private var added: [ContentHash: [UInt8]] = [:]
  private var isChanged = false

  /// Files changed more recently than this when they were read are not taken up, in nanoseconds: a
  /// later change could carry the same times.
  private static let defaultSettledAfter = 2_000_000_000
  private let settledAfter: Int

  private static let magic = Array("runexp stages 1\n".utf8)
  /// Bytes of a file's identity.
  private static let identityBytes = 40

  /// Reads the index of a results folder; `trusting` false begins with an empty one.
  public convenience init(_ folder: ResultsFolder, trusting: Bool = true) {
    self.init(folder, trusting: trusting, settledAfter: Self.defaultSettledAfter)
  }

  init(_ folder: ResultsFolder, trusting: Bool = true, settledAfter: Int) {
    self.folder = folder
    self.settledAfter = settledAfter
    let bytes = trusting ? (try? FileTree.read(Self.path(folder))) ?? [] : []
    if let places = Self.places(in: bytes) {
      stored = bytes
      self.places = places
    } else {
      stored = []
      places = [:]
      isChanged = !trusting
    }
  }

  private static func path(_ folder: ResultsFolder) -> String { folder.cache + "/stages.index" }

  /// Number of stages in the index.
  public var count: Int { places.count + added.count }

  // MARK: Asking and telling

  /// Whether the stage was found whole and its files look as they did then.
  func holds(_ key: ContentHash) -> Bool {
    if let place = places[key] { return Self.holds(key, stored, at: place, in: folder) }
    guard let entry = added[key] else { return false }
    return Self.holds(key, entry, at: 0, in: folder)
  }

  /// Which of many stages were found whole and look as they did then.
  ///
  /// Asking the system about files is what takes time, so several threads ask at once.
  func holds(_ keys: [ContentHash]) -> [Bool] {
    let entries = keys.map { key in places[key].map { (stored, $0) } ?? added[key].map { ($0, 0) } }
    let folder = folder
    let blocks = (keys.count + Self.block - 1) / Self.block
    return [Bool](unsafeUninitializedCapacity: keys.count) { buffer, count in
      nonisolated(unsafe) let answers = buffer
      DispatchQueue.concurrentPerform(iterations: blocks) { block in
        let start = block * Self.block
        for place in start..<min(start + Self.block, keys.count) {
          let isHeld = entries[place].map { Self.holds(keys[place], $0, at: $1, in: folder) }
          answers.initializeElement(at: place, to: isHeld ?? false)
        }
      }
      count = keys.count
    }
  }

  /// Stages one thread looks at in a row.
  private static let block = 256

  /// Notes that a stage was read in full just now and holds what its record says.
  ///
  /// `files` are the identities of its record and outputs as they were before the reading.
  func add(_ key: ContentHash, files: [(name: String, identity: FileIdentity)]) {
    places[key] = nil
    guard files.allSatisfy({ $0.identity.isSettled(for: settledAfter) }) else {
      added[key] = nil
      return
    }
    added[key] = Self.entry(key, files)
    isChanged = true
  }

  /// Forgets a stage.
  public func remove(_ key: ContentHash) {
    let wasThere = places.removeValue(forKey: key) != nil
    if added.removeValue(forKey: key) != nil || wasThere { isChanged = true }
  }

  /// Writes the index beside its place and renames it, if it changed.
  ///
  /// It only saves time, so a folder that cannot be written is no fault here.
  public func save() {
    guard isChanged else { return }
    var bytes = Self.magic
    bytes.reserveCapacity(stored.count + 128 * added.count + 64)
    Self.append(UInt64(count), to: &bytes)
    stored.withUnsafeBytes { old in
      for place in places.values.sorted() {
        bytes.append(contentsOf: old[place..<place + Self.number(old, at: place)])
      }
    }
    for (_, entry) in added.sorted(by: { $0.key < $1.key }) { bytes.append(contentsOf: entry) }
    ContentHash(of: bytes).withBytes { bytes.append(contentsOf: $0) }
    let path = Self.path(folder)
    let temporary = "\(path).\(getpid())"
    try? FileTree.makeFolder(folder.cache)
    guard (try? FileTree.write(bytes, to: temporary)) != nil, rename(temporary, path) == 0 else {
      unlink(temporary)
      return
    }
    isChanged = false
  }

  // MARK: Format

  // magic, number of entries, entries, SHA-256 of all before. An entry is its length (8 bytes), the
  // key (32), and for each file its identity (40), the length of its name (8) and the name; all
  // numbers little-endian. The record is the first file.

  private static func entry(_ key: ContentHash, _ files: [(name: String, identity: FileIdentity)])
    -> [UInt8]
  {
    var bytes: [UInt8] = []
    append(0, to: &bytes)
    key.withBytes { bytes.append(contentsOf: $0) }
    for (name, identity) in files {
      append(identity.device, to: &bytes)
      append(identity.inode, to: &bytes)
      for number in [identity.size, identity.modified, identity.changed] {
        append(UInt64(bitPattern: Int64(number)), to: &bytes)
      }
      append(UInt64(name.utf8.count), to: &bytes)
      bytes.append(contentsOf: name.utf8)
    }
    var length: [UInt8] = []
    append(UInt64(bytes.count), to: &length)
    bytes.replaceSubrange(0..<8, with: length)
    return bytes
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Int {
    Int(
      truncatingIfNeeded: UInt64(
        littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
  }

  /// Where each entry begins; nil when the bytes are not a whole index.
  private static func places(in bytes: [UInt8]) -> [ContentHash: Int]? {
    guard bytes.count >= magic.count + 40, bytes.starts(with: magic) else { return nil }
    return bytes.withUnsafeBytes { all -> [ContentHash: Int]? in
      let end = all.count - 32
      let sum = ContentHash(of: all[..<end])
      guard sum == ContentHash(bytes: UnsafeRawBufferPointer(rebasing: all[end...])) else {
        return nil
      }
      var places: [ContentHash: Int] = [:]
      places.reserveCapacity(number(all, at: magic.count))
      var place = magic.count + 8
      while place < end {
        guard end - place >= 40 else { return nil }
        let length = number(all, at: place)
        guard length >= 40, length <= end - place,
          let key = ContentHash(bytes: UnsafeRawBufferPointer(rebasing: all[(place + 8)...]))
        else { return nil }
        places[key] = place
        place += length
      }
      return places
    }
  }

  private static func holds(
    _ key: ContentHash, _ entries: [UInt8], at start: Int, in folder: ResultsFolder
  ) -> Bool {
    entries.withUnsafeBytes { all in
      holds(UnsafeRawBufferPointer(rebasing: all[start...]), below: folder.stage(key) + "/")
    }
  }

  private static func holds(_ bytes: UnsafeRawBufferPointer, below path: String) -> Bool {
    let end = number(bytes, at: 0)
    var place = 40
    while place + identityBytes + 8 <= end {
      let nameStart = place + identityBytes + 8
      let nameLength = number(bytes, at: place + identityBytes)
      guard nameLength >= 0, nameLength <= end - nameStart else { return false }
      let name = bytes[nameStart..<nameStart + nameLength]
      let identity = FileIdentity(
        device: UInt64(truncatingIfNeeded: number(bytes, at: place)),
        inode: UInt64(truncatingIfNeeded: number(bytes, at: place + 8)),
        size: number(bytes, at: place + 16), modified: number(bytes, at: place + 24),
        changed: number(bytes, at: place + 32))
      guard FileIdentity(of: path + String(decoding: name, as: UTF8.self)) == identity else {
        return false
      }
      place = nameStart + nameLength
    }
    return true
  }
}
