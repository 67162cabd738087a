import Base
import Store

/// Cells, runs or stages with their values by name.
struct ListedThings {
  struct Item {
    /// The cell's number in the store; 0 of other things.
    var cell: Int64 = 0
    var values: [String: Value]
    var tags: [String] = []
  }

  private(set) var items: [Item] = []
  let names: AskedNames
  private let subject: Listing.Subject
  private let study: String?
  private var metrics: [MetricReference: [Int64: Double]] = [:]
  private let coordinates: [String]

  init(_ subject: Listing.Subject, study: String?, _ store: ResultsStore) throws {
    self.subject = subject
    self.study = study
    let kinds: [Listing.Subject: Annotation.Subject.Kind] = [
      .cells: .cell, .runs: .run, .stages: .stage,
    ]
    var tags: [Annotation.Subject: [String]] = [:]
    for tag in try store.annotations(.tag) where tag.subject.kind == kinds[subject] {
      tags[tag.subject, default: []].append(tag.text)
    }
    switch subject {
    case .cells:
      let cells = try store.cells(study: study)
      items = cells.map { cell in
        Item(
          cell: cell.id, values: Self.values(of: cell),
          tags: tags[Annotation.Subject(.cell, study: cell.study, name: cell.cell.label)] ?? [])
      }
      coordinates = Set(cells.flatMap { $0.cell.coordinates.keys }).sorted()
      let fixed: [(name: String, type: AskedNames.ValueType)] = [
        ("study", .text), ("cell", .text), ("variant", .text), ("seed", .number), ("state", .text),
        ("stages", .number), ("stages_finished", .number), ("started", .date), ("finished", .date),
        ("tags", .text),
      ]
      let swept = coordinates.filter { name in !fixed.contains { $0.name == name } }
      names = AskedNames(
        properties: fixed + swept.map { (name: $0, type: Self.type(of: $0, in: cells)) },
        measures: try store.measures(study: study), quantities: try store.quantities())
    case .runs:
      coordinates = []
      let counts = try store.runCounts()
      items = try store.runs(study: study, limit: .max).map { run in
        Item(
          values: Self.values(of: run, counts[run.id] ?? [:]),
          tags: tags[Annotation.Subject(.run, study: run.study, name: run.id)] ?? [])
      }
      names = AskedNames(properties: [
        ("run", .text), ("study", .text), ("state", .text), ("started", .date), ("finished", .date),
        ("seconds", .number), ("planned", .number), ("cached", .number), ("done", .number),
        ("failed", .number), ("skipped", .number), ("excluded", .number), ("jobs", .number),
        ("command", .text), ("tags", .text),
      ])
    case .stages:
      coordinates = []
      items = try store.stages(study: study).map { stage in
        Item(
          values: Self.values(of: stage),
          tags: tags[Annotation.Subject(.stage, study: nil, name: stage.key)] ?? [])
      }
      names = AskedNames(properties: [
        ("stage", .text), ("key", .text), ("kind", .text), ("version", .number), ("state", .text),
        ("finished", .date), ("seconds", .number), ("cpu_seconds", .number),
        ("peak_bytes", .number), ("forward_passes", .number), ("rows", .number), ("tags", .text),
      ])
    }
    for place in items.indices where !items[place].tags.isEmpty {
      items[place].values["tags"] = .text(items[place].tags.joined(separator: " "))
    }
  }

  /// Numbers, texts or both: what the values of a swept coordinate are.
  private static func type(of coordinate: String, in cells: [ListedCell]) -> AskedNames.ValueType {
    let values = cells.compactMap { $0.cell.coordinates[coordinate] }
    if values.allSatisfy({ $0.number != nil }) { return .number }
    return values.allSatisfy { $0.text != nil } ? .text : .mixed
  }

  private static func values(of cell: ListedCell) -> [String: Value] {
    var values = cell.cell.coordinates
    values["study"] = .text(cell.study)
    values["cell"] = .text(cell.cell.label)
    values["variant"] = cell.cell.variant.map { .text($0) }
    values["seed"] = cell.cell.value(of: "seed")
    values["state"] = .text(
      cell.finished == cell.planned ? "finished" : cell.finished > 0 ? "unfinished" : "absent")
    values["stages"] = .integer(cell.planned)
    values["stages_finished"] = .integer(cell.finished)
    values["started"] = cell.startedAt.map { .number($0) }
    values["finished"] = cell.finishedAt.map { .number($0) }
    return values
  }

  private static func values(of run: RunOverview, _ counts: [String: Int]) -> [String: Value] {
    var values: [String: Value] = [
      "run": .text(run.id), "study": .text(run.study), "state": .text(run.status),
      "started": .number(run.startedAt), "command": .text(run.command),
      "failed": .integer(counts["failed"] ?? 0), "skipped": .integer(counts["skipped"] ?? 0),
      "done": .integer((counts["finished"] ?? 0) + (counts["finished-elsewhere"] ?? 0)),
      "excluded": .integer(counts["excluded"] ?? 0),
    ]
    values["finished"] = run.endedAt.map { .number($0) }
    values["seconds"] = run.endedAt.map { .number($0 - run.startedAt) }
    values["planned"] = run.planned.map { .integer($0) }
    values["cached"] = run.cached.map { .integer($0) }
    values["jobs"] = run.jobs.map { .integer($0) }
    return values
  }

  private static func values(of stage: ListedStage) -> [String: Value] {
    var values: [String: Value] = [
      "stage": .text(stage.label), "key": .text(stage.key),
      "state": .text(stage.finishedAt == nil ? "absent" : "finished"),
    ]
    values["kind"] = stage.kind.map { .text($0) }
    values["version"] = stage.version.map { .integer($0) }
    values["finished"] = stage.finishedAt.map { .number($0) }
    values["seconds"] = stage.wallSeconds.map { .number($0) }
    values["cpu_seconds"] = stage.cpuSeconds.map { .number($0) }
    values["peak_bytes"] = stage.peakBytes.map { .integer($0) }
    values["forward_passes"] = stage.forwardPasses.map { .integer($0) }
    values["rows"] = stage.rows.map { .integer($0) }
    return values
  }

  // MARK: Metrics

  /// Reads the metrics among `asked`; throws where one is several numbers a cell.
  mutating func measure(_ asked: [AskedName], _ store: ResultsStore) throws {
    let references = asked.compactMap { name -> MetricReference? in
      if case .metric(let reference) = name { reference } else { nil }
    }
    for (checkpoint, references) in Dictionary(grouping: references, by: \.checkpoint) {
      let wanted = Set(references.map(\.name))
      let found = try store.cellMetrics(
        study: study, at: checkpoint.map { .at($0) } ?? .last, where: { wanted.contains($0.name) })
      for reference in references {
        metrics[reference] = try MetricValues(reference, in: found).single(reference)
      }
    }
  }

  func type(of name: AskedName) -> AskedNames.ValueType? {
    if case .property(let property) = name { names.type(of: property) } else { .number }
  }

  func value(of name: AskedName, _ item: Item) -> Value? {
    switch name {
    case .property(let property): item.values[property]
    case .metric(let reference): metrics[reference]?[item.cell].map { .number($0) }
    }
  }

  // MARK: Columns

  /// The most metrics among the usual columns.
  private static let usualMetrics = 6

  /// The columns nobody asked for: of cells with the numbers of each measure that no order, class or
  /// part tells apart; briefly, only what tells the things apart.
  mutating func usualColumns(brief: Bool, _ store: ResultsStore) throws -> [AskedName] {
    switch subject {
    case .runs:
      return Self.properties(
        brief
          ? ["run", "state", "started", "planned", "cached", "failed", "tags"]
          : names.properties.map(\.name))
    case .stages:
      return Self.properties(
        brief
          ? ["stage", "state", "finished", "seconds", "rows", "tags"] : names.properties.map(\.name)
      )
    case .cells:
      let isOneStudy = Set(items.map { $0.values["study"] }).count <= 1
      let first =
        brief ? (isOneStudy ? [] : ["study"]) + ["cell", "state"] : names.properties.map(\.name)
      let metrics = try headlines(store)
      return Self.properties(first.filter { $0 != "tags" }) + metrics.map { .metric($0) }
        + Self.properties(["tags"])
    }
  }

  private static func properties(_ names: [String]) -> [AskedName] { names.map { .property($0) } }

  private mutating func headlines(_ store: ResultsStore) throws -> [MetricReference] {
    let found = try store.cellMetrics(study: study, at: .last, where: \.isScalar)
    var seen: [MetricReference] = []
    for entry in found.entries where entry.measure != "training" && !entry.isOfSamples {
      let quantity = found.quantities[entry.quantity]
      let reference = MetricReference(
        text: Self.title(entry.measure, quantity), measure: entry.measure, name: quantity.name,
        filters: quantity.split.map { ["split": .text($0)] } ?? [:], checkpoint: nil)
      guard !seen.contains(reference) else { continue }
      seen.append(reference)
      guard seen.count < Self.usualMetrics else { break }
    }
    // What is several numbers in one cell is no headline.
    return seen.filter { reference in
      guard let numbers = try? MetricValues(reference, in: found).single(reference) else {
        return false
      }
      metrics[reference] = numbers
      return true
    }
  }

  private static func title(_ measure: String, _ quantity: MetricQuantity) -> String {
    let name = measure == quantity.name ? measure : "\(measure).\(quantity.name)"
    return name + (quantity.split.map { ".\($0)" } ?? "")
  }
}
