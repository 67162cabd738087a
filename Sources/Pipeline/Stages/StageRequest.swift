import Base

/// All a worker has to know to compute one stage; travels as one line of JSON.
public struct StageRequest: Sendable, Hashable {
  /// The stage's key.
  public var key: ContentHash
  /// The stage's kind.
  public var kind: String
  /// The version of the kind the key was made for.
  public var version: Int
  /// What people call the stage.
  public var label: String
  /// The parameters.
  public var parameters: Value
  /// The input keys by role, in order.
  public var inputs: [String: [ContentHash]]
  /// The short cuts that are there, by role.
  public var preferred: [String: [ContentHash]]
  /// The content of files read, by name.
  public var files: [String: ContentHash]
  /// What cannot change the result.
  public var hints: Value
  /// How many cores the stage may use at once.
  public var cores: Int
  /// What the attempt may use.
  public var limits: StageLimits
  /// The results folder.
  public var results: String
  /// The identity of this attempt.
  public var attempt: AttemptID
  /// SHA-256 of the program's image, as the controller knows it.
  public var binary: ContentHash?
  /// Facts recorded with the result, where the worker does not know its own.
  public var environment: [String: String]
  /// Facts that the worker's own must equal, for it would compute other bits; empty where mixed
  /// results are allowed.
  public var required: [String: String]

  /// Makes the request for a node.
  public init(
    _ node: StageNode, preferred: [String: [ContentHash]], cores: Int = 1,
    results: ResultsFolder, attempt: AttemptID, binary: ContentHash?,
    environment: [String: String], required: [String: String] = [:]
  ) {
    key = node.key
    kind = node.kind
    version = node.version
    label = node.label
    parameters = node.parameters
    inputs = node.inputs
    self.preferred = preferred
    files = node.files
    hints = node.hints
    self.cores = cores
    limits = node.limits
    self.results = results.path
    self.attempt = attempt
    self.binary = binary
    self.environment = environment
    self.required = required
  }

  /// The request as a JSON value.
  public var value: Value {
    .map([
      "key": .text(key.hex), "kind": .text(kind), "version": .integer(version),
      "label": .text(label), "parameters": parameters, "inputs": StageRecord.value(of: inputs),
      "preferred": StageRecord.value(of: preferred),
      "files": .map(files.mapValues { .text($0.hex) }), "hints": hints,
      "cores": .integer(cores), "limits": limits.value, "results": .text(results),
      "attempt": attempt.value,
      "binary": binary.map { .text($0.hex) } ?? .null,
      "environment": .map(environment.mapValues { .text($0) }),
      "required": .map(required.mapValues { .text($0) }),
    ])
  }

  /// Reads a request; nil when a member is missing or of another type.
  public init?(_ value: Value) {
    guard let key = StageRecord.hash(value["key"]), let kind = value["kind"]?.text,
      let version = value["version"]?.integer, let label = value["label"]?.text,
      let parameters = value["parameters"], let inputs = StageRecord.keys(value["inputs"]),
      let preferred = StageRecord.keys(value["preferred"]), let files = value["files"]?.map,
      let hints = value["hints"], let cores = value["cores"]?.integer, cores > 0,
      let results = value["results"]?.text,
      let attempt = value["attempt"].flatMap(AttemptID.init),
      let environment = value["environment"]?.map, let required = value["required"]?.map
    else { return nil }
    self.key = key
    self.kind = kind
    self.version = version
    self.label = label
    self.parameters = parameters
    self.inputs = inputs
    self.preferred = preferred
    self.files = files.compactMapValues(StageRecord.hash)
    self.hints = hints
    self.cores = cores
    limits = StageLimits(value["limits"])
    self.results = results
    self.attempt = attempt
    binary = StageRecord.hash(value["binary"])
    self.environment = environment.compactMapValues(\.text)
    self.required = required.compactMapValues(\.text)
  }
}
