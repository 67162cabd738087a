import Base
import Store
import Views

/// A trace as lines, JSON, or a graph for Graphviz.
struct TraceText {
  let trace: Trace

  /// How many keys of a kind of stages are shown.
  private static let shownKeys = 3
  /// How many cells are shown.
  private static let shownCells = 8

  // MARK: - Lines

  /// The lines for a person.
  var lines: [String] {
    let subject = trace.subject
    let of = subject.study.map { " of study \($0)" } ?? ""
    var lines = ["\(subject.kind.rawValue) \(subject.name)\(of)"]
    lines += trace.facts.map { Self.fact($0.name, $0.text) }
    for part in trace.spec { lines.append(Self.fact("spec", "\(part.place) (\(part.path))")) }
    if !trace.cells.isEmpty {
      let shown = trace.cells.prefix(Self.shownCells).joined(separator: " ")
      let more = trace.cells.count - Self.shownCells
      lines.append(Self.fact("cells", more > 0 ? "\(shown) and \(more) more" : shown))
    }
    if let dependents = trace.dependents { return lines + Self.lines(of: dependents) + stageLines }
    return lines + stageLines + originLines
  }

  private var kinds: [(kind: String, stages: [Lineage.Stage])] {
    let groups = Dictionary(grouping: trace.lineage.stages) { $0.kind ?? "not run yet" }
    return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private var stageLines: [String] {
    let count = trace.lineage.stages.count
    guard count > 0 else {
      return [Self.fact("stages", "none holds such rows; run the study, then ask again")]
    }
    let verb = trace.dependents == nil ? "" : ", it and those made from it"
    return [Self.fact("stages", "\(count)\(verb)")]
      + kinds.map { kind, stages in
        let keys = stages.prefix(Self.shownKeys).map { "\($0.key.prefix(12)) \($0.label)" }
        let more = stages.count > Self.shownKeys ? ", …" : ""
        return "    \(kind)  \(stages.count): \(keys.joined(separator: ", "))\(more)"
      }
  }

  private var originLines: [String] {
    let lineage = trace.lineage
    var lines = lineage.machines.enumerated().map { place, machine in
      let count = lineage.stages.count { $0.machine == place }
      let names = ["host", "cpu", "runexp", "blas", "blas_core", "libc"]
      let facts = names.compactMap { name in machine.facts[name].map { "\(name) \($0)" } }
      let binary = machine.binary.map { ", binary \($0.prefix(12))" } ?? ""
      return Self.fact("computed", "\(count) by \(facts.joined(separator: ", "))\(binary)")
    }
    for run in lineage.runs {
      let commit = run.commit.map { ", commit \($0.prefix(12))" } ?? ""
      let git = run.git.map { " (\($0))" } ?? ""
      lines.append(
        Self.fact(
          "run",
          "\(run.id): \(run.status), \(Amount.count(run.stages, "stage"))"
            + " of these\(commit)\(git)"))
      lines.append(Self.fact("", run.command))
    }
    if !lineage.seeds.isEmpty {
      let seeds = lineage.seeds.sorted { $0.key < $1.key }.map { name, values in
        let shown = values.prefix(10).joined(separator: " ")
        return "\(name) \(shown)\(values.count > 10 ? " …" : "")"
      }
      lines.append(Self.fact("seeds", seeds.joined(separator: "; ")))
    }
    lines += lineage.files.map { file in
      let size = file.size.map { ", \(Amount.bytes($0))" } ?? ""
      return Self.fact("data", "\(file.path ?? file.name)\(size), sha256 \(file.sha256)")
    }
    if lineage.files.isEmpty, !lineage.stages.isEmpty {
      lines.append(Self.fact("data", "no file: made by the program"))
    }
    return lines
  }

  private static func lines(of dependents: [Trace.Dependent]) -> [String] {
    guard !dependents.isEmpty else { return [fact("used by", "no study's plan")] }
    return dependents.flatMap { dependent in
      [
        ("measures", dependent.measures), ("figures", dependent.figures),
        ("claims", dependent.claims),
      ].filter { !$0.1.isEmpty }.map { kind, names in
        fact(kind, "\(names.joined(separator: ", ")) of study \(dependent.study)")
      }
    }
  }

  private static func fact(_ name: String, _ text: String) -> String {
    "  " + name + String(repeating: " ", count: max(1, 15 - name.count)) + text
  }

  // MARK: - JSON

  /// The trace for scripts.
  var value: Value {
    let lineage = trace.lineage
    let keys = Dictionary(
      lineage.stages.map { ($0.number, $0.key) }, uniquingKeysWith: { first, _ in first })
    var inputs: [Int64: [String: [Value]]] = [:]
    for input in lineage.inputs {
      guard let key = keys[input.input] else { continue }
      inputs[input.stage, default: [:]][input.role, default: []].append(.text(key))
    }
    let stages = lineage.stages.map { stage in
      Value.map([
        "key": .text(stage.key), "kind": Self.value(stage.kind), "label": .text(stage.label),
        "version": stage.version.map { .integer($0) } ?? .null,
        "machine": stage.machine.map { .integer($0) } ?? .null,
        "finished_at": stage.finishedAt.map { .number($0) } ?? .null,
        "is_root": .boolean(trace.roots.contains(stage.number)),
        "inputs": .map((inputs[stage.number] ?? [:]).mapValues { .list($0) }),
      ])
    }
    var members: [String: Value] = [
      "schema": 1, "kind": .text(trace.subject.kind.rawValue), "name": .text(trace.subject.name),
      "study": Self.value(trace.subject.study), "forward": .boolean(trace.dependents != nil),
      "facts": .map(
        Dictionary(
          trace.facts.map { ($0.name, .text($0.text)) }, uniquingKeysWith: { first, _ in first })),
      "spec": .list(trace.spec.map { ["path": .text($0.path), "place": .text($0.place)] }),
      "cells": .list(trace.cells.map { .text($0) }), "stages": .list(stages),
      "machines": .list(
        lineage.machines.map {
          [
            "binary": Self.value($0.binary), "facts": .map($0.facts.mapValues { .text($0) }),
          ]
        }),
      "seeds": .map(lineage.seeds.mapValues { .list($0.map { .text($0) }) }),
      "files": .list(
        lineage.files.map {
          [
            "sha256": .text($0.sha256), "name": .text($0.name), "path": Self.value($0.path),
            "size": $0.size.map { .integer($0) } ?? .null, "stages": .integer($0.stages),
          ]
        }),
      "runs": .list(
        lineage.runs.map {
          [
            "run": .text($0.id), "study": .text($0.study), "status": .text($0.status),
            "started_at": .number($0.startedAt), "command": .text($0.command),
            "commit": Self.value($0.commit), "git": Self.value($0.git),
            "stages": .integer($0.stages),
          ]
        }),
    ]
    if let dependents = trace.dependents {
      members["dependents"] = .list(
        dependents.map {
          [
            "study": .text($0.study), "measures": .list($0.measures.map { .text($0) }),
            "figures": .list($0.figures.map { .text($0) }),
            "claims": .list($0.claims.map { .text($0) }),
          ]
        })
    }
    return .map(members)
  }

  private static func value(_ text: String?) -> Value { text.map { .text($0) } ?? .null }

  // MARK: - Graphviz

  /// The stages and their inputs as a graph in the language of Graphviz.
  var dot: String {
    var text = "digraph \(Self.quoted(trace.subject.name)) {\n  rankdir=LR;\n  node [shape=box];\n"
    for stage in trace.lineage.stages {
      let mark = trace.roots.contains(stage.number) ? ", style=bold" : ""
      let label = "\(stage.label)\n\(stage.key.prefix(12))"
      text += "  s\(stage.number) [label=\(Self.quoted(label))\(mark)];\n"
    }
    for input in trace.lineage.inputs {
      text += "  s\(input.input) -> s\(input.stage) [label=\(Self.quoted(input.role))];\n"
    }
    return text + "}\n"
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.map { character in
      switch character {
      case "\"", "\\": "\\\(character)"
      case "\n": "\\n"
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
