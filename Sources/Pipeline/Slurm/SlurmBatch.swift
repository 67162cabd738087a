import Base

/// What one call of `sbatch` submits, as its folder `runs/<run>/slurm/<number>/` keeps it.
///
/// `script.sh`, `tasks/<index>.json` (a task's stages), `submission.json` (this value), `job.json` (the
/// number Slurm gave), `events/` (what nodes tell), `output/` (what tasks print), and `closed` once
/// nothing of it is expected any more.
struct SlurmBatch: Sendable, Hashable {
  /// The folder's path.
  let folder: String
  /// The study.
  var study: String
  /// The job's name, which no other submission has: how it is found when its number is not known.
  var name: String
  /// What each task asks for.
  var request: SlurmRequest
  /// Most tasks that run at once.
  var throttle: Int
  /// The keys of each task's stages.
  var tasks: [[ContentHash]]

  var scriptPath: String { folder + "/script.sh" }
  var submissionPath: String { folder + "/submission.json" }
  var jobPath: String { folder + "/job.json" }
  var closedPath: String { folder + "/closed" }
  var eventsPath: String { folder + "/events" }
  var outputFolder: String { folder + "/output" }
  func taskPath(_ index: Int) -> String { Self.taskPath(index, in: folder) }
  func outputPath(_ index: Int) -> String { "\(outputFolder)/\(index).log" }

  static func taskPath(_ index: Int, in folder: String) -> String {
    "\(folder)/tasks/\(index).json"
  }

  /// The batch as JSON.
  var value: Value {
    [
      "schema": 1, "study": .text(study), "name": .text(name), "cpus": .integer(request.cpus),
      "mebibytes": .integer(request.mebibytes), "minutes": .integer(request.minutes),
      "throttle": .integer(throttle),
      "tasks": .list(tasks.map { .list($0.map { .text($0.hex) }) }),
    ]
  }

  init(
    folder: String, study: String, name: String, request: SlurmRequest, throttle: Int,
    tasks: [[ContentHash]]
  ) {
    self.folder = folder
    self.study = study
    self.name = name
    self.request = request
    self.throttle = throttle
    self.tasks = tasks
  }

  /// Reads a batch; nil when a member is missing or of another type.
  init?(_ value: Value, folder: String) {
    guard value["schema"]?.integer == 1, let study = value["study"]?.text,
      let name = value["name"]?.text, let cpus = value["cpus"]?.integer,
      let mebibytes = value["mebibytes"]?.integer, let minutes = value["minutes"]?.integer,
      let throttle = value["throttle"]?.integer, let lists = value["tasks"]?.list
    else { return nil }
    self.init(
      folder: folder, study: study, name: name,
      request: SlurmRequest(cpus: cpus, mebibytes: mebibytes, minutes: minutes),
      throttle: throttle,
      tasks: lists.map { ($0.list ?? []).compactMap { StageRecord.hash($0) } })
  }
}
