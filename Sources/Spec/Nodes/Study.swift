import Base

/// A spec, resolved: every cell's nodes, and the views asked for.
public struct Study: Sendable {
  /// A swept coordinate and its values, in the order written.
  public struct Coordinate: Sendable, Hashable {
    /// The dotted path as written, such as `seed` or `training.batch`.
    public let path: String
    /// Its values.
    public let values: [Value]
  }

  /// Swept paths whose values change together from point to point; a path of a grid alone.
  public struct Factor: Sendable, Hashable {
    /// The dotted paths as written.
    public let paths: [String]
    /// The points, each with a value for every path.
    public let points: [[Value]]
  }

  /// The version of the spec language; 1.
  public let formatVersion: Int
  /// The study's name.
  public let name: String
  /// The title for figures and reports; the name when none is given.
  public let title: String
  /// The sources it reproduces.
  public let cite: [String]
  /// The spec file as the user named it.
  public let file: String
  /// The variants' names, in the order written; empty when there are none.
  public let variants: [String]
  /// What is swept: the cells are the variants times the points of each factor, in the order written.
  public let factors: [Factor]
  /// The swept coordinates, in the order written.
  public let coordinates: [Coordinate]
  /// The cells: variants in order, and in each the sweep's points, the last factor fastest.
  public let cells: [Cell]
  /// The cells left out, in the same order.
  public let excluded: [ExcludedCell]
  /// Which points of the sweep go on after some epochs; nil where all do.
  public let halving: Placed<Halving>?
  /// Whether its claims are explored: never judged as confirmed.
  public let isExploratory: Bool
  /// What its stages may use; changes no result.
  public let limits: ResourceLimits
  /// Where its stages are computed unless the command says; changes no result.
  public let executor: ExecutorChoice?
  /// The figures asked for.
  public let figures: [Placed<FigureRequest>]
  /// The claims to judge.
  public let claims: [Placed<Claim>]
  /// What may not be meant; already worded for a person.
  public let warnings: [Diagnostic]
}

/// One variant at one point of the sweep that the spec leaves out.
public struct ExcludedCell: Sendable, Hashable {
  /// What the cell would be called.
  public let label: String
  /// Why it is left out, in the spec's words.
  public let reason: String
  /// Its place in the whole grid.
  let gridIndex: Int
}

/// One variant at one point of the sweep.
public struct Cell: Sendable {
  /// A swept coordinate at its value here.
  public struct Coordinate: Sendable, Hashable {
    /// The dotted path as written.
    public let path: String
    /// The value here.
    public let value: Value
  }

  /// The place among the study's cells.
  public let index: Int
  /// The place in the whole grid, cells left out included.
  let gridIndex: Int
  /// The variant; nil when the study has none.
  public let variant: String?
  /// The sweep point, in the order written.
  public let coordinates: [Coordinate]
  /// `variant=low-order,seed=0`; `base` when there is neither variant nor sweep.
  public let label: String
  /// The data nodes, in the order written; so are the other kinds.
  public let data: [DataNode]
  /// The model nodes.
  public let models: [ModelNode]
  /// The sample pools.
  public let samples: [SamplesNode]
  /// The measurements.
  public let measures: [MeasureNode]
  /// The relations.
  public let relations: [RelateNode]
  /// Stages that compute nothing; nil in a study that is meant.
  public let noop: NoopGraph?

  /// The value of a dimension here: `variant`, or a swept path.
  public func value(of dimension: String) -> Value? {
    if dimension == "variant" { return variant.map { .text($0) } }
    return coordinates.first { $0.path == dimension }?.value
  }
}

/// A value and the place in a spec it comes from.
public struct Placed<Wrapped: Sendable>: Sendable {
  /// The value.
  public let value: Wrapped
  /// Where it stands.
  public let span: SourceSpan

  /// Makes it.
  public init(_ value: Wrapped, at span: SourceSpan) {
    self.value = value
    self.span = span
  }
}
