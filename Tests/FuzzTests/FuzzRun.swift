import Base
import Foundation

/// One reader under damaged inputs, within bounds that end the process when they are broken: it is
/// run in a process of its own.
struct FuzzRun {
  /// Bytes of address space a reader may take beyond what the process has at its start: a length
  /// field is believed no further.
  static let memoryBound = 256 << 20
  /// Processor seconds for one input of at most 64 KiB.
  static let secondsBound = 20
  /// How long a run goes on, where it is not a fixed number of inputs.
  static let minutes = ProcessInfo.processInfo.environment["RUNEXP_FUZZ_MINUTES"].flatMap(
    Double.init)

  let reader: FuzzReader
  /// Where the input under way is kept, to be found when the process died of it.
  let path: String

  /// The file for `reader` of the test process `pid`.
  static func path(of reader: String, pid: Int32) -> String {
    NSTemporaryDirectory() + "/runexp-fuzz-\(reader)-\(pid)"
  }

  /// Reads damaged inputs until there were enough; throws at a broken promise.
  ///
  /// Returns how many were accepted and refused.
  func run() throws -> (accepted: Int, refused: Int) {
    let corpus = reader.corpus()
    for (index, bytes) in corpus.enumerated() {
      try FuzzReader.require(try reader.accepts(bytes), "whole input \(index) is refused")
    }
    try Self.boundMemory()
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw FileError(path: path, reason: LocalFileSystem.reason(errno)) }
    defer { close(file) }
    let clock = SystemClock()
    let end = Self.minutes.map { clock.steadySeconds + 60 * $0 }
    // A long run takes other inputs each time; what breaks it is in the file.
    let seed = end == nil ? 20_261_121 : UInt64(clock.wallSeconds)
    var mutator = Mutator(
      corpus: corpus, tokens: reader.tokens.map { Array($0.utf8) }, seed: seed,
      purpose: "fuzz \(reader.name)")
    var counts = (accepted: 0, refused: 0)
    while end.map({ clock.steadySeconds < $0 }) ?? (counts.accepted + counts.refused < reader.cases)
    {
      var bytes = mutator.next()
      if let seal = reader.seal, !mutator.oneIn(4) { bytes = seal(bytes) }
      _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
      ftruncate(file, off_t(bytes.count))
      Self.boundTime()
      if try reader.accepts(bytes) {
        counts.accepted += 1
        mutator.keep(bytes)
      } else {
        counts.refused += 1
      }
    }
    unlink(path)
    return counts
  }

  /// A larger allocation fails from here on, which ends the process.
  private static func boundMemory() throws {
    let bytes = try LocalFileSystem().read("/proc/self/statm", limit: 4096)
    let pages = bytes.split(separator: UInt8(ascii: " ")).first.flatMap {
      Int(String(decoding: $0, as: UTF8.self))
    }
    let bound = rlim_t((pages ?? 0) * sysconf(Int32(_SC_PAGESIZE)) + memoryBound)
    var limit = rlimit(rlim_cur: bound, rlim_max: bound)
    guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else {
      throw FileError(path: "RLIMIT_AS", reason: LocalFileSystem.reason(errno))
    }
  }

  /// SIGPROF ends the process when one input takes longer than `secondsBound`.
  private static func boundTime() {
    var timer = itimerval()
    timer.it_value.tv_sec = secondsBound
    setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
  }
}
