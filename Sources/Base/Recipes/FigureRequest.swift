/// A figure as a spec asks for it.
public struct FigureRequest: Sendable, Hashable {
  /// The units resampled for the band around a curve.
  public enum Band: String, Sendable, Hashable, CaseIterable {
    case seeds, images, both
  }

  /// Which samples count: a query-time filter, never a selector of what is measured.
  public enum SampleFilter: String, Sendable, Hashable, CaseIterable {
    case all
    case correctHere = "correct-here"
    case correctEverywhere = "correct-everywhere"
  }

  /// The figure's name in the spec; names its files.
  public var name: String
  /// The preset drawn.
  public var preset: String
  /// The measure node whose rows are drawn.
  public var measure: String
  /// The dimension that makes the curves, usually `variant`.
  public var series: String
  /// The checkpoint drawn where x is not the checkpoint: an epoch, or nil for the last.
  public var checkpoint: Int?
  /// The band's unit of inference.
  public var band: Band
  /// Which samples are kept; the caption prints how many were.
  public var samples: SampleFilter
  /// Dimensions averaged over although they have several values.
  public var pool: [String]
  /// Title above the figure; nil for the study's title.
  public var title: String?

  /// Makes a request; see the properties.
  public init(
    name: String, preset: String, measure: String, series: String = "variant",
    checkpoint: Int? = nil, band: Band = .both, samples: SampleFilter = .all,
    pool: [String] = [], title: String? = nil
  ) {
    self.name = name
    self.preset = preset
    self.measure = measure
    self.series = series
    self.checkpoint = checkpoint
    self.band = band
    self.samples = samples
    self.pool = pool
    self.title = title
  }
}
