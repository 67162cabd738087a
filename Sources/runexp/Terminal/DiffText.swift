import Base
import Foundation
import Pipeline
import Store
import Views

/// What is said about two sides: how they were made, and how their numbers differ.
struct DiffText {
  let first: DiffSide
  let second: DiffSide
  let comparison: Comparison
  let settings: Comparison.Settings

  /// What differs in the specs, by dotted path.
  private var specChanges: [(path: String, old: Value?, new: Value?)] {
    StageDifference.changes(from: first.spec, to: second.spec).compactMap {
      guard case .parameter(let path, let old, let new) = $0 else { return nil }
      return (path, old, new)
    }
  }

  /// What differs in machine, program and settings, by name.
  private var factChanges: [(name: String, old: String?, new: String?)] {
    Set(first.facts.keys).union(second.facts.keys).sorted().compactMap { name in
      let (old, new) = (first.facts[name], second.facts[name])
      return old == new ? nil : (name, old, new)
    }
  }

  /// Whether anything is not the same.
  var differs: Bool { !specChanges.isEmpty || !factChanges.isEmpty || comparison.differs }

  // MARK: - Lines

  /// The lines for a person.
  var lines: [String] {
    ["A  \(first.summary)", "B  \(second.summary)", "", "spec:"]
      + Self.indented(specLines, orElse: "no difference")
      + ["environment:"] + Self.indented(factLines, orElse: "no difference")
      + ["numbers (\(method)):"]
      + Self.indented(numberLines, orElse: "no quantity is on both sides")
  }

  private var specLines: [String] {
    specChanges.map {
      "\($0.path): \(StageChange.shown($0.old)) → \(StageChange.shown($0.new))"
    }
  }

  private var factLines: [String] {
    factChanges.map { "\($0.name): \($0.old ?? "not known") → \($0.new ?? "not known")" }
  }

  private var method: String {
    let level = "\(ShownLevel.text(settings.level)) intervals"
    let epoch =
      switch settings.epoch {
      case .last: "last epoch"
      case .at(let epoch): "epoch \(epoch)"
      case .all: "every epoch"
      }
    let why =
      comparison.unit == .sample && first.rows.cells.count == 1 && second.rows.cells.count == 1
      ? ", since there is one cell on each side" : ""
    return "\(epoch), unit \(comparison.unit.rawValue)\(why), \(level) of B − A"
  }

  private var numberLines: [String] {
    let told = comparison.differences.filter { !$0.isEqual }
    let equal = comparison.differences.count - told.count
    var lines = told.isEmpty ? [] : table(told).lines
    if equal > 0 {
      lines.append("\(equal) quantit\(equal == 1 ? "y is" : "ies are") equal to the last bit")
    }
    lines += Self.lonely("A", comparison.onlyFirst) + Self.lonely("B", comparison.onlySecond)
    return lines
  }

  private func table(_ differences: [Comparison.Difference]) -> TextTable {
    TextTable(
      columns: [
        .init("quantity"), .init("A", .right), .init("B", .right), .init("B − A", .right),
        .init("interval", .right), .init("n", .right), .init("units"),
      ], rows: differences.map(Self.cells))
  }

  private static func cells(_ difference: Comparison.Difference) -> [String] {
    let (first, second) = (difference.firstUnits, difference.secondUnits)
    let interval = difference.interval.map {
      "[\(ShownNumber.text($0.low)), \(ShownNumber.text($0.high))]"
    }
    return [
      name(difference.key), ShownNumber.text(difference.first),
      ShownNumber.text(difference.second), ShownNumber.text(difference.value), interval ?? "–",
      difference.isPaired || first == second ? "\(first)" : "\(first)+\(second)",
      difference.isPaired ? "paired" : "unpaired",
    ]
  }

  /// `strength.J context_order=0 [variant=normal]`.
  static func name(_ key: Comparison.Key) -> String {
    let quantity = key.quantity
    var parts = [[key.measure, quantity.name].compactMap(\.self).joined(separator: ".")]
    func add(_ name: String, _ value: (some CustomStringConvertible)?) {
      if let value { parts.append("\(name)=\(value)") }
    }
    if let model = key.model, model != "main" { add("model", model) }
    add("checkpoint", key.checkpoint)
    add("split", quantity.split)
    add("layer", quantity.layer)
    add("class", quantity.className)
    add("label_kind", quantity.labelKind)
    add("part", quantity.part)
    add("context_order", quantity.contextOrder)
    add("interaction_order", quantity.interactionOrder)
    add("reference", quantity.reference)
    if !quantity.exact { parts.append("sampled") }
    if !key.group.isEmpty { parts.append("[\(key.group)]") }
    return parts.joined(separator: " ")
  }

  private static func lonely(_ side: String, _ keys: [Comparison.Key]) -> [String] {
    guard !keys.isEmpty else { return [] }
    let names = keys.map(name)
    let shown = names.prefix(shownLonely).joined(separator: "; ")
    let more = names.count > shownLonely ? "; and \(names.count - shownLonely) more" : ""
    return ["only in \(side): \(shown)\(more)"]
  }

  /// How many quantities of one side alone are named.
  private static let shownLonely = 8

  private static func indented(_ lines: [String], orElse nothing: String) -> [String] {
    (lines.isEmpty ? [nothing] : lines).map { "  " + $0 }
  }

  // MARK: - Markdown

  /// The lines as Markdown, the numbers as a table.
  var markdown: [String] {
    func list(_ lines: [String]) -> [String] {
      (lines.isEmpty ? ["no difference"] : lines).map { "- \($0)" }
    }
    let told = table(comparison.differences.filter { !$0.isEqual })
    let alone = numberLines.dropFirst(told.rows.isEmpty ? 0 : told.lines.count)
    var lines = ["- A: \(first.summary)", "- B: \(second.summary)", "", "## Spec", ""]
    lines += list(specLines) + ["", "## Environment", ""] + list(factLines)
    lines += ["", "## Numbers (\(method))", ""]
    if !told.rows.isEmpty {
      lines.append("| " + told.columns.map(\.title).joined(separator: " | ") + " |")
      lines.append(
        "| "
          + told.columns.map { $0.alignment == .right ? "---:" : "---" }
          .joined(separator: " | ") + " |")
      lines += told.rows.map { row in
        "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
      }
      lines.append("")
    }
    return lines + alone.map { "- \($0)" }
  }

  // MARK: - JSON

  /// The comparison for scripts, with every quantity.
  var value: Value {
    func side(_ side: DiffSide) -> Value {
      [
        "kind": .text(side.kind.rawValue), "name": .text(side.name),
        "run": side.run.map { .text($0.id) } ?? .null,
        "cells": .list(side.rows.cells.map { .text($0.label) }),
      ]
    }
    return .map([
      "schema": 1, "a": side(first), "b": side(second), "differs": .boolean(differs),
      "unit": .text(comparison.unit.rawValue), "level": .number(settings.level),
      "spec": .list(
        specChanges.map { ["path": .text($0.path), "a": $0.old ?? .null, "b": $0.new ?? .null] }),
      "environment": .list(
        factChanges.map {
          [
            "name": .text($0.name), "a": $0.old.map { .text($0) } ?? .null,
            "b": $0.new.map { .text($0) } ?? .null,
          ]
        }),
      "numbers": .list(comparison.differences.map(Self.value)),
      "only_a": .list(comparison.onlyFirst.map(Self.value)),
      "only_b": .list(comparison.onlySecond.map(Self.value)),
    ])
  }

  private static func value(_ difference: Comparison.Difference) -> Value {
    var members = value(difference.key).map ?? [:]
    members["a"] = .number(difference.first)
    members["b"] = .number(difference.second)
    members["difference"] = .number(difference.value)
    members["low"] = difference.interval.map { .number($0.low) } ?? .null
    members["high"] = difference.interval.map { .number($0.high) } ?? .null
    members["units_a"] = .integer(difference.firstUnits)
    members["units_b"] = .integer(difference.secondUnits)
    members["paired"] = .boolean(difference.isPaired)
    members["equal"] = .boolean(difference.isEqual)
    return .map(members)
  }

  private static func value(_ key: Comparison.Key) -> Value {
    func text(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
    func integer(_ integer: Int?) -> Value { integer.map { .integer($0) } ?? .null }
    let quantity = key.quantity
    return .map([
      "measure": text(key.measure), "model": text(key.model), "cells": .text(key.group),
      "name": .text(quantity.name), "split": text(quantity.split), "layer": text(quantity.layer),
      "class": text(quantity.className), "label_kind": text(quantity.labelKind),
      "part": text(quantity.part), "context_order": integer(quantity.contextOrder),
      "interaction_order": integer(quantity.interactionOrder), "unit": text(quantity.unit),
      "reference": text(quantity.reference), "exact": .boolean(quantity.exact),
      "checkpoint": integer(key.checkpoint), "of_samples": .boolean(key.isOfSamples),
    ])
  }
}

/// A level as people say it: `95 %`.
private enum ShownLevel {
  static func text(_ level: Double) -> String {
    let percent = String(format: "%g", level * 100)
    return "\(percent) %"
  }
}
