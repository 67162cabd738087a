import Base
import Experiments
import Pipeline
import Store

/// The run a command is about: one named, the newest of a study, or the only one that goes on.
///
/// Where several machines share a results folder, the store of a run may lie on another one; then what
/// the folder says of detached runs is all that is known of it here.
struct ChosenRun {
  /// The run's name.
  var id: String
  /// The study.
  var study: String
  /// What the store says of it; nil where it does not know the run.
  var overview: RunOverview?
  /// Which process it was begun as, if it was detached.
  var controller: ControllerRecord?
  /// The process that runs it now; nil when none does.
  var holder: LeaseHolder?

  /// The store that knows the run; nil where none here does.
  var store: ResultsStore?

  /// Finds the run called `name`, a run or a study; or the only one that goes on.
  ///
  /// A run that was detached on this host says itself where its store lies, unless the command does.
  static func find(_ name: String?, at place: ResultsOptions) throws -> ChosenRun {
    let found = try find(name, in: place.folder, store: RecordedHistory(place).store)
    guard found.store == nil, place.storePath == nil, let controller = found.controller,
      controller.host == ProcessIdentity.host
    else { return found }
    var place = place
    place.storePath = controller.store
    return try find(found.id, in: place.folder, store: RecordedHistory(place).store)
  }

  private static func find(_ name: String?, in folder: ResultsFolder, store: ResultsStore?) throws
    -> ChosenRun
  {
    let controllers = try folder.controllers()
    guard let name else { return try only(of: controllers, in: folder, store) }
    let overview = try store?.run(name) ?? store?.runs(study: name, limit: 1).first
    let controller =
      controllers.last { $0.run == name } ?? controllers.last { $0.study == name }
    if let controller, name == controller.run || controller.since >= overview?.startedAt ?? 0 {
      return try of(controller, in: folder, store)
    }
    guard let overview else {
      let names = try store.map { try $0.studies() + $0.runIDs() } ?? []
      throw StatusCommand.unknown(
        name, among: names + controllers.flatMap { [$0.run, $0.study] })
    }
    return try of(overview, in: folder, store)
  }

  private static func only(
    of controllers: [ControllerRecord], in folder: ResultsFolder, _ store: ResultsStore?
  ) throws -> ChosenRun {
    var runs =
      try store.map { store in
        try store.studies().flatMap { study in
          try current(of: study, in: folder, store).map { try of($0, in: folder, store) }
        }
      } ?? []
    let known = Set(runs.map(\.id))
    runs += try controllers.filter { !known.contains($0.run) }.map {
      try of($0, in: folder, store)
    }
    runs = runs.filter { $0.holder != nil }
    guard let run = runs.first else {
      throw Diagnostic(
        .error, "nothing runs in \(folder.path)", notes: ["`runexp status` lists the last runs"])
    }
    guard runs.count == 1 else {
      throw Diagnostic(
        .error, "several runs go on in \(folder.path): name one",
        notes: runs.map { "\($0.study)  \($0.id)" })
    }
    return run
  }

  /// A run that the store knows.
  private static func of(
    _ overview: RunOverview, in folder: ResultsFolder, _ store: ResultsStore?
  ) throws -> ChosenRun {
    if let controller = folder.run(overview.id).controller {
      return try of(controller, in: folder, store)
    }
    return ChosenRun(
      id: overview.id, study: overview.study, overview: overview, controller: nil,
      holder: holder(of: overview, in: folder), store: store)
  }

  /// A run that was detached, known to the store here or not.
  private static func of(
    _ controller: ControllerRecord, in folder: ResultsFolder, _ store: ResultsStore?
  ) throws -> ChosenRun {
    let overview = try store?.run(controller.run)
    return ChosenRun(
      id: controller.run, study: controller.study, overview: overview, controller: controller,
      holder: RunLease.holders(study: controller.study, in: folder).first {
        $0.host == controller.host && $0.pid == controller.pid
      }, store: overview == nil ? nil : store)
  }

  /// The process that runs what the store says is running; nil when none does.
  static func holder(of run: RunOverview, in folder: ResultsFolder) -> LeaseHolder? {
    guard run.status == RunStatus.running.rawValue else { return nil }
    return RunLease.holders(study: run.study, in: folder).first {
      $0.host == run.host && $0.pid == run.pid
    }
  }

  /// The runs of a study that go on – several where they are of shards –, else its newest.
  static func current(of study: String, in folder: ResultsFolder, _ store: ResultsStore) throws
    -> [RunOverview]
  {
    let last = try store.runs(study: study, limit: StudyShard.most)
    let living = last.filter { holder(of: $0, in: folder) != nil }
    return living.isEmpty ? Array(last.prefix(1)) : living
  }

  /// Whether the process that ran it when it was chosen still does.
  func goesOn(in folder: ResultsFolder) -> Bool {
    holder.map { RunLease.holders(study: study, in: folder).contains($0) } ?? false
  }

  /// How a command says that it must be given on the host of the run's process.
  func command(_ verb: String, in folder: ResultsFolder) -> String {
    "runexp \(verb) \(id) --results \(AbsolutePath.of(folder.path))"
  }
}
