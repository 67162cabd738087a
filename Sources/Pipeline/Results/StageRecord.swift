import Base

/// One file of a published stage.
public struct StageOutput: Sendable, Hashable {
  /// Path relative to the stage folder.
  public var name: String
  /// Bytes.
  public var size: Int
  /// Digest of the content.
  public var sha256: ContentHash

  /// Makes an output.
  public init(name: String, size: Int, sha256: ContentHash) {
    self.name = name
    self.size = size
    self.sha256 = sha256
  }
}

/// What `done.json` holds: the proof that a stage is complete and where it came from.
public struct StageRecord: Sendable, Hashable {
  /// The stage's key.
  public var key: ContentHash
  /// The stage's kind.
  public var kind: String
  /// The version of the kind.
  public var version: Int
  /// The label under which it was first computed.
  public var label: String
  /// The parameters.
  public var parameters: Value
  /// The input keys by role.
  public var inputs: [String: [ContentHash]]
  /// The content of files read, by name.
  public var files: [String: ContentHash]
  /// What could not change the result, such as where a file lay; a rerun needs it.
  public var hints: Value
  /// The results, sorted by name; equal for every attempt of the same key.
  public var outputs: [StageOutput]
  /// The journals (`events.jsonl`, `output.log`), which hold times and may differ.
  public var journals: [StageOutput]
  /// Who computed it.
  public var attempt: AttemptID
  /// SHA-256 of the program's image.
  public var binary: ContentHash?
  /// Facts about the machine and libraries the bits may depend on.
  public var environment: [String: String]
  /// Seconds from start to end.
  public var wallSeconds: Double
  /// Processor seconds spent.
  public var cpuSeconds: Double
  /// The most bytes of memory the worker had in use meanwhile; nil where it is not known.
  public var peakBytes: Int?
  /// Seconds since 1970 at the end.
  public var finishedAt: Double
  /// Inputs that networks evaluated for it; nil for a kind without networks.
  public var forwardPasses: Int?

  /// The record as a JSON value.
  public var value: Value {
    var members: [String: Value] = [
      "schema": 1, "key": .text(key.hex), "kind": .text(kind), "version": .integer(version),
      "label": .text(label), "parameters": parameters, "inputs": Self.value(of: inputs),
      "files": .map(files.mapValues { .text($0.hex) }),
      "outputs": .list(outputs.map(Self.value)), "journals": .list(journals.map(Self.value)),
      "attempt": attempt.value, "binary": binary.map { .text($0.hex) } ?? .null,
      "environment": .map(environment.mapValues { .text($0) }),
      "wall_seconds": .number(wallSeconds), "cpu_seconds": .number(cpuSeconds),
      "finished_at": .number(finishedAt),
    ]
    if hints != .null { members["hints"] = hints }
    if let peakBytes { members["peak_bytes"] = .integer(peakBytes) }
    if let forwardPasses { members["forward_passes"] = .integer(forwardPasses) }
    members["sum"] = Self.sum(members)
    return .map(members)
  }

  /// The checksum of a record's other members, so that a changed byte anywhere in it is noticed.
  private static func sum(_ members: [String: Value]) -> Value {
    .text(String(ContentHash(of: Value.map(members).jsonBytes).hex.prefix(16)))
  }

  /// Reads a record; nil when a member is missing or of another type, or the checksum does not hold
  /// (records of before there was one have none).
  public init?(_ value: Value) {
    if var members = value.map, let sum = members.removeValue(forKey: "sum") {
      guard sum == Self.sum(members) else { return nil }
    }
    guard value["schema"]?.integer == 1, let key = Self.hash(value["key"]),
      let kind = value["kind"]?.text, let version = value["version"]?.integer,
      let label = value["label"]?.text, let parameters = value["parameters"],
      let inputs = Self.keys(value["inputs"]), let files = value["files"]?.map,
      let outputs = Self.outputs(value["outputs"]),
      let journals = Self.outputs(value["journals"]),
      let attempt = value["attempt"].flatMap(AttemptID.init),
      let environment = value["environment"]?.map, let wall = value["wall_seconds"]?.number,
      let cpu = value["cpu_seconds"]?.number, let finishedAt = value["finished_at"]?.number
    else { return nil }
    self.key = key
    self.kind = kind
    self.version = version
    self.label = label
    self.parameters = parameters
    self.inputs = inputs
    self.files = files.compactMapValues(Self.hash)
    hints = value["hints"] ?? .null
    self.outputs = outputs
    self.journals = journals
    self.attempt = attempt
    binary = Self.hash(value["binary"])
    self.environment = environment.compactMapValues(\.text)
    wallSeconds = wall
    cpuSeconds = cpu
    peakBytes = value["peak_bytes"]?.integer
    self.finishedAt = finishedAt
    forwardPasses = value["forward_passes"]?.integer
    guard self.files.count == files.count, self.environment.count == environment.count else {
      return nil
    }
  }

  /// The record of what an attempt at `request` gave; see the properties.
  public init(
    request: StageRequest, outputs: [StageOutput], journals: [StageOutput], wallSeconds: Double,
    cpuSeconds: Double, peakBytes: Int?, finishedAt: Double, forwardPasses: Int? = nil
  ) {
    key = request.key
    kind = request.kind
    version = request.version
    label = request.label
    parameters = request.parameters
    inputs = request.inputs
    files = request.files
    hints = request.hints
    self.outputs = outputs
    self.journals = journals
    attempt = request.attempt
    binary = request.binary
    environment = request.environment
    self.wallSeconds = wallSeconds
    self.cpuSeconds = cpuSeconds
    self.peakBytes = peakBytes
    self.finishedAt = finishedAt
    self.forwardPasses = forwardPasses
  }

  /// The names of outputs present in only one of two records or of different content, sorted.
  public func differences(from other: StageRecord) -> [String] {
    let mine = Set(outputs)
    return Set(mine.symmetricDifference(other.outputs).map(\.name)).sorted()
  }

  static func hash(_ value: Value?) -> ContentHash? { value?.text.flatMap(ContentHash.init(hex:)) }

  static func value(of keys: [String: [ContentHash]]) -> Value {
    .map(keys.mapValues { .list($0.map { .text($0.hex) }) })
  }

  static func keys(_ value: Value?) -> [String: [ContentHash]]? {
    guard let members = value?.map else { return nil }
    var result: [String: [ContentHash]] = [:]
    for (role, list) in members {
      guard let texts = list.list else { return nil }
      let hashes = texts.compactMap(hash)
      guard hashes.count == texts.count else { return nil }
      result[role] = hashes
    }
    return result
  }

  private static func value(_ output: StageOutput) -> Value {
    .map([
      "name": .text(output.name), "size": .integer(output.size), "sha256": .text(output.sha256.hex),
    ])
  }

  private static func outputs(_ value: Value?) -> [StageOutput]? {
    guard let list = value?.list else { return nil }
    let outputs = list.compactMap { item -> StageOutput? in
      guard let name = item["name"]?.text, let size = item["size"]?.integer,
        let sha256 = hash(item["sha256"])
      else { return nil }
      return StageOutput(name: name, size: size, sha256: sha256)
    }
    return outputs.count == list.count ? outputs : nil
  }
}
