import ArgumentParser
import Base
import Experiments
import Pipeline
import Spec

/// Shows what a run would do and why; runs and writes nothing.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what would run, and why; nothing is run or written.",
    discussion: """
      Examples:
        runexp plan configs/bottleneck.yaml
        runexp plan configs/bottleneck.yaml --json | jq .to_run
      """)

  @OptionGroup var options: SpecOptions
  @OptionGroup var place: ResultsOptions

  @Option(
    name: .shortAndLong, help: "Worker processes assumed; as many as cores unless given.")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Where stages would run: local, slurm, or a cluster's profile.", valueName: "executor"))
  var on: String?

  @Option(
    help: ArgumentHelp("Plan the cells of one shard.", valueName: "i/n"),
    transform: RunOptions.shard)
  var shard: StudyShard?

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Exit 3 if work would be done.")
  var check = false

  mutating func validate() throws { try RunOptions.check(jobs: jobs) }

  func run() throws {
    let study = try options.study()
    let planned = try StudyPlanner.plan(study)
    let executor = try ExecutorSelection(asked: on, spec: options.spec).choice(of: study)
    var place = place
    if case .slurm(let profile) = executor { place = place.onCluster(profile) }
    let halved = try HalvedPlan(planned, at: place)
    try Self.show(
      place.plan(try RunPart(of: halved, shard: shard).graph), of: halved, at: place,
      jobs: jobs, on: executor, json: json, check: check)
  }

  /// Prints the plan; ends with exit code 3 when `check` and there is work.
  static func show(
    _ plan: Plan, of halved: HalvedPlan, at place: ResultsOptions, jobs: Int?,
    on executor: ExecutorChoice, json: Bool, check: Bool
  ) throws {
    // Where all is there, nothing has to be explained or predicted.
    let history =
      plan.count(.cached) < plan.entries.count ? try RecordedHistory(place) : nil
    let forecast = try history.map { history in
      ForecastText(
        forecast: try history.forecast(plan, workers: RunOptions.workers(jobs)),
        free: FreeSpace.bytes(at: plan.folder.path))
    }
    let text = PlanText(
      plan, of: halved.planned, halving: HalvingText(halved),
      earlier: try history?.earlierStages(of: halved.full.study.name)
        ?? EarlierStages(keys: [:], in: plan.folder),
      forecast: forecast)
    let submissions = try SlurmText(plan, of: halved.planned, executor, history)
    if json {
      var members = text.value.map ?? [:]
      if let submissions { members["slurm"] = submissions.value }
      Terminal.output(Value.map(members).json)
    } else {
      for line in text.lines(columns: Terminal.outputColumns) { Terminal.output(line) }
      for line in submissions?.lines ?? [] { Terminal.output(line) }
    }
    if let warning = forecast?.warning { Terminal.error(warning) }
    if check, plan.count(.run) > 0 { throw ExitStatus.workLeft }
  }
}
