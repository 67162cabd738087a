/// What one call of `squeue` told of all tasks of one user.
///
/// Tasks that wait stand in one row of their array, with a list of their indices; every other task
/// has a row of its own. Text rather than JSON, since its columns have been the same for as long as
/// there are arrays, while the JSON changed shape with nearly every version.
public struct SlurmQueue: Sendable, Equatable {
  /// The format asked for: array, indices, state, node, name, reason; the reason is last since it may
  /// hold anything.
  public static let format = "%F|%K|%T|%N|%j|%r"

  /// What is known of one job.
  struct Job: Sendable, Equatable {
    /// Its name; a job of another name under a known number is another job.
    var name: String
    /// The tasks with rows of their own.
    var tasks: [Int: SlurmState] = [:]
    /// The tasks that wait and share a row.
    var waiting: [(indices: ClosedRange<Int>, state: SlurmState)] = []
    /// Set where the list of waiting tasks was cut short: then any other task may wait as well.
    var waitingRest: SlurmState?

    static func == (left: Job, right: Job) -> Bool {
      left.name == right.name && left.tasks == right.tasks
        && left.waiting.elementsEqual(right.waiting) { $0 == $1 }
        && left.waitingRest == right.waitingRest
    }
  }

  private(set) var jobs: [Int: Job] = [:]

  /// An empty queue.
  init() {}

  /// Reads what `squeue` printed with `format`; lines of another shape are passed over.
  public init(_ text: String) {
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: "|", maxSplits: 5, omittingEmptySubsequences: false)
      guard fields.count == 6, let job = Int(fields[0]) else { continue }
      let state = SlurmState(
        word: String(fields[2]), reason: String(fields[5]), node: String(fields[3]))
      add(job, indices: fields[1], state, name: String(fields[4]))
    }
  }

  private mutating func add(_ job: Int, indices: Substring, _ state: SlurmState, name: String) {
    var entry = jobs[job] ?? Job(name: name)
    defer { jobs[job] = entry }
    if let index = Int(indices) {
      entry.tasks[index] = state
      return
    }
    // 0-5,8,10-20:2%3; a list longer than Slurm likes to print ends with dots.
    for part in indices.prefix(while: { $0 != "%" }).split(separator: ",") {
      if part.hasSuffix("...") {
        entry.waitingRest = state
        continue
      }
      let pieces = part.split(separator: ":")
      let ends = pieces.first?.split(separator: "-").compactMap { Int($0) } ?? []
      guard let first = ends.first, let last = ends.last, first <= last else { continue }
      let step = pieces.count == 2 ? Int(pieces[1]) ?? 1 : 1
      if step == 1 {
        entry.waiting.append((first...last, state))
      } else {
        for index in stride(from: first, through: last, by: max(step, 1)) {
          entry.waiting.append((index...index, state))
        }
      }
    }
  }

  /// What is said of a task of the job called `name`; nil when nothing is.
  func state(of task: SlurmTaskID, name: String) -> SlurmState? {
    guard let job = jobs[task.job], job.name == name else { return nil }
    if let state = job.tasks[task.index] { return state }
    return job.waiting.first { $0.indices.contains(task.index) }?.state ?? job.waitingRest
  }

  /// Whether anything is said of the job called `name`.
  func knows(job: Int, name: String) -> Bool { jobs[job]?.name == name }

  /// The number of the job called `name`; nil when there is none.
  func job(named name: String) -> Int? {
    jobs.filter { $0.value.name == name }.keys.max()
  }
}
