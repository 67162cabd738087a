import Base
import Experiments
import Glibc
import Neural

/// The engine's side of the benchmarks and of the interchange check; ../bench.py,
/// ../bench_interactions.py, ../bench_store.py and ../check_interchange.py are the other ends.
///
///     benchmark measure WORK            then commands on standard input, see `Measurement`
///     benchmark weights WORK FILE       writes the weights of seed 1, initialised as in studies
///     benchmark outputs WORK WEIGHTS INPUTS FILE
///     benchmark interactions ROW FOLDER then commands on standard input, see `RowMeasurement`
///     benchmark commits COUNT GROUP DATABASE  seconds for COUNT stages of one row, GROUP a transaction
///     benchmark cluster STAGES SLOTS SECONDS  the controller's cost on a simulated Slurm cluster
///
/// WORK is a JSON object; see `Workload`. ROW is one of `InteractionRows`, FOLDER holds its inputs.
@main
enum Benchmark {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      switch (arguments.first, arguments.count) {
      case ("measure", 2):
        var measurement = try Measurement(Workload(json: arguments[1]))
        try measurement.serve()
      case ("interactions", 3):
        var measurement = try RowMeasurement(arguments[1], in: ExchangeFolder(arguments[2]))
        try measurement.serve()
      case ("weights", 3):
        try Interchange(Workload(json: arguments[1])).writeWeights(to: arguments[2])
      case ("commits", 4):
        guard let count = Int(arguments[1]), let group = Int(arguments[2]), group > 0 else {
          throw WorkloadFault("COUNT and GROUP are numbers")
        }
        let commits = SingleCommits(count: count, group: group, path: arguments[3])
        FileHandleText.line("\(try commits.run())")
      case ("cluster", 4):
        guard let stages = Int(arguments[1]), let slots = Int(arguments[2]),
          let seconds = Double(arguments[3])
        else { throw WorkloadFault("STAGES, SLOTS and SECONDS are numbers") }
        let scale = ClusterScale(stages: stages, slots: slots, seconds: seconds)
        FileHandleText.line(try scale.run().json)
      case ("outputs", 5):
        try Interchange(Workload(json: arguments[1])).writeOutputs(
          weights: arguments[2], inputs: arguments[3], to: arguments[4])
      default:
        throw WorkloadFault(
          "usage: benchmark measure | weights | outputs WORK [FILE …], interactions ROW FOLDER,"
            + " commits COUNT GROUP DATABASE, or cluster STAGES SLOTS SECONDS")
      }
    } catch {
      FileHandleText.error((error as? DiagnosticList)?.text ?? "benchmark: \(error)")
      exit(1)
    }
  }
}

/// Why a benchmark cannot run.
struct WorkloadFault: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Lines to the standard streams, unbuffered.
enum FileHandleText {
  static func line(_ text: String) { write(text, to: STDOUT_FILENO) }
  static func error(_ text: String) { write(text, to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array((text + "\n").utf8)
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        raw.baseAddress.map { Glibc.write(descriptor, $0 + start, bytes.count - start) } ?? 0
      }
      guard count > 0 else { return }
      start += count
    }
  }
}
