import Base
import Store
import Views

/// What is known of one thing: lines for a person, and the same as members of a JSON object.
struct FactsText {
  private(set) var lines: [String] = []
  private(set) var members: [String: Value] = [:]

  /// Neighbours, outputs and rows shown of a stage without `--all`.
  static let shown = 10

  /// Begins with what the thing is.
  init(_ title: String, kind: String) {
    lines = [title]
    members["kind"] = .text(kind)
  }

  // MARK: Parts

  /// A line `name  text`; nothing where there is no text.
  mutating func fact(_ name: String, _ text: String?) {
    guard let text, !text.isEmpty else { return }
    lines.append("  " + name.padding(to: 12) + ShownText.line(text))
  }

  /// A member of the JSON object.
  mutating func member(_ name: String, _ value: Value?) { members[name] = value ?? .null }

  /// Lines below a heading; those that are too many are counted.
  mutating func list(_ heading: String, _ all: [String], limit: Int = .max) {
    guard !all.isEmpty else { return }
    lines.append("\(heading):")
    lines += all.prefix(limit).map { "  " + $0 }
    if all.count > limit { lines.append("  and \(all.count - limit) more: --all") }
  }

  /// A table below a heading.
  mutating func table(_ heading: String, _ table: TextTable, limit: Int = .max) {
    guard !table.rows.isEmpty else { return }
    var cut = table
    cut.rows = Array(table.rows.prefix(limit))
    list(heading, cut.lines)
    if table.rows.count > limit { lines.append("  and \(table.rows.count - limit) more: --all") }
  }

  /// Tags and notes.
  mutating func add(_ annotations: [Annotation]) {
    member("annotations", .list(annotations.map(\.value)))
    let tags = annotations.filter { $0.kind == .tag }
    if !tags.isEmpty { list("tags", AnnotationText.lines(tags, named: false)) }
    list("notes", AnnotationText.lines(annotations.filter { $0.kind == .note }, named: false))
  }

  static func value(_ number: Double?) -> Value { number.map { .number($0) } ?? .null }
  static func value(_ integer: Int?) -> Value { integer.map { .integer($0) } ?? .null }
  static func value(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
}

// MARK: Store and studies

extension FactsText {
  /// The store at a glance.
  init(_ overview: StoreOverview, runs: [RunOverview], store: ResultsStore, bytes: Int) {
    self.init(store.path, kind: "store")
    fact(
      "holds",
      "\(Amount.count(overview.studies.count, "study", "studies")), "
        + "\(Amount.count(overview.stages, "stage")), \(Amount.count(overview.rows, "row"))")
    fact("size", "\(Amount.bytes(bytes)), outputs \(Amount.bytes(overview.outputBytes))")
    member("path", .text(store.path))
    member("bytes", .integer(bytes))
    member("stages", .integer(overview.stages))
    member("rows", .integer(overview.rows))
    member("output_bytes", .integer(overview.outputBytes))
    add(overview.studies)
    add(runs)
  }

  /// A study.
  init(
    _ studies: [StudyOverview], runs: [RunOverview], verdicts: [RunFacts.Verdict],
    measures: [String]
  ) {
    self.init("study \(studies.first?.name ?? "")", kind: "study")
    fact("title", studies.first?.title)
    fact("measures", measures.joined(separator: ", "))
    member("measures", .list(measures.map { .text($0) }))
    add(studies)
    add(runs)
    add(verdicts)
  }

  private mutating func add(_ studies: [StudyOverview]) {
    table(
      "studies",
      TextTable(
        columns: [
          .init("study"), .init("cells", .right), .init("stages", .right), .init("runs", .right),
          .init("rows", .right), .init("title"),
        ],
        rows: studies.map { study in
          [
            study.name, "\(study.cells)", "\(study.finished)/\(study.stages)", "\(study.runs)",
            "\(study.rows)", ShownText.line(study.title),
          ]
        }))
    member(
      "studies",
      .list(
        studies.map { study in
          [
            "study": .text(study.name), "title": .text(study.title),
            "cells": .integer(study.cells), "stages": .integer(study.stages),
            "stages_finished": .integer(study.finished), "runs": .integer(study.runs),
            "rows": .integer(study.rows),
          ]
        }))
  }

  private mutating func add(_ runs: [RunOverview]) {
    list(
      "last runs",
      runs.map { run in
        let end = run.endedAt.map { " after \(Amount.duration($0 - run.startedAt))" } ?? ""
        return "\(run.id)  \(run.status)\(end)"
      })
    member(
      "last_runs",
      .list(
        runs.map { run in
          [
            "run": .text(run.id), "study": .text(run.study), "status": .text(run.status),
            "started_at": .number(run.startedAt), "ended_at": Self.value(run.endedAt),
          ]
        }))
  }

  /// A verdict that confirms nothing says so.
  private static func words(_ verdict: RunFacts.Verdict) -> String {
    verdict.registration == ClaimRegistration.exploratoryWord
      ? ClaimTable.exploratory(verdict.verdict) : verdict.verdict
  }

  mutating func add(_ verdicts: [RunFacts.Verdict]) {
    list(
      "verdicts",
      verdicts.map { verdict in
        guard let estimate = verdict.estimate, let low = verdict.low, let high = verdict.high else {
          return "\(verdict.claim): \(Self.words(verdict))"
        }
        let interval = "[\(ShownNumber.text(low)), \(ShownNumber.text(high))]"
        return "\(verdict.claim): \(Self.words(verdict)), \(ShownNumber.text(estimate)) \(interval)"
      })
    member(
      "verdicts",
      .list(
        verdicts.map { verdict in
          [
            "claim": .text(verdict.claim), "verdict": .text(verdict.verdict),
            "registration": .text(verdict.registration),
            "estimate": Self.value(verdict.estimate), "low": Self.value(verdict.low),
            "high": Self.value(verdict.high),
          ]
        }))
  }
}
