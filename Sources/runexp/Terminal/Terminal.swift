import Base
import Foundation

/// Standard output for results, standard error for progress and faults.
enum Terminal {
  /// Whether progress may be redrawn in place: standard error is a terminal that can.
  static let isLive: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
      && environment["NO_COLOR"] == nil
  }()

  /// The width of the terminal, 80 when unknown.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// The width of the terminal that standard output is; nil when it is none.
  static var outputColumns: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  /// A line on standard error.
  static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

  /// A line on standard output.
  static func output(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

  /// Writes all of `text`, whatever the descriptor takes at a time.
  ///
  /// A reader that went away (`| head`) has seen what it wanted; any other failure to write results
  /// ends the process with exit code 1, since a script would take nothing for an answer.
  static func write(_ text: String, to descriptor: Int32) {
    write(Array(text.utf8), to: descriptor)
  }

  /// The same of bytes; false when the reader went away.
  @discardableResult
  static func write(_ all: [UInt8], to descriptor: Int32) -> Bool {
    var bytes = all[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        if errno != EPIPE, descriptor == STDOUT_FILENO {
          error("error: standard output: \(LocalFileSystem.reason(errno))")
          exit(ExitStatus.failed.code)
        }
        return false
      }
      bytes = bytes.dropFirst(count)
    }
    return true
  }
}
