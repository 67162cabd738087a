import Interactions
import Spec
import Store

/// How many of the salient interactions of each sample in one measurement are salient in another:
/// |A∩B| / |A|.
struct Coverage: InteractionComparison {
  static let name = "coverage"
  static let summary = "share of one set of salient interactions found in another, |A∩B| / |A|"
  static let version = 1

  let salience: SalienceChoice

  /// Reads the two measurements and what is salient.
  init(_ read: ParameterReader) {
    Self.readRoles(read)
    salience = SalienceChoice(read)
  }

  /// `coverage` in all and by interaction order, and that by a random set as large as the second.
  func compare(_ left: SampleInteractions, _ right: SampleInteractions) -> [MetricRow] {
    salience.overlaps(left, right).flatMap { order, overlap in
      SalienceChoice.rows(
        Self.name, overlap.coverage, random: overlap.chanceCoverage, order: order)
    }
  }
}
