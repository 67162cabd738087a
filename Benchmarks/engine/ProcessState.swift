import Base
import Glibc

/// What the system says of this process.
enum ProcessState {
  /// The clock on the wall.
  static var wallSeconds: Double { seconds(CLOCK_MONOTONIC) }
  /// The processor time of all threads.
  static var cpuSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

  /// The largest resident set so far, KiB.
  ///
  /// `VmHWM`, not `ru_maxrss`: that one begins at the size of the process that started this one.
  static var peakMemory: Int {
    guard let text = try? LocalFileSystem().read("/proc/self/status", limit: 1 << 16) else {
      return 0
    }
    let line = text.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: "VmHWM:".utf8) }
    return line.flatMap {
      Int(String(decoding: $0.filter { (48...57).contains($0) }, as: UTF8.self))
    }
      ?? 0
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var now = timespec()
    clock_gettime(clock, &now)
    return Double(now.tv_sec) + 1e-9 * Double(now.tv_nsec)
  }
}
