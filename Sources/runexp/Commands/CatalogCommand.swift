import ArgumentParser
import Base
import Experiments
import Spec

/// Prints what a spec may name, with every parameter.
struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "List what a spec may name: data sets, architectures, metrics, figures.",
    discussion: """
      Examples:
        runexp catalog
        runexp catalog metrics --json
      """)

  @Argument(help: "datasets, transforms, architectures, metrics, relations or figures; all.")
  var kind: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let vocabulary = Vocabulary.runexp
    let names = vocabulary.catalogs.map { $0.kind == "figure preset" ? "figures" : $0.kind + "s" }
    var chosen = Array(zip(names, vocabulary.catalogs))
    if let kind {
      chosen = chosen.filter { $0.0 == kind }
      guard !chosen.isEmpty else {
        var notes = ["legal: \(names.joined(separator: ", "))"]
        if let near = NearestName.suggestion(for: kind, among: names) {
          notes.insert("did you mean `\(near)`?", at: 0)
        }
        throw Diagnostic(.error, "no catalog `\(kind)`", notes: notes)
      }
    }
    if json {
      let value = Value.map(
        Dictionary(
          uniqueKeysWithValues: chosen.map { name, catalog in
            (name, .list(catalog.entries.map { Self.value($0, of: catalog, vocabulary) }))
          }
        ).merging(["schema": 1]) { first, _ in first })
      Terminal.output(value.json)
    } else {
      for (name, catalog) in chosen { Self.printText(name, catalog, vocabulary) }
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
