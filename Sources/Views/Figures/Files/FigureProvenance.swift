import Base

/// What a figure was made of, as its SVG tells.
///
/// A function of the store alone, so that a figure drawn again has the same bytes: it holds no time of
/// drawing and no path.
public struct FigureProvenance: Sendable, Hashable {
  /// The study.
  public var study: String
  /// SHA-256 of the resolved spec of the last of these runs; nil when no run is known.
  public var spec: String?
  /// The runs that computed the rows, oldest first.
  public var runs: [String]
  /// The commit of the last of these runs; nil where none was recorded.
  public var commit: String?

  /// Makes it; see the properties.
  public init(study: String, spec: String? = nil, runs: [String] = [], commit: String? = nil) {
    self.study = study
    self.spec = spec
    self.runs = runs
    self.commit = commit
  }

  /// As the metadata of the figure called `figure`.
  func value(figure: String) -> Value {
    .map([
      "schema": 1, "study": .text(study), "figure": .text(figure),
      "spec_sha256": spec.map { .text($0) } ?? .null, "runs": .list(runs.map { .text($0) }),
      "commit": commit.map { .text($0) } ?? .null,
    ])
  }
}
