import ArgumentParser
import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store

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
    let study = try options.study()
    var planned = try StudyPlanner.plan(study)
    planned.setLimits(overridingDefaults: settings.limits)
    if settings.dryRun {
      let plan = place.plan(planned.graph)
      return try PlanCommand.show(
        plan, of: planned, json: settings.json, check: settings.check)
    }
    guard planned.unbuilt.isEmpty else {
      throw Diagnostic(
        .error, "\(options.spec) cannot run yet",
        notes: planned.unbuilt + ["`runexp plan \(options.spec)` shows what it would do"])
    }
    do {
      if let fault = LocalFileSystem.writeFault(of: place.folder.path) {
        return try ReadOnlyRun(study: study, folder: place.folder, place: try place.store())
          .show(place.plan(planned.graph), options: settings, fault: fault)
      }
      try StudyRun(
        study, planned, in: place.folder, storeAt: try place.store(), options: settings,
        source: SpecSource(file: options.spec, overrides: options.overrides)
      ).run()
    } catch LeaseError.unusable(let fault) {
      throw unusable(fault)
    } catch let fault as FileError where fault.path.hasPrefix(place.folder.path) {
      throw unusable(fault)
    }
  }

  /// Says that the results folder does not serve, and the exit status for that.
  private func unusable(_ fault: FileError) -> ExitStatus {
    let text = Diagnostic(
      .error, "the results folder \(place.folder.path) cannot be used: \(fault)",
      notes: ["choose another with --results"]
    ).text
    Terminal.error(text)
    return .store
  }
}
