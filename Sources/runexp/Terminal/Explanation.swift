import Base
import Pipeline

/// What is said about one stage: why it would run, or where its result comes from.
struct Explanation {
  let entry: Plan.Entry
  /// What its result says of itself; nil when it has none.
  let record: StageRecord?
  let folder: ResultsFolder
  let labels: [String]
  /// Why it would run; nil when it has a result.
  let cause: StageCause?
  /// The earlier result it is compared with, and every difference.
  let comparison: StageRecord?
  let differences: [StageCause]
  /// Its last failure, if it has no result since.
  let failure: StageFailureRecord?

  init(_ entry: Plan.Entry, in plan: Plan, earlier: EarlierStages) {
    self.entry = entry
    folder = plan.folder
    labels = plan.graph.labels(of: entry.node.key)
    var finder = CauseFinder(plan.graph, earlier: earlier)
    cause = finder.cause(of: entry)
    let isCached = entry.state == .cached
    record = isCached ? entry.record ?? (try? plan.folder.record(of: entry.node.key)) : nil
    comparison = isCached ? nil : finder.comparison(for: entry.node)
    differences = comparison.map { finder.causes(of: entry.node, comparedWith: $0) } ?? []
    failure = isCached ? nil : earlier.failure(entry.node.key)
  }

  /// The lines for a person.
  var lines: [String] {
    let verb =
      switch entry.state {
      case .cached: "cached"
      case .run: "will run"
      case .blocked: "blocked"
      }
    var lines = ["\(entry.node.label): \(verb): \(cause?.text ?? entry.reason.text)"]
    if labels.count > 1 {
      lines.append(Self.fact("also called", labels.dropFirst().joined(separator: ", ")))
    }
    lines.append(Self.fact("key", entry.node.key.hex))
    if let record { return lines + origin(record) }
    if let comparison {
      let date = DateText.text(comparison.finishedAt)
      lines.append(
        Self.fact("compared with", "\(comparison.key.hex.prefix(12)), the result of \(date)"))
      lines += differences.map { "    \($0.text)" }
    }
    if let failure {
      lines.append(Self.fact("last failure", "\(DateText.text(failure.at)): \(failure.reason)"))
      lines.append(Self.fact("its journals", folder.failed(entry.node.key)))
    }
    return lines
  }

  private func origin(_ record: StageRecord) -> [String] {
    let attempt = record.attempt
    var lines = [
      Self.fact(
        "computed",
        "\(DateText.text(record.finishedAt)) in \(Amount.duration(record.wallSeconds)), "
          + "\(Amount.duration(record.cpuSeconds)) of processor time"),
      Self.fact("attempt", "\(attempt): process \(attempt.pid) on \(attempt.host)"),
    ]
    if record.label != entry.node.label { lines.append(Self.fact("as", record.label)) }
    if let binary = record.binary { lines.append(Self.fact("program", "sha256 \(binary.hex)")) }
    lines.append(Self.fact("folder", folder.stage(record.key)))
    lines += record.outputs.map { output in
      Self.fact(
        "output", "\(output.name), \(Amount.bytes(output.size)), sha256 \(output.sha256.hex)")
    }
    return lines
  }

  private static func fact(_ name: String, _ text: String) -> String {
    "  " + name.padding(to: 15) + text
  }

  /// The same as one JSON value.
  var value: Value {
    var members: [String: Value] = [
      "schema": 1, "key": .text(entry.node.key.hex), "label": .text(entry.node.label),
      "labels": .list(labels.map { .text($0) }), "kind": .text(entry.node.kind),
      "state": .text(entry.state.rawValue), "reason": .text(cause?.text ?? entry.reason.text),
      "cause": cause?.value ?? .null, "record": record?.value ?? .null,
      "folder": .text(folder.stage(entry.node.key)),
    ]
    if let comparison {
      members["compared_with"] = .map([
        "key": .text(comparison.key.hex), "finished_at": .number(comparison.finishedAt),
        "differences": .list(differences.map(\.value)),
      ])
    }
    if let failure {
      members["last_failure"] = .map([
        "at": .number(failure.at), "reason": .text(failure.reason),
        "attempt": .text("\(failure.attempt)"), "folder": .text(folder.failed(entry.node.key)),
      ])
    }
    return .map(members)
  }
}
