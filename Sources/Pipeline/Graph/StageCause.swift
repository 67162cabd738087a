import Base

/// Why a stage has no usable result: one cause, told at its root.
public struct StageCause: Sendable, Hashable {
  /// What the root is.
  public enum Root: Sendable, Hashable {
    /// A stage is made of something else than the earlier one of its name.
    case changed(StageChange)
    /// No stage of this name had a result in the study.
    case neverRun
    /// A stage of this name had one, of which nothing is left to compare with.
    case nothingToCompare
    /// The very same stage had a result, which is not there any more.
    case gone
    /// The last attempt failed: the reason.
    case failed(String)
    /// What the plan says: damaged, blocked.
    case planned(String)
  }

  /// The root.
  public var root: Root
  /// The input of the stage through which the root acts; nil when it is the stage's own.
  public var input: String?
  /// The stage at the root when that is farther away than the input: what people call it.
  public var through: String?

  /// Makes a cause; see the properties.
  public init(_ root: Root, input: String? = nil, through: String? = nil) {
    self.root = root
    self.input = input
    self.through = through
  }

  /// The cause as a line: `parameters.batch: 32 → 64`, `input data: its parameter train: 2 → 3`.
  public var text: String {
    switch root {
    case .changed(let change):
      guard let input else { return change.text }
      let far = through.map { ", through \($0)" } ?? ""
      return "input \(input)\(far): \(change.textOfInput)"
    case .neverRun: return "no result: never run under this name"
    case .nothingToCompare: return "no result: of the earlier one under this name nothing is left"
    case .gone: return "no result: it was there and is gone"
    case .failed(let reason): return "no result: the last attempt failed: \(reason)"
    case .planned(let text): return text
    }
  }

  /// The cause as JSON: `text`, `kind`, and what belongs to the kind.
  public var value: Value {
    var members: [String: Value] = ["text": .text(text)]
    switch root {
    case .changed(let change):
      members["kind"] = "changed"
      members["change"] = change.value
      members["input"] = input.map { .text($0) } ?? .null
      members["through"] = through.map { .text($0) } ?? .null
    case .neverRun: members["kind"] = "never-run"
    case .nothingToCompare: members["kind"] = "nothing-to-compare"
    case .gone: members["kind"] = "gone"
    case .failed(let reason):
      members["kind"] = "failed"
      members["reason"] = .text(reason)
    case .planned: members["kind"] = "planned"
    }
    return .map(members)
  }
}

/// What earlier runs of a study left, as far as an explanation needs it.
public struct EarlierStages: Sendable {
  /// The keys of stages that had results, by label, the last asked for first.
  public var keys: [String: [ContentHash]]
  /// What the record of a stage says; nil when it is not there.
  public var record: @Sendable (ContentHash) -> StageRecord?
  /// Why the last attempt of a stage failed; nil when none did.
  public var failure: @Sendable (ContentHash) -> StageFailureRecord?

  /// Makes a history; see the properties.
  public init(
    keys: [String: [ContentHash]], record: @escaping @Sendable (ContentHash) -> StageRecord?,
    failure: @escaping @Sendable (ContentHash) -> StageFailureRecord? = { _ in nil }
  ) {
    self.keys = keys
    self.record = record
    self.failure = failure
  }

  /// A history whose records and failures are those of a results folder.
  public init(keys: [String: [ContentHash]], in folder: ResultsFolder) {
    let failed = Set((try? FileTree.names(in: folder.failures)) ?? [])
    self.init(
      keys: keys, record: { try? folder.published($0)?.record() },
      failure: { failed.contains($0.hex) ? folder.failure(of: $0) : nil })
  }
}

/// Finds the causes of the stages of one graph; what many stages share is looked at once.
public struct CauseFinder {
  /// An earlier stage and the one that takes its place.
  private struct Pair: Hashable {
    var old: ContentHash
    var new: ContentHash
  }

  /// The root of the difference of a pair, as seen from its new stage.
  private struct Found {
    var change: StageChange
    /// The stage that changed.
    var label: String
    /// The input of the pair's new stage through which it acts; nil for its own change.
    var input: String?
    /// Number of stages between: 0 for an own change, 1 for one of a direct input.
    var distance = 0
  }

  private let graph: StageGraph
  private let earlier: EarlierStages
  private var found: [Pair: Found?] = [:]
  private var records: [ContentHash: StageRecord?] = [:]

  /// A finder for the stages of `graph`.
  public init(_ graph: StageGraph, earlier: EarlierStages) {
    self.graph = graph
    self.earlier = earlier
  }

  /// The cause of one stage of a plan; nil for a cached one.
  public mutating func cause(of entry: Plan.Entry) -> StageCause? {
    switch entry.reason {
    case .published: return nil
    case .noResult, .inputWillRun: return causeOfAbsence(entry.node)
    default: return StageCause(.planned(entry.reason.text))
    }
  }

  private mutating func causeOfAbsence(_ node: StageNode) -> StageCause {
    if let failure = earlier.failure(node.key) { return StageCause(.failed(failure.reason)) }
    let keys = keys(of: node)
    guard !keys.isEmpty else { return StageCause(.neverRun) }
    guard !keys.contains(node.key) else { return StageCause(.gone) }
    guard let old = keys.first(where: { record($0) != nil }),
      let found = root(of: Pair(old: old, new: node.key))
    else { return StageCause(.nothingToCompare) }
    return Self.cause(found)
  }

  /// The result a stage is compared with: of the same name, the last asked for whose record is
  /// there; nil when there is none.
  public mutating func comparison(for node: StageNode) -> StageRecord? {
    for key in keys(of: node) where key != node.key {
      if let record = record(key) { return record }
    }
    return nil
  }

  /// All differences of a stage from an earlier one, those of inputs told at their roots.
  public mutating func causes(of node: StageNode, comparedWith old: StageRecord) -> [StageCause] {
    StageDifference.changes(from: old, to: node).map { change in
      guard case .input(let place, let before, let now) = change,
        let root = root(of: Pair(old: before, new: now))
      else { return StageCause(.changed(change)) }
      return Self.cause(Self.passed(root, through: place))
    }
  }

  private func keys(of node: StageNode) -> [ContentHash] {
    for label in graph.labels(of: node.key) {
      if let keys = earlier.keys[label], !keys.isEmpty { return keys }
    }
    return []
  }

  private static func cause(_ found: Found) -> StageCause {
    StageCause(
      .changed(found.change), input: found.input,
      through: found.distance > 1 ? found.label : nil)
  }

  private static func passed(_ found: Found, through input: String) -> Found {
    Found(
      change: found.change, label: found.label, input: input, distance: found.distance + 1)
  }

  private mutating func record(_ key: ContentHash) -> StageRecord? {
    if let known = records[key] { return known }
    let record = earlier.record(key)
    records[key] = .some(record)
    return record
  }

  /// The root of the difference of a pair; nil when a record is missing or nothing differs.
  ///
  /// Follows the first changed input of the first changed input and so on, without recursion, and
  /// keeps what it finds for every pair on the way: a chain is walked once for all its stages.
  private mutating func root(of pair: Pair) -> Found? {
    var path: [(pair: Pair, change: StageChange, label: String)] = []
    var result: Found?
    var next: Pair? = pair
    while let pair = next {
      if let known = found[pair] {
        result = known
        break
      }
      guard let old = record(pair.old), let node = graph[pair.new],
        let change = StageDifference.changes(from: old, to: node).first
      else {
        found[pair] = .some(nil)
        break
      }
      if case .input(_, let old, let new) = change {
        path.append((pair, change, node.label))
        next = Pair(old: old, new: new)
      } else {
        result = Found(change: change, label: node.label)
        found[pair] = result
        next = nil
      }
    }
    for (pair, change, label) in path.reversed() {
      if let inner = result, case .input(let place, _, _) = change {
        result = Self.passed(inner, through: place)
      } else {
        // Of the input nothing is known, so that it is another one is all there is to tell.
        result = Found(change: change, label: label)
      }
      found[pair] = result
    }
    return result
  }
}
