import Base

/// A published stage as the collector records it.
public struct CollectedStage: Sendable, Hashable {
  /// One file of the stage folder.
  public struct Artifact: Sendable, Hashable {
    /// Path relative to the stage folder.
    public var name: String
    /// Bytes.
    public var size: Int
    /// Digest of the content.
    public var sha256: ContentHash

    /// Makes an artifact.
    public init(name: String, size: Int, sha256: ContentHash) {
      self.name = name
      self.size = size
      self.sha256 = sha256
    }
  }

  /// An array inside one of the files.
  public struct Tensor: Sendable, Hashable {
    /// The file, by its name among the artifacts.
    public var artifact: String
    /// Its name in the file; empty where the file is one array.
    public var name: String
    /// The type of its numbers, as the file's format calls it: `F32`, `<f8`.
    public var type: String
    /// Lengths of the axes; empty of a single number.
    public var shape: [Int]
    /// What the axes are of, such as `sample`; nil where that is not known.
    public var axes: [String]?

    /// Makes a tensor.
    public init(
      artifact: String, name: String, type: String, shape: [Int], axes: [String]? = nil
    ) {
      self.artifact = artifact
      self.name = name
      self.type = type
      self.shape = shape
      self.axes = axes
    }
  }

  /// The stage's key: its identity.
  public var key: ContentHash
  /// The stage's kind, such as `measure`.
  public var kind: String
  /// The version of the kind.
  public var version: Int
  /// The label under which it was first computed.
  public var label: String
  /// The parameters, without defaults left out of the key.
  public var parameters: Value
  /// The keys of the inputs by role, in order.
  public var inputs: [String: [ContentHash]]
  /// The content of the files it read besides other stages, by name.
  public var files: [String: ContentHash] = [:]
  /// The files it published.
  public var artifacts: [Artifact]
  /// The arrays inside them.
  public var tensors: [Tensor] = []
  /// SHA-256 of the program that ran it.
  public var binary: ContentHash?
  /// Facts about the machine and libraries that ran it.
  public var environment: [String: String]
  /// Seconds from start to end.
  public var wallSeconds: Double
  /// Processor seconds spent.
  public var cpuSeconds: Double
  /// Seconds since 1970 at the end.
  public var finishedAt: Double
  /// The largest resident size of the process that ran it, where it was measured.
  public var peakBytes: Int?
  /// Inputs sent through networks, where they were counted.
  public var forwardPasses: Int?

  /// Makes a record; see the properties.
  public init(
    key: ContentHash, kind: String, version: Int, label: String, parameters: Value = .map([:]),
    inputs: [String: [ContentHash]] = [:], artifacts: [Artifact] = [],
    binary: ContentHash? = nil, environment: [String: String] = [:], wallSeconds: Double = 0,
    cpuSeconds: Double = 0, finishedAt: Double = 0, peakBytes: Int? = nil,
    forwardPasses: Int? = nil
  ) {
    self.key = key
    self.kind = kind
    self.version = version
    self.label = label
    self.parameters = parameters
    self.inputs = inputs
    self.artifacts = artifacts
    self.binary = binary
    self.environment = environment
    self.wallSeconds = wallSeconds
    self.cpuSeconds = cpuSeconds
    self.finishedAt = finishedAt
    self.peakBytes = peakBytes
    self.forwardPasses = forwardPasses
  }
}

/// What data alone says about one sample of a stage's rows.
public struct SampleRow: Sendable, Hashable {
  /// The stable id of the sample.
  public var sample: Int64
  /// The split it comes from.
  public var split: String
  /// The true label.
  public var label: String
  /// The label given to training, where it is another.
  public var givenLabel: String?

  /// Makes a row.
  public init(sample: Int64, split: String, label: String, givenLabel: String? = nil) {
    self.sample = sample
    self.split = split
    self.label = label
    self.givenLabel = givenLabel
  }
}
