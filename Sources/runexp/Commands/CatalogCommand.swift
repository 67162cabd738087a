import ArgumentParser
import Base
import Experiments
import Pipeline
import Spec

/// Prints what a spec may name, with every parameter.
struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "List what a spec may name: data sets, architectures, losses, metrics, figures.",
    discussion: """
      Examples:
        runexp catalog
        runexp catalog metrics --json
      """)

  @Argument(
    help: ArgumentHelp(
      "datasets, transforms, architectures, optimizers, losses, metrics, relations, figures or"
        + " stages; else all."))
  var kind: String?

  @Flag(help: "Print JSON.")
  var json = false

  /// The name of the list of stage kinds, which are no plugins of a spec.
  private static let stages = "stages"

  func run() throws {
    let vocabulary = Vocabulary.runexp
    let plugins = vocabulary.catalogs.map { catalog in
      (name: catalog.kind == "figure preset" ? "figures" : catalog.plural, catalog: catalog)
    }
    let names = plugins.map(\.name) + [Self.stages]
    if let kind, !names.contains(kind) {
      let near = NearestName.suggestion(for: kind, among: names).map { ["did you mean `\($0)`?"] }
      throw Diagnostic(
        .error, "no catalog `\(kind)`",
        notes: (near ?? []) + ["legal: " + names.joined(separator: ", ")])
    }
    let chosen = plugins.filter { kind == nil || kind == $0.name }
    let kinds = kind == nil || kind == Self.stages ? StageKinds.catalog : [:]
    if json {
      var value: [String: Value] = ["schema": 1]
      for (name, catalog) in chosen {
        value[name] = .list(catalog.entries.map { Self.value($0, of: catalog, vocabulary) })
      }
      if !kinds.isEmpty {
        value[Self.stages] = .list(
          kinds.sorted { $0.key < $1.key }.map {
            .map(["name": .text($0.key), "version": .integer($0.value.version)])
          })
      }
      return Terminal.output(Value.map(value).json)
    }
    for (name, catalog) in chosen { Self.printText(name, catalog, vocabulary) }
    if !kinds.isEmpty { Terminal.output("\(Self.stages):") }
    for (name, type) in kinds.sorted(by: { $0.key < $1.key }) {
      Terminal.output("  \(name) – version \(type.version)")
    }
  }

  private static func printText(_ name: String, _ catalog: Catalog, _ vocabulary: Vocabulary) {
    Terminal.output("\(name):")
    for entry in catalog.entries {
      Terminal.output("  \(entry.name)\(entry.isBuilt ? "" : " (planned)") – \(entry.summary)")
      for field in entry.isBuilt ? catalog.fields(of: entry, vocabulary: vocabulary) : [] {
        Terminal.output("      \(field.name): \(field.type.words)\(field.suffix)")
      }
    }
  }

  private static func value(_ entry: CatalogEntry, of catalog: Catalog, _ vocabulary: Vocabulary)
    -> Value
  {
    .map([
      "name": .text(entry.name), "summary": .text(entry.summary), "built": .boolean(entry.isBuilt),
      "parameters": .list(
        (entry.isBuilt ? catalog.fields(of: entry, vocabulary: vocabulary) : []).map {
          .map([
            "name": .text($0.name), "type": .text($0.type.words),
            "default": $0.defaultValue ?? .null, "required": .boolean($0.isRequired),
            "summary": .text($0.summary),
          ])
        }),
    ])
  }
}

extension CatalogEntry {
  /// Whether it runs.
  fileprivate var isBuilt: Bool { status == .built }
}

extension FieldDescription {
  /// Default and meaning, as they follow the type in a listing.
  fileprivate var suffix: String {
    (defaultValue.map { ", default \($0.json)" } ?? (isRequired ? ", required" : ""))
      + (summary.isEmpty ? "" : "; \(summary)")
  }
}
