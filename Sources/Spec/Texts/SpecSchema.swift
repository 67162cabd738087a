import Base

/// The JSON Schema of specs, for editors: made from the same readers that read them.
public enum SpecSchema {
  /// The schema (draft 2020-12) as JSON.
  public static func jsonText(vocabulary: Vocabulary) -> String { value(vocabulary).json }

  /// The schema as a value.
  public static func value(_ vocabulary: Vocabulary) -> Value {
    let builder = SchemaBuilder(vocabulary: vocabulary)
    var definitions: [String: Value] = [:]
    for catalog in vocabulary.shared {
      definitions[catalog.kind] = builder.plugin(of: catalog)
    }
    return .map([
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "runexp experiment spec",
      "type": "object",
      "properties": .map(builder.root()),
      "additionalProperties": false,
      "$defs": .map(definitions),
    ])
  }
}

extension Vocabulary {
  /// The catalogs whose plugins may stand in several places.
  fileprivate var shared: [Catalog] { [architectures, optimizers, losses, transforms] }
}

/// Makes schemas of fields and nodes.
private struct SchemaBuilder {
  let vocabulary: Vocabulary

  private static let scalar: Value = ["string", "number", "boolean"]

  func root() -> [String: Value] {
    let model = fields {
      _ = $0.modelNode(
        name: "", players: PlayersTable(), baseline: .channelMean, dataDefault: nil)
    }
    let training = model.first { $0.name == "train" }
    let names = ViewNames()
    let seed = schema(.integer(0...Int.max))
    let seeds = Dictionary(uniqueKeysWithValues: Seeds.names.map { ($0.name, seed) })
    let dataset = node(
      vocabulary.datasets, nameKey: "name", common: [], reading: { _ = $0.dataNode(name: "") })
    return [
      "runexp": ["const": .integer(SpecReader.formatVersion)],
      "name": ["type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]*$"],
      "title": ["type": Self.scalar],
      "cite": schema(.list(of: .text, count: 0...1000)),
      "exploratory": schema(.boolean),
      "extends": ["type": "string", "description": "a spec this one is merged over"],
      "dataset": dataset,
      "architecture": ["$ref": "#/$defs/architecture"],
      "training": training.map { schema($0.type) } ?? [:],
      "data": named(.map(["anyOf": .list([dataset, derived])])),
      "models": named(object(model)),
      "players": [
        "anyOf": .list([schema(PlayersReading.type), named(schema(PlayersReading.type))])
      ],
      "baseline": schema(Baseline.type),
      "seed": seed,
      "seeds": ["type": "object", "properties": .map(seeds), "additionalProperties": false],
      "variants": named(["type": ["object", "null"]]),
      "sweep": sweep,
      "samples": named(object(fields { _ = $0.samplesNode(name: "") })),
      "measure": named(
        node(
          vocabulary.metrics, nameKey: "metric", common: ["of", "at"],
          reading: {
            _ = $0.measureNode(name: "", players: PlayersTable(), baseline: .channelMean)
          })),
      "relate": named(
        node(
          vocabulary.relations, nameKey: "kind", common: [],
          reading: { _ = $0.relateNode(name: "") })),
      "noop": fields { _ = $0.noopGraph(seed: 0) }.first.map { schema($0.type) } ?? [:],
      "limits": fields { _ = $0.resourceLimits() }.first.map { schema($0.type) } ?? [:],
      "executor": fields { _ = $0.executorChoice() }.first.map { schema($0.type) } ?? [:],
      "figures": named(figure(names)),
      "claims": named(object(fields { _ = $0.claim(name: "", names) }, closed: true)),
    ].compactMapValues { $0 }
  }

  private func figure(_ names: ViewNames) -> Value {
    let presets = vocabulary.figures.entries.map(\.name)
    return object(
      fields { _ = $0.figure(name: "", names) }.map { field in
        var field = field
        if field.name == "preset", !presets.isEmpty { field.type = .choice(presets) }
        return field
      })
  }

  private var derived: Value {
    object(fields { _ = $0.dataNode(name: "") }.filter { $0.name != "name" })
  }

  /// What `read` asks for.
  private func fields(_ read: (ParameterReader) -> Void) -> [FieldDescription] {
    ParameterReader.fields(vocabulary: vocabulary, read)
  }

  /// A node named by a plugin: one alternative per catalog entry.
  private func node(
    _ catalog: Catalog, nameKey: String, common: Set<String>,
    reading read: (ParameterReader) -> Void
  ) -> Value {
    let shared = fields(read).filter { $0.name != nameKey }
    let alternatives = catalog.entries.map { entry -> Value in
      let own = catalog.fields(of: entry, vocabulary: vocabulary)
      let taken = Set(own.map(\.name))
      let others = shared.filter {
        !taken.contains($0.name) && takes($0.name, entry, of: catalog)
      }
      let name = FieldDescription(
        name: nameKey, type: .choice([entry.name]), isRequired: true, summary: entry.summary)
      return object([name] + own + others, closed: entry.status == .built)
    }
    let bare: [Value] =
      nameKey == "name" ? [["enum": .list(catalog.entries.map { .text($0.name) })]] : []
    return ["anyOf": .list(bare + alternatives)]
  }

  private static let gameKeys: Set<String> = [
    "players", "baseline", "output", "label", "precision", "tables",
  ]

  private static let cellKeys: Set<String> = ["players", "baseline"]

  /// Whether a node of `entry` may have the common key `key`.
  private func takes(_ key: String, _ entry: CatalogEntry, of catalog: Catalog) -> Bool {
    switch catalog.kind {
    case vocabulary.metrics.kind:
      if Self.cellKeys.contains(key), entry.measureInputs.contains(.cells) { return true }
      if Self.gameKeys.contains(key) { return entry.measureInputs.contains(.game) }
      if key == "samples" { return entry.measureInputs.contains(.samples) }
      if key == "split" { return entry.measureInputs.contains(.split) }
      return true
    case vocabulary.datasets.kind: return key != "from" && key != "transform"
    default: return true
    }
  }

  func plugin(of catalog: Catalog) -> Value {
    let names = Value.list(catalog.entries.map { .text($0.name) })
    let long = catalog.entries.map { entry -> Value in
      let name = FieldDescription(
        name: "name", type: .choice([entry.name]), isRequired: true, summary: entry.summary)
      return object(
        [name] + catalog.fields(of: entry, vocabulary: vocabulary),
        closed: entry.status == .built)
    }
    return ["anyOf": .list([["enum": names]] + long)]
  }

  private var sweep: Value {
    let values: Value = ["type": "array", "minItems": 1]
    let paths: Value = ["type": "object", "minProperties": 1, "additionalProperties": values]
    let drawn = object(fields { _ = $0.drawnSweep() })
    func oneOrSeveral(_ part: Value) -> Value {
      [
        "anyOf": .list([
          part, .map(["type": "array", "minItems": 1, "items": part]), ["type": "null"],
        ])
      ]
    }
    let sections = SweepGrid.Section.allCases.map { section -> (String, Value) in
      let value: Value =
        switch section {
        case .grid: named(values)
        case .zip: oneOrSeveral(paths)
        case .random, .sobol: oneOrSeveral(drawn)
        case .replicas: schema(.integer(1...SweepGrid.mostCells))
        case .exclude: Self.exclusions
        case .halving: object(fields { _ = $0.halving(ViewNames()) })
        }
      return (section.rawValue, value)
    }
    return [
      "type": ["object", "null"],
      "properties": .map(Dictionary(uniqueKeysWithValues: sections)),
      "additionalProperties": values,
    ]
  }

  private static let exclusions: Value = [
    "type": "array",
    "items": [
      "type": "object", "required": ["match", "reason"], "additionalProperties": false,
      "properties": [
        "match": ["type": "object", "minProperties": 1],
        "reason": ["type": "string", "minLength": 1],
      ],
    ],
  ]

  private func named(_ value: Value) -> Value {
    .map(["type": ["object", "null"], "additionalProperties": value])
  }

  private func object(_ fields: [FieldDescription], closed: Bool = true) -> Value {
    // Required keys are not demanded: with `extends` they may stand in another file.
    .map([
      "type": "object",
      "properties": .map(
        Dictionary(
          fields.map { field in
            var members = schema(field.type).map ?? [:]
            if !field.summary.isEmpty { members["description"] = .text(field.summary) }
            if let value = field.defaultValue { members["default"] = value }
            return (field.name, .map(members))
          }, uniquingKeysWith: { first, _ in first })),
      "additionalProperties": .boolean(!closed),
    ])
  }

  private func schema(_ type: FieldType) -> Value {
    switch type {
    case .integer(let range):
      var members: [String: Value] = ["type": "integer"]
      if range.lowerBound != .min { members["minimum"] = .integer(range.lowerBound) }
      if range.upperBound != .max { members["maximum"] = .integer(range.upperBound) }
      return .map(members)
    case .number(let range):
      var members: [String: Value] = ["type": "number"]
      if range.lower.isFinite {
        members[range.excludesLower ? "exclusiveMinimum" : "minimum"] = .number(range.lower)
      }
      if range.upper.isFinite {
        members[range.excludesUpper ? "exclusiveMaximum" : "maximum"] = .number(range.upper)
      }
      return .map(members)
    case .boolean: return ["type": "boolean"]
    case .text: return ["type": Self.scalar]
    case .duration:
      return [
        "type": ["number", "string"], "exclusiveMinimum": 0,
        "pattern": "^[0-9]+(\\.[0-9]+)? *(s|min|h)?$",
      ]
    case .size:
      return [
        "type": ["integer", "string"], "minimum": 1,
        "pattern": "^[0-9]+(\\.[0-9]+)? *(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?$",
      ]
    case .choice(let names):
      // YAML reads an unquoted `true` as a boolean before an editor sees it.
      let flags: [Value] = names.contains("true") ? [true] : []
      return ["enum": .list(names.map { .text($0) } + flags)]
    case .list(let element, let count):
      var list: [String: Value] = ["type": "array", "items": schema(element)]
      if count.lowerBound > 0 { list["minItems"] = .integer(count.lowerBound) }
      if count.upperBound != .max { list["maxItems"] = .integer(count.upperBound) }
      return ["anyOf": .list([.map(list), schema(element)])]
    case .map(let fields): return object(fields)
    case .named(let type): return named(schema(type))
    case .plugin(let kind):
      guard let catalog = vocabulary.catalogs.first(where: { $0.kind == kind }) else { return [:] }
      let isShared = vocabulary.shared.contains { $0.kind == kind }
      return isShared ? ["$ref": .text("#/$defs/\(kind)")] : plugin(of: catalog)
    case .reference: return ["type": ["string", "object"]]
    case .oneOf(let types): return ["anyOf": .list(types.map(schema))]
    case .anything: return [:]
    }
  }
}
