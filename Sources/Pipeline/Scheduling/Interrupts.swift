import Base
import Glibc
import Synchronization

/// Turns SIGINT and SIGTERM into numbers a loop can read, as long as it lives.
public final class Interrupts: Sendable {
  /// Readable as long as a signal has not been taken.
  public let descriptor: Int32
  private let writing: Int32
  private let handlesSignals: Bool

  // A signal handler may touch nothing but atomics and `write`; one process has one set of
  // signals, hence the one variable.
  private static let target = Atomic<Int32>(-1)
  private static let signals = [SIGINT, SIGTERM]

  /// Starts to listen; with `handlesSignals` false only `raise` is heard (for tests).
  public init(handlesSignals: Bool = true) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw FileTree.failure("a pipe") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    writing = ends[1]
    self.handlesSignals = handlesSignals
    guard handlesSignals else { return }
    Self.target.store(writing, ordering: .sequentiallyConsistent)
    for number in Self.signals {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Interrupts.target.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = saved
      }
      sigaction(number, &action, nil)
    }
    // Whoever started us may have blocked them, as threads of a pool do, and so for us.
    var heard = sigset_t()
    sigemptyset(&heard)
    for number in Self.signals { sigaddset(&heard, number) }
    pthread_sigmask(SIG_UNBLOCK, &heard, nil)
  }

  deinit {
    if handlesSignals {
      for number in Self.signals { Glibc.signal(number, SIG_DFL) }
      Self.target.store(-1, ordering: .sequentiallyConsistent)
    }
    close(descriptor)
    close(writing)
  }

  /// Acts as if the signal had come.
  public func raise(_ number: Int32) {
    var byte = UInt8(truncatingIfNeeded: number)
    _ = write(writing, &byte, 1)
  }

  /// Whether a signal came that was not taken yet.
  public var isPending: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  /// The signals that came since the last call, in order.
  public func take() -> [Int32] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? bytes.prefix(count).map { Int32($0) } : []
  }
}
