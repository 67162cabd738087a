import Base
import Neural

/// Does a row's work on command, so that the sides can take turns.
///
/// | line on standard input | answer, a JSON object |
/// |---|---|
/// | `run SECONDS` | `seconds`, `cpu`: medians of one repetition, repeated for at least so long |
///
/// The first answer comes unasked, when the work has been done once and its results written:
/// `core` and `blas`, the first time's `seconds` and `cpu`, and the process's largest resident sets,
/// KiB: `start` before anything was made, `peak` after the work.
struct RowMeasurement {
  private var row: any InteractionRow

  init(_ name: String, in folder: ExchangeFolder) throws {
    let start = ProcessState.peakMemory
    row = try InteractionRows.row(name, in: folder)
    try row.prepare()
    let first = try Self.timed { try row.work() }
    let peak = ProcessState.peakMemory
    try folder.write(row.results, of: name)
    answer([
      "core": .text(BLAS.coreName), "blas": .text(BLAS.configuration), "start": .integer(start),
      "peak": .integer(peak), "seconds": .number(first.wall), "cpu": .number(first.cpu),
    ])
  }

  mutating func serve() throws {
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, words[0] == "run", let seconds = Double(words[1]) else {
        throw WorkloadFault("not a command: \(line)")
      }
      try run(for: seconds)
    }
  }

  private mutating func run(for seconds: Double) throws {
    let end = ProcessState.wallSeconds + seconds
    var wall: [Double] = []
    var cpu: [Double] = []
    repeat {
      try row.prepare()
      let time = try Self.timed { try row.work() }
      wall.append(time.wall)
      cpu.append(time.cpu)
    } while ProcessState.wallSeconds < end
    answer(["seconds": .number(Self.median(wall)), "cpu": .number(Self.median(cpu))])
  }

  private static func timed(_ work: () throws -> Void) rethrows -> (wall: Double, cpu: Double) {
    let startCPU = ProcessState.cpuSeconds
    let start = ProcessState.wallSeconds
    try work()
    let wall = ProcessState.wallSeconds - start
    return (wall, ProcessState.cpuSeconds - startCPU)
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  private func answer(_ members: [String: Value]) { FileHandleText.line(Value.map(members).json) }
}
