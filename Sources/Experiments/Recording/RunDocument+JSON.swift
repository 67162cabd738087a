import Base
import Store

extension RunDocument {
  /// The document as JSON; a stage's key stands in it once, elsewhere its place in `stages`.
  public var value: Value {
    var table = KeyTable(stages)
    let record = snapshot.record
    let runStages = snapshot.stages.map { stage in Self.value(of: stage, &table) }
    let cells = snapshot.cells.map { cell in Self.value(of: cell, &table) }
    let labels = snapshot.labels.map {
      Value.list([.integer(table.place(of: $0.key)), .text($0.label)])
    }
    return [
      "schema": .integer(Self.schema), "id": .text(record.id), "study": .text(record.study),
      "title": .text(record.title), "command": .text(record.command),
      "spec": .text(record.specText), "resolved_spec": .text(record.resolvedSpec),
      "started_at": .number(record.startedAt), "ended_at": Self.value(snapshot.endedAt),
      "status": .text(snapshot.status), "host": .text(record.host), "pid": .integer(record.pid),
      "jobs": .integer(record.jobs), "plan": Self.value(snapshot.plan),
      "cached": Self.value(snapshot.cached), "planned": Self.value(snapshot.planned),
      "environment": .map(record.environment.mapValues { .text($0) }),
      "git_commit": Self.value(record.gitCommit), "git_diff": Self.value(record.gitDiff),
      "files": .list(record.files.map(\.value)),
      "exclusions": .list(record.exclusions.map(\.value)),
      "run_stages": .list(runStages), "cells": .list(cells), "labels": .list(labels),
      "stages": .list(table.keys.map { .text($0.hex) }),
      "measured": .list(snapshot.measured.map { .text($0) }),
      "sightings": .list(snapshot.sightings.map(\.value)),
      "verdicts": .list(snapshot.verdicts.map(\.value)),
    ]
  }

  /// Reads a document; nil when a member is missing or of another type.
  public init?(_ value: Value) {
    guard let schema = value["schema"]?.integer, (1...Self.schema).contains(schema),
      let id = value["id"]?.text, let study = value["study"]?.text,
      let title = value["title"]?.text, let command = Self.command(value["command"]),
      let spec = value["spec"]?.text, let resolved = value["resolved_spec"]?.text,
      let started = value["started_at"]?.number, let status = value["status"]?.text,
      let environment = value["environment"]?.map,
      let stages = Self.all(value["stages"]?.list, { $0.text.flatMap(ContentHash.init(hex:)) })
    else { return nil }
    var record = RunRecord(
      id: id, study: study, title: title, specText: spec, resolvedSpec: resolved,
      command: command, startedAt: started, host: value["host"]?.text ?? "",
      pid: value["pid"]?.integer ?? 0, jobs: value["jobs"]?.integer ?? 1,
      environment: environment.compactMapValues(\.text))
    record.gitCommit = value["git_commit"]?.text
    record.gitDiff = value["git_diff"]?.text
    // Documents of before they were recorded have none.
    guard let files = Self.all(value["files"]?.list ?? [], RunFile.init),
      let exclusions = Self.all(value["exclusions"]?.list ?? [], Exclusion.init)
    else { return nil }
    record.files = files
    record.exclusions = exclusions
    var snapshot = RunSnapshot(
      record: record, status: status, endedAt: value["ended_at"]?.number,
      cached: value["cached"]?.integer, planned: value["planned"]?.integer,
      plan: value["plan"]?.text)
    if schema >= 2 {
      guard
        let runStages = Self.all(value["run_stages"]?.list, { Self.runStage($0, stages) }),
        let cells = Self.all(value["cells"]?.list, { Self.cell($0, stages) }),
        let labels = Self.all(value["labels"]?.list, { Self.label($0, stages) }),
        let measured = Self.all(value["measured"]?.list, \.text),
        let sightings = Self.all(value["sightings"]?.list, ClaimSighting.init),
        let verdicts = Self.all(value["verdicts"]?.list, VerdictRecord.init)
      else { return nil }
      snapshot.stages = runStages
      snapshot.cells = cells
      snapshot.labels = labels
      snapshot.measured = measured
      snapshot.sightings = sightings
      snapshot.verdicts = verdicts
    }
    self.init(snapshot: snapshot, stages: stages)
  }

  /// The command line; the first schema kept its words.
  private static func command(_ value: Value?) -> String? {
    value?.text ?? value?.list.map { $0.compactMap(\.text).joined(separator: " ") }
  }

  /// Every element of a list read, or nil.
  private static func all<Element>(_ list: [Value]?, _ read: (Value) -> Element?) -> [Element]? {
    guard let list else { return nil }
    let elements = list.compactMap(read)
    return elements.count == list.count ? elements : nil
  }

  private static func value(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
  private static func value(_ number: Int?) -> Value { number.map { .integer($0) } ?? .null }
  private static func value(_ number: Double?) -> Value { number.map { .number($0) } ?? .null }

  // MARK: Stages of the run

  private static func value(of stage: RunSnapshot.Stage, _ table: inout KeyTable) -> Value {
    [
      .integer(table.place(of: stage.planned.key)), .text(stage.planned.label),
      .number(stage.planned.weight), .text(stage.planned.reason), .text(stage.state),
      value(stage.attempt), .integer(stage.attempts), value(stage.startedAt),
      value(stage.endedAt), value(stage.progress), value(stage.message), value(stage.output),
    ]
  }

  private static func runStage(_ value: Value, _ keys: [ContentHash]) -> RunSnapshot.Stage? {
    guard let fields = value.list, fields.count == 12, let place = fields[0].integer,
      keys.indices.contains(place), let label = fields[1].text, let weight = fields[2].number,
      let reason = fields[3].text, let state = fields[4].text, let attempts = fields[6].integer
    else { return nil }
    return RunSnapshot.Stage(
      planned: PlannedRunStage(key: keys[place], label: label, weight: weight, reason: reason),
      state: state, attempt: fields[5].text, attempts: attempts, startedAt: fields[7].number,
      endedAt: fields[8].number, progress: fields[9].number, message: fields[10].text,
      output: fields[11].text)
  }

  private static func label(_ value: Value, _ keys: [ContentHash]) -> RunSnapshot.StageLabel? {
    guard let fields = value.list, fields.count == 2, let place = fields[0].integer,
      keys.indices.contains(place), let label = fields[1].text
    else { return nil }
    return RunSnapshot.StageLabel(key: keys[place], label: label)
  }

  // MARK: Cells

  private static func value(of cell: PlannedCell, _ table: inout KeyTable) -> Value {
    var stages: [Value] = []
    for stage in cell.stages {
      stages.append([
        .integer(table.place(of: stage.key)), value(stage.measure), value(stage.model),
        value(stage.checkpoint), value(stage.reference),
      ])
    }
    return [
      "label": .text(cell.label), "variant": value(cell.variant), "seed": value(cell.seed),
      "coordinates": .map(cell.coordinates), "stages": .list(stages),
    ]
  }

  private static func cell(_ value: Value, _ keys: [ContentHash]) -> PlannedCell? {
    guard let label = value["label"]?.text, let coordinates = value["coordinates"]?.map,
      let stages = all(value["stages"]?.list, { cellStage($0, keys) })
    else { return nil }
    return PlannedCell(
      label: label, variant: value["variant"]?.text, seed: value["seed"]?.integer,
      coordinates: coordinates, stages: stages)
  }

  private static func cellStage(_ value: Value, _ keys: [ContentHash]) -> PlannedCell.Stage? {
    guard let fields = value.list, fields.count == 5, let place = fields[0].integer,
      keys.indices.contains(place)
    else { return nil }
    return PlannedCell.Stage(
      key: keys[place], measure: fields[1].text, model: fields[2].text,
      checkpoint: fields[3].integer, reference: fields[4].text)
  }
}

/// Keys by their place in a list, which grows by those it does not hold.
private struct KeyTable {
  private(set) var keys: [ContentHash]
  private var places: [ContentHash: Int]

  init(_ keys: [ContentHash]) {
    self.keys = keys
    places = Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first })
  }

  mutating func place(of key: ContentHash) -> Int {
    if let place = places[key] { return place }
    places[key] = keys.count
    keys.append(key)
    return keys.count - 1
  }
}
