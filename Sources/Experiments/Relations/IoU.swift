import Interactions
import Spec
import Store

/// The overlap of the salient interactions of each sample in two measurements: |A∩B| / |A∪B|.
struct IoU: InteractionComparison {
  static let name = "iou"
  static let summary = "overlap of two sets of salient interactions, |A∩B| / |A∪B|"
  static let version = 1

  let salience: SalienceChoice

  /// Reads the two measurements and what is salient.
  init(_ read: ParameterReader) {
    Self.readRoles(read)
    salience = SalienceChoice(read)
  }

  /// `iou` in all and by interaction order, and what random sets of these sizes would overlap by.
  func compare(_ left: SampleInteractions, _ right: SampleInteractions) -> [MetricRow] {
    salience.overlaps(left, right).flatMap { order, overlap in
      SalienceChoice.rows(
        Self.name, overlap.intersectionOverUnion, random: overlap.chanceIntersectionOverUnion,
        order: order)
    }
  }
}
