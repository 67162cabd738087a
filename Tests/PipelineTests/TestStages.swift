import Base
import Glibc
@testable import Pipeline
import Synchronization

/// Writes its text after those of its inputs, in order.
enum WriteStage: StageKind {
  static let name = "write"
  static let version = 1

  static func run(_ job: StageJob) throws {
    var bytes: [UInt8] = []
    for input in job.inputs("from") { bytes += try input.read("out.txt") }
    bytes += Array((job.parameters["text"]?.text ?? "").utf8)
    try job.log("writing \(bytes.count) bytes")
    job.report(progress: 1, "written")
    try job.write(bytes, to: "out.txt")
  }
}

/// Writes half a result and then gives up.
enum FailStage: StageKind {
  static let name = "fail"
  static let version = 1

  static func run(_ job: StageJob) throws {
    try job.write([1, 2, 3], to: "half.bin")
    try job.log("about to fail")
    throw StageFailure("the loss is NaN at step 7")
  }
}

/// Writes something else every time, against the rules.
enum ChanceStage: StageKind {
  static let name = "chance"
  static let version = 1
  private static let count = Atomic<Int>(0)

  static func run(_ job: StageJob) throws {
    let number = count.add(1, ordering: .relaxed).newValue
    try job.write(Array("\(number)".utf8), to: "out.txt")
    try job.write([7], to: "same.bin")
  }
}

/// Takes long enough for its memory to be asked for.
enum PauseStage: StageKind {
  static let name = "pause"
  static let version = 1

  static func run(_ job: StageJob) throws {
    usleep(20_000)
    try job.write([7], to: "out.txt")
  }
}

/// Never ends by itself.
enum EndlessStage: StageKind {
  static let name = "endless"
  static let version = 1

  static func run(_ job: StageJob) throws {
    while true {
      try job.checkCancelled()
      usleep(1000)
    }
  }
}

let testCatalog: StageCatalog = [
  WriteStage.name: WriteStage.self, FailStage.name: FailStage.self,
  ChanceStage.name: ChanceStage.self, EndlessStage.name: EndlessStage.self,
  PauseStage.name: PauseStage.self,
]

/// A stage of the test catalog.
func node(
  _ label: String, kind: String = "write", from inputs: [StageNode] = [],
  preferring preferred: [StageNode] = [], blocked: String? = nil, weight: Double = 1,
  cores: Int = 1, limits: StageLimits = StageLimits()
) -> StageNode {
  var node = StageNode(
    kind: kind, version: 1, parameters: ["text": .text(label)],
    inputs: ["from": inputs.map(\.key)], label: label,
    preferred: ["before": preferred.map(\.key)], blocked: blocked, weight: weight,
    cores: cores)
  node.limits = limits
  return node
}

/// The graph of some stages.
func graph(_ nodes: StageNode...) -> StageGraph {
  var graph = StageGraph()
  for node in nodes { graph.add(node) }
  return graph
}

/// A results folder in the system's temporary folder, removed with this object.
final class TemporaryResults {
  let folder: ResultsFolder

  init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/runexp-pipeline-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw StageFailure("no temporary folder") }
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    folder = ResultsFolder(path)
  }

  deinit { try? FileTree.remove(folder.path) }

  /// Runs a graph in this process and returns the report and what was heard.
  func run(
    _ graph: StageGraph, executor: (any Executor)? = nil, failFast: Bool = false,
    maxFailures: Int? = nil,
    interrupts: Interrupts? = nil, grace: Double = 10, memory: Int? = nil,
    maxSeconds: Double? = nil,
    hearing: @escaping (RunEvent) -> Void = { _ in }
  ) throws -> (report: RunReport, heard: [String]) {
    var heard: [String] = []
    var options = Scheduler.Options()
    options.failFast = failFast
    options.maxFailures = maxFailures
    options.grace = grace
    options.memory = memory
    options.maxSeconds = maxSeconds
    let scheduler = try Scheduler(
      plan: Plan.make(graph, in: folder),
      executor: executor ?? InProcessExecutor(catalog: testCatalog, interrupts: interrupts),
      options: options, interrupts: interrupts
    ) { event in
      if case .turn = event {} else { heard.append(event.brief) }
      hearing(event)
    }
    return (try scheduler.run(), heard)
  }

  /// A request for a node's next attempt.
  func request(_ node: StageNode, counter: Int = 1) -> StageRequest {
    StageRequest(
      node, preferred: [:], results: folder,
      attempt: AttemptID(host: "here", pid: 1, start: 2, counter: counter), binary: nil,
      environment: [:])
  }

  /// Computes one attempt of a node without a scheduler.
  @discardableResult
  func attempt(_ node: StageNode, counter: Int = 1) -> AttemptResult {
    AttemptRunner(catalog: testCatalog).run(
      request(node, counter: counter), report: { _ in }, isCancelled: { false })
  }

  /// The text a stage of kind `write` published.
  func text(_ node: StageNode) throws -> String {
    let stage = PublishedStage(key: node.key, path: folder.stage(node.key))
    return String(decoding: try stage.read("out.txt"), as: UTF8.self)
  }
}

extension RunEvent {
  /// One word and the label, enough to see an order.
  var brief: String {
    switch self {
    case .started(let node, _): "started \(node.label)"
    case .queued(let node, let text): "queued \(node.label): \(text)"
    case .note(let text): "note: \(text)"
    case .progress(let node, _): "progress \(node.label)"
    case .finished(let node, _): "finished \(node.label)"
    case .failed(let node, _, _): "failed \(node.label)"
    case .retrying(let node, _, _, let attempt, let all):
      "retrying \(node.label) \(attempt)/\(all)"
    case .skipped(let node, _): "skipped \(node.label)"
    case .waiting(let node): "waiting \(node.label)"
    case .setAside(let node, _, _): "set aside \(node.label)"
    case .nondeterminism(let difference): "nondeterminism \(difference.label)"
    case .stopping(let immediately): "stopping \(immediately ? "now" : "soon")"
    case .turn: "turn"
    case .outOfTime: "out of time"
    case .tooManyFailures(let count): "too many failures: \(count)"
    }
  }
}

/// Runs attempts in this process, several of them under way at once: the oldest ends first.
final class QueueExecutor: Executor {
  let slots: Int
  private var running: [StageRequest] = []
  /// What was started, with the cores it got.
  private(set) var started: [String] = []

  init(slots: Int) { self.slots = slots }

  func start(_ request: StageRequest) throws {
    running.append(request)
    started.append("\(request.label) on \(request.cores)")
  }

  func wait(seconds: Double, wakeUp: Int32) -> [ExecutorEvent] {
    guard !running.isEmpty else { return [] }
    let request = running.removeFirst()
    let result = AttemptRunner(catalog: testCatalog).run(
      request, report: { _ in }, isCancelled: { false })
    return [.ended(request.key, result)]
  }

  func cancelAll() {}
  func killAll() {}
  func shutDown() {}
}
