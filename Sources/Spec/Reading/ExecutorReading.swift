import Base

extension ExecutorChoice {
  /// The profile in a file such as `clusters/main.yaml`; throws every fault found in it.
  public static func profile(_ yaml: String, file: String) throws(DiagnosticList)
    -> ExecutorChoice
  {
    try ParameterReader.read(yaml: yaml, file: file, path: "profile") { $0.executorSettings() }.made
  }
}

extension ParameterReader {
  /// `executor: slurm`, or `executor: {name: slurm, partition: main, time: 2h}`; nil when absent.
  func executorChoice() -> ExecutorChoice? {
    let key = "executor"
    let summary = "where stages are computed; changes no result"
    let member = member(key)
    guard member != nil || isDescribing else { return nil }
    let reader = child(member?.value, path: path(of: key), bareKey: "name")
    let choice = reader.executorSettings()
    reader.finish()
    let type = FieldType.oneOf([.choice(Self.executors), .map(reader.fields)])
    adopt(reader, under: key, from: member, type: type, required: false, summary)
    return choice
  }

  private static let executors = ["local", "slurm"]

  /// The keys of a cluster profile.
  func executorSettings() -> ExecutorChoice {
    var profile = ClusterProfile()
    let name = choice("name", of: Self.executors, default: "slurm", "the executor")
    profile.partition = optionalText("partition", "the partition; else the cluster's default")
    profile.account = optionalText("account", "the account that is charged")
    profile.qos = optionalText("qos", "the quality of service")
    profile.constraint = optionalText("constraint", "features nodes must have")
    profile.time =
      optionalDuration("time", "the most time a task may ask for") ?? profile.time
    profile.memory =
      optionalSize("memory", "what a task asks for where limits and history tell nothing")
      ?? profile.memory
    profile.cpus = integer("cpus", default: profile.cpus, in: 1...1024, "cores of a task")
    profile.arraySize = integer(
      "array-size", default: profile.arraySize, in: 1...1_000_000, "most tasks of one array")
    profile.throttle = integer(
      "throttle", default: profile.throttle, in: 1...1_000_000,
      "most tasks of an array that run at once")
    profile.pack =
      optionalDuration("pack", "how long a task should take: shorter stages are packed")
      ?? profile.pack
    profile.margin = number(
      "margin", default: profile.margin, in: .within(1...100),
      "what recorded times and memory are multiplied by before they are asked for")
    profile.poll =
      optionalDuration("poll", "time between two looks at the queue") ?? profile.poll
    profile.settle =
      optionalDuration("settle", "how long results may take to become visible")
      ?? profile.settle
    profile.setUp = texts(
      "set-up", default: [], count: 0...1000, "shell lines a task runs first")
    profile.sbatch = texts(
      "sbatch", default: [], count: 0...1000, "further options of sbatch, such as --exclusive")
    profile.results = optionalText("results", "the results folder where the command names none")
    profile.store = optionalText("store", "the store's file where the command names none")
    return name == "local" ? .local : .slurm(profile)
  }
}
