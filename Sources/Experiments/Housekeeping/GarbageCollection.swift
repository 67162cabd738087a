import Base
import Pipeline
import Store

/// Removes what no kept run uses: the outputs of stages, never their records and measured values;
/// and what broken attempts left.
///
/// Needs the folder alone.
public struct GarbageCollection {
  /// What a line of the collection is about.
  public enum Subject: String, Sendable, Hashable, CaseIterable {
    /// Outputs of a stage that no kept run uses.
    case outputs
    /// A damaged stage that was taken out of the way.
    case damaged
    /// An attempt whose process is gone.
    case attempt
    /// The journals of a failed attempt at a stage that has a result.
    case failure
    /// A cache entry that no run looks into any more.
    case cache
    /// A copy of a program that is not this one, made none of the kept results, and that no job
    /// waits to start.
    case program
  }

  /// One thing to remove.
  public struct Item: Sendable, Hashable {
    /// What it is.
    public var subject: Subject
    /// The stage's label, or the path.
    public var name: String
    /// The outputs to remove; empty for other subjects.
    public var outputs: [String]
    /// The bytes that become free.
    public var bytes: Int
    /// The stage, for outputs.
    var key: ContentHash?
    /// What lies there, for other subjects.
    var leftover: ResultsFolder.Leftover?
  }

  /// What is kept, and what is removed.
  public struct Plan: Sendable, Hashable {
    /// The runs whose stages are kept, in the order in which they were started.
    public var keptRuns: [String]
    /// Number of stages they use that have a result.
    public var keptStages: Int
    /// What is removed.
    public var items: [Item]

    /// The bytes that become free.
    public var bytes: Int { items.reduce(0) { $0 + $1.bytes } }
  }

  /// Outputs that always stay: the store is built from them.
  static let permanent: Set<String> = [MetricFile.name]

  private let folder: ResultsFolder
  private let clock: any Clock

  /// Names the folder.
  public init(of folder: ResultsFolder, clock: any Clock = SystemClock()) {
    self.folder = folder
    self.clock = clock
  }

  /// What would be removed when the last `count` runs of each study are kept, and damaged stages and
  /// cache entries for `days`; `program` is the digest of this one.
  public func plan(
    keepingLast count: Int, of documents: [RunDocument], days: Double,
    program: ContentHash? = try? BinaryIdentity.current()
  ) throws -> Plan {
    let records = try folder.stageKeys().compactMap { folder.inspect($0).record }
    let kept = StageUse.last(count, of: documents)
    let used = StageUse(records).closure(of: Set(kept.flatMap(\.stages)))
    var items: [Item] = []
    // When no run is known, nothing says what is in use.
    for record in documents.isEmpty ? [] : records where !used.contains(record.key) {
      if let item = outputs(of: record) { items.append(item) }
    }
    items.sort { ($0.name, $0.bytes) < ($1.name, $1.bytes) }
    let oldest = clock.wallSeconds - days * 86_400
    items += Self.items(.damaged, try folder.damagedStages().filter { $0.changedAt <= oldest })
    items += Self.items(.attempt, try folder.abandonedAttempts())
    items += Self.items(.failure, try folder.outdatedFailures())
    let inUse = Self.cacheInUse(by: Set(documents.map(\.study)))
    items += Self.items(
      .cache,
      try folder.cacheEntries().filter { entry in
        entry.changedAt <= oldest && !inUse.contains { entry.path.hasSuffix("/\($0)") }
      })
    let making = records.filter { documents.isEmpty || used.contains($0.key) }
    items += try programs(besides: Set(making.compactMap(\.binary) + [program].compactMap(\.self)))
    return Plan(
      keptRuns: kept.map(\.id), keptStages: records.count { used.contains($0.key) }, items: items)
  }

  /// Cache entries that the next run of a study looks into: without them it reads all stages and
  /// draws all figures anew.
  static func cacheInUse(by studies: Set<String>) -> Set<String> {
    studies.reduce(into: ["stages.index"]) { $0.insert("views-\($1).json") }
  }

  /// The copies of programs nobody needs; `needed` is known to be.
  private func programs(besides needed: Set<ContentHash>) throws -> [Item] {
    let others = try folder.binaries().filter { !needed.contains($0.key) }
    guard !others.isEmpty else { return [] }
    let submitted = try folder.submitted(others.keys)
    return Self.items(
      .program,
      others.filter { !submitted.contains($0.key) }.map(\.value).sorted { $0.path < $1.path })
  }

  private func outputs(of record: StageRecord) -> Item? {
    var names: [String] = []
    var bytes = 0
    for output in record.outputs where !Self.permanent.contains(output.name) {
      guard let size = folder.size(of: output.name, in: record.key) else { continue }
      names.append(output.name)
      bytes += size
    }
    guard !names.isEmpty else { return nil }
    return Item(
      subject: .outputs, name: record.label, outputs: names, bytes: bytes, key: record.key)
  }

  private static func items(_ subject: Subject, _ leftovers: [ResultsFolder.Leftover]) -> [Item] {
    leftovers.map {
      Item(subject: subject, name: $0.path, outputs: [], bytes: $0.bytes, leftover: $0)
    }
  }

  /// Removes what a plan says.
  public func perform(_ plan: Plan) throws {
    for item in plan.items {
      if let key = item.key {
        let record = try folder.record(of: key)
        try folder.evict(
          key, outputs: item.outputs, at: clock.wallSeconds,
          facts: StageArrays.facts(of: StageArrays.all(of: record, in: folder)))
      } else if let leftover = item.leftover {
        try folder.remove(leftover)
      }
    }
  }
}
