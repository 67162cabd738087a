import Glibc

/// Waiting for descriptors.
enum Descriptors {
  /// Waits until one of the descriptors (negative ones are ignored) can be read or is closed at
  /// its other end, or the time is over; returns the places of those that can.
  @discardableResult
  static func wait(for descriptors: [Int32], seconds: Double) -> [Int] {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let milliseconds = Int32(max(0, min(seconds, 3600)) * 1000 + 0.999)
    guard poll(&entries, nfds_t(entries.count), milliseconds) > 0 else { return [] }
    return entries.indices.filter { entries[$0].revents != 0 }
  }
}
