import Base
import Interactions
import Spec
import Store

/// Which interactions are salient, as a relation's parameters say it.
///
/// The measurements keep every interaction, so another rule computes no network anew.
struct SalienceChoice: Sendable, Hashable {
  /// The rules of the papers.
  enum Rule: String, Sendable, CaseIterable {
    case ofMaximum = "of-maximum"
    case ofEffect = "of-effect"
    case absolute, top
  }

  let rule: Rule
  let amount: Double

  /// Reads `{of-maximum: 0.05}` or another rule; 5 % of the sample's largest when nothing is said.
  init(_ read: ParameterReader) {
    let chosen = read.nested("salience", "from which strength on an interaction counts") { read in
      let rules: [(Rule, Double?)] = [
        (
          .ofMaximum,
          read.optionalNumber(
            "of-maximum", in: .within(0...1), "this part of the sample's largest |I|")
        ),
        (
          .ofEffect,
          read.optionalNumber(
            "of-effect", in: .atLeast(0), "this part of the mean |v(N) − v(∅)| of all samples")
        ),
        (.absolute, read.optionalNumber("absolute", in: .atLeast(0), "this number, in units of v")),
        (
          .top,
          read.optionalInteger("top", in: 1...1 << 21, "the so many strongest").map(Double.init)
        ),
      ]
      let given = rules.compactMap { rule, amount in amount.map { (rule, $0) } }
      if given.count > 1 {
        read.fault(
          at: given[1].0.rawValue,
          "`\(given[0].0.rawValue)` and `\(given[1].0.rawValue)` exclude each other",
          notes: ["keep one of them"])
      }
      return given.first
    }
    (rule, amount) = chosen?.flatMap(\.self) ?? (.ofMaximum, 0.05)
  }

  /// The threshold of one measurement; `effect` is its mean |v(N) − v(∅)|.
  func threshold(effect: Double) -> SalienceThreshold {
    switch rule {
    case .ofMaximum: .ofMaximum(amount)
    case .ofEffect: .ofMeanGrandEffect(amount, mean: effect)
    case .absolute: .absolute(amount)
    case .top: .top(Int(amount))
    }
  }

  /// The salient interactions of a sample.
  func select(_ sample: SampleInteractions) -> InteractionSet {
    threshold(effect: sample.meanEffect).select(sample.interactions)
  }

  /// The overlaps of the salient interactions of one sample: in all, and by interaction order.
  func overlaps(_ left: SampleInteractions, _ right: SampleInteractions)
    -> [(order: Int?, overlap: SetOverlap)]
  {
    let (first, second) = (select(left), select(right))
    return [(nil, SetOverlap(first, second))]
      + SetOverlap.byInteractionOrder(first, second).enumerated().map { ($0 + 1, $1) }
  }

  /// A number of an overlap and that of random sets, where they are defined.
  static func rows(_ name: String, _ value: Double?, random: Double?, order: Int?) -> [MetricRow] {
    [(name, value), (name + "-random", random)].compactMap { name, value in
      value.map { MetricRow(name: name, value: $0, interactionOrder: order, exact: true) }
    }
  }
}
