import Base

/// What a figure was made of, as its SVG tells.
///
/// It holds what is the same whenever and in however many runs the numbers were computed – no time, no
/// path, no run –, so that a figure drawn again has the same bytes; `runexp trace` tells the runs.
public struct FigureProvenance: Sendable, Hashable {
  /// The study.
  public var study: String
  /// SHA-256 of the resolved spec of the last run that computed rows; nil when no run is known.
  public var spec: String?
  /// The keys of the stages that hold the rows, sorted.
  public var stages: [String]
  /// The commit of that run; nil where none was recorded.
  public var commit: String?

  /// Makes it; see the properties.
  public init(study: String, spec: String? = nil, stages: [String] = [], commit: String? = nil) {
    self.study = study
    self.spec = spec
    self.stages = stages
    self.commit = commit
  }

  /// As the metadata of the figure called `figure`.
  func value(figure: String) -> Value {
    .map([
      "schema": 1, "study": .text(study), "figure": .text(figure),
      "spec_sha256": spec.map { .text($0) } ?? .null, "stages": .integer(stages.count),
      "stages_sha256": .text(ContentHash(of: stages.joined(separator: "\n").utf8).hex),
      "commit": commit.map { .text($0) } ?? .null,
    ])
  }
}
