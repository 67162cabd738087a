import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Spec

/// Runs a spec: trains, measures, records, draws, judges.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a spec: train, measure, record, draw, judge. Continues what is there.",
    discussion: """
      Examples:
        runexp configs/bottleneck.yaml
        runexp run configs/bottleneck.yaml --set sweep.seed=[0,1] --results /tmp/try
      """)

  @OptionGroup var options: SpecOptions
  @OptionGroup var place: ResultsOptions
  @OptionGroup var settings: RunOptions

  func run() throws {
    StageKinds.prepareController()
    let study = try options.study()
    var planned = try StudyPlanner.plan(study)
    planned.setLimits(overridingDefaults: settings.limits)
    let executor = try ExecutorSelection(asked: settings.on, spec: options.spec).choice(of: study)
    var place = place
    if case .slurm(let profile) = executor { place = place.onCluster(profile) }
    let halved = try HalvedPlan(planned, at: place)
    let part = try RunPart(of: halved, only: settings.only, shard: settings.shard)
    if settings.dryRun {
      return try PlanCommand.show(
        place.plan(part.graph), of: halved, at: place, jobs: settings.jobs, on: executor,
        json: settings.json, check: settings.check)
    }
    guard planned.unbuilt.isEmpty else {
      throw Diagnostic(
        .error, "\(options.spec) cannot run yet",
        notes: planned.unbuilt + ["`runexp plan \(options.spec)` shows what it would do"])
    }
    let cluster = try ClusterAccess(executor)
    try place.folder.reporting {
      if let fault = LocalFileSystem.writeFault(of: place.folder.path) {
        return try ReadOnlyRun(study: study, folder: place.folder, place: try place.store())
          .show(place.plan(part.graph), options: settings, fault: fault)
      }
      try StudyRun(
        study, planned, part, in: place.folder, storeAt: try place.store(),
        on: cluster, options: settings,
        source: SpecSource(file: options.spec, overrides: options.overrides)
      ).run()
    }
  }
}
