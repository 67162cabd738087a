import Base
import Glibc
import Neural

/// Does its work on command, so that the two sides can take turns.
///
/// | line on standard input | answer, a JSON object |
/// |---|---|
/// | `run SECONDS` | `samples`, `seconds`, `cpu`: repeated for at least so long |
/// | `memory` | `peak`: the process's largest resident set so far, KiB |
/// | `allocations COUNT` | `allocations`: calls of malloc and its like in so many repetitions |
///
/// The first answer comes unasked, when everything is made: `core`, `blas`, `threads`, and `start`,
/// the `memory` before.
struct Measurement {
  private var work: any RepeatedWork
  private let start: Int

  init(_ workload: Workload) throws {
    start = ProcessState.peakMemory
    switch workload.work {
    case .train: work = try TrainingWork(workload)
    case .forward: work = try MaskedWork(workload)
    }
  }

  mutating func serve() throws {
    work.repeatOnce()
    answer([
      "core": .text(BLAS.coreName), "blas": .text(BLAS.configuration),
      "threads": .integer(BLAS.threadCount), "start": .integer(start),
    ])
    while let line = readLine() {
      let words = line.split(separator: " ")
      switch (words.first, words.dropFirst().first) {
      case ("run", let seconds?): run(for: Double(seconds) ?? 1)
      case ("memory", _): answer(["peak": .integer(ProcessState.peakMemory)])
      case ("allocations", let count?): try allocations(in: Int(count) ?? 50)
      default: throw WorkloadFault("not a command: \(line)")
      }
    }
  }

  private func answer(_ members: [String: Value]) { FileHandleText.line(Value.map(members).json) }

  private mutating func run(for seconds: Double) {
    var samples = 0
    let start = ProcessState.wallSeconds
    let startCPU = ProcessState.cpuSeconds
    var elapsed = 0.0
    repeat {
      work.repeatOnce()
      samples += work.samples
      elapsed = ProcessState.wallSeconds - start
    } while elapsed < seconds
    answer([
      "samples": .integer(samples), "seconds": .number(elapsed),
      "cpu": .number(ProcessState.cpuSeconds - startCPU),
    ])
  }

  /// Counted by ../../allocations/count.c, which stands before the C library's own functions.
  private mutating func allocations(in count: Int) throws {
    guard let symbol = dlsym(nil, "allocation_count") else {
      throw WorkloadFault("allocations are counted under LD_PRELOAD of allocations/count.c only")
    }
    typealias Counter = @convention(c) () -> Int
    let counter = unsafeBitCast(symbol, to: Counter.self)
    for _ in 0..<8 { work.repeatOnce() }
    let before = counter()
    for _ in 0..<count { work.repeatOnce() }
    let made = counter() - before
    answer(["allocations": .integer(made)])
  }
}
