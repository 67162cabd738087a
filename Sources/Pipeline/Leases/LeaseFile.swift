import Base
import Glibc
import Synchronization

/// A lease we hold by a file; it lives as long as the object.
///
/// The counter is written in place, through the descriptor: after a take-over it moves in a file that
/// is gone and disturbs nobody.
final class LeaseFile: Sendable {
  /// Where the file lies.
  let path: String
  /// Tells the lease from every other one.
  let token: String
  private let descriptor: Int32
  private let state: Mutex<State>

  private struct State {
    var note: LeaseNote
    var isLost = false
    var whenLost: (@Sendable () -> Void)?
  }

  private init(path: String, descriptor: Int32, note: LeaseNote) {
    self.path = path
    self.descriptor = descriptor
    token = note.token
    state = Mutex(State(note: note))
  }

  deinit {
    if isOurs != false { unlink(path) }
    close(descriptor)
  }

  /// The file's own name.
  var name: String {
    String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }

  /// Makes the file, unless there is one already: then nil.
  static func create(_ path: String, _ note: LeaseNote) throws(FileError) -> LeaseFile? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      if errno == EEXIST { return nil }
      throw FileTree.failure(path)
    }
    let file = LeaseFile(path: path, descriptor: descriptor, note: note)
    guard file.write(note) else { throw FileTree.failure(path) }
    return file
  }

  /// Keeps the counter moving as long as the object lives.
  func beginBeating() {
    Thread.detach { [weak self] in
      while true {
        usleep(UInt32(LeaseNote.beat * 1e6))
        guard let self else { return }
        beat()
      }
    }
  }

  /// Moves the counter on; finds out when somebody took the lease over.
  func beat() {
    let whenLost = state.withLock { state -> (@Sendable () -> Void)? in
      guard !state.isLost else { return nil }
      guard isOurs != false else {
        state.isLost = true
        return state.whenLost
      }
      state.note.counter += 1
      // What cannot be written now may be five seconds later.
      _ = write(state.note)
      return nil
    }
    whenLost?()
  }

  /// Has `action` called once when somebody took the lease over, which happens to a process that was
  /// stopped or cut off for long.
  func whenLost(_ action: @escaping @Sendable () -> Void) {
    let isLost = state.withLock { state in
      state.whenLost = action
      return state.isLost
    }
    if isLost { action() }
  }

  /// Whether our file still lies at its place; nil when that cannot be told now.
  private var isOurs: Bool? {
    var there = stat()
    guard stat(path, &there) == 0 else { return errno == ENOENT || errno == ESTALE ? false : nil }
    var ours = stat()
    guard fstat(descriptor, &ours) == 0 else { return errno == ESTALE ? false : nil }
    return there.st_dev == ours.st_dev && there.st_ino == ours.st_ino
  }

  /// Writes the note over the last one, which was no longer: counters only grow.
  ///
  /// It is forced to the server, so that other machines see it.
  private func write(_ note: LeaseNote) -> Bool {
    let bytes = note.value.jsonBytes
    return pwrite(descriptor, bytes, bytes.count, 0) == bytes.count && fsync(descriptor) == 0
  }
}
