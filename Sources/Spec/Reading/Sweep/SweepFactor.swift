import Base

/// One factor of a sweep: paths whose values change together from point to point.
///
/// An axis of a grid is one path; `zip`, `random` and `sobol` set several paths at once.
struct SweepFactor {
  /// A swept path and where it is written.
  struct Path {
    let name: String
    let keySpan: SourceSpan
  }

  /// The paths, in the order written.
  let paths: [Path]
  /// The points, each with one value for every path.
  let points: [[SpecNode]]
  /// The section it stands in; nil of an axis.
  var section: SweepGrid.Section?

  /// An axis: one path at each of some values.
  init(_ path: String, at keySpan: SourceSpan, values: [SpecNode]) {
    paths = [Path(name: path, keySpan: keySpan)]
    points = values.map { [$0] }
  }

  /// Paths that change together.
  init(_ paths: [Path], points: [[SpecNode]], section: SweepGrid.Section) {
    self.paths = paths
    self.points = points
    self.section = section
  }

  /// Whether the points were drawn: what is wrong with one of them tends to be wrong with all.
  var isDrawn: Bool { section == .random || section == .sobol }

  /// How many points of what, for a fault.
  var words: String {
    guard let section, let first = paths.first else {
      return "\(points.count) values of \(paths.first?.name ?? "")"
    }
    let others = paths.count > 1 ? ", …" : ""
    return "\(points.count) points of \(section.rawValue) {\(first.name)\(others)}"
  }

  /// The factor as studies have it.
  var values: Study.Factor {
    Study.Factor(paths: paths.map(\.name), points: points.map { $0.map(\.untypedValue) })
  }
}
