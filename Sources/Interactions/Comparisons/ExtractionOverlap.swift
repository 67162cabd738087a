/// How far two extractions of the very same table agree: the null that the overlap of two models
/// is to be held against.
///
/// The split of smallest l1 need not be unique, and a schedule of subgradients ends near one of many
/// (with another start, only a fifth of the strongest interactions returned in ICLR 2024). So a
/// table is extracted again from another start and with the noise bound 25 % lower and higher.
public struct ExtractionOverlap: Sendable, Hashable {
  /// One more extraction of the table against the first.
  public struct Row: Sendable, Hashable {
    /// Its start.
    public var start: ExtractionStart
    /// Its noise bound relative to the first's.
    public var noiseFactor: Double
    /// Its l1 relative to the first's.
    public var relativeL1: Double
    /// The overlap of the salient interactions.
    public var salient: SetOverlap
    /// The generalised Jaccard similarity of all interactions.
    public var similarity: InteractionSimilarity
  }

  /// One row per further extraction: another start, then ζ · 0.75 and ζ · 1.25 (those only with a
  /// noise bound).
  public let rows: [Row]

  /// The overlaps of each of several tables of as many players with itself, on merged single
  /// players and the salient interactions by `threshold`.
  public static func all(
    of tables: [ValueTable], noise: AndOrExtraction.NoiseBound, method: AndOrExtraction.Method,
    threshold: SalienceThreshold, start: ExtractionStart = .halves,
    otherStart: ExtractionStart = .random(seed: 0)
  ) throws(AndOrExtractionError) -> [ExtractionOverlap] {
    let first = try AndOrExtraction.all(of: tables, noise: noise, method: method, start: start)
    var variations = [(start: otherStart, factor: 1.0)]
    if noise != .none { variations += [(start, 0.75), (start, 1.25)] }
    var rows = tables.map { _ in [Row]() }
    for variation in variations {
      let again = try AndOrExtraction.all(
        of: tables, noise: noise.scaled(by: variation.factor), method: method,
        start: variation.start)
      for index in tables.indices {
        let before = first[index].interactions.mergingSingles
        let after = again[index].interactions.mergingSingles
        rows[index].append(
          Row(
            start: variation.start, noiseFactor: variation.factor,
            relativeL1: first[index].l1 > 0 ? again[index].l1 / first[index].l1 : 1,
            salient: SetOverlap(threshold.select(before), threshold.select(after)),
            similarity: InteractionSimilarity(before, after)))
      }
    }
    return rows.map { ExtractionOverlap(rows: $0) }
  }
}
