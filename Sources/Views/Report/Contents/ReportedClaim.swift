import Base

/// A claim with its verdict as a report shows it, read from what a verdict is kept as.
public struct ReportedClaim: Sendable, Hashable {
  /// One unit of inference.
  public struct Unit: Sendable, Hashable {
    /// Such as `seed=3`.
    public var name: String
    /// 1 or 2 where the arms share no units; else nil.
    public var arm: Int?
    /// The effect, or the arm's number.
    public var number: Double
  }

  /// The claim's name in the spec.
  public var name: String
  /// The sentence.
  public var says: String
  /// Its source.
  public var cite: String?
  /// The verdict.
  public var verdict: ClaimVerdict
  /// Whether its study is exploratory.
  public var isExploratory: Bool
  /// The verdict the spec expects.
  public var expects: String?
  /// What the effect is held against.
  public var threshold: Claim.Threshold?
  /// Where the threshold comes from.
  public var thresholdFrom: String?
  /// The confidence level of `interval`.
  public var level: Double?
  /// The effect.
  public var estimate: Double?
  /// The interval at the claim's level.
  public var interval: Interval?
  /// The interval after Holm's adjustment, which the verdict rests on.
  public var adjustedInterval: Interval?
  /// Its level.
  public var adjustedLevel: Double?
  /// The raw two-sided p-value.
  public var p: Double?
  /// The same after Holm's adjustment.
  public var adjustedP: Double?
  /// The verdict it would get alone.
  public var rawVerdict: ClaimVerdict?
  /// How many more units would probably settle it.
  public var furtherUnits: Int?
  /// Why it is not evaluable.
  public var reason: String?
  /// `registered`, `post hoc`, `changed after data (…)` or `not registered`.
  public var registration: String
  /// What became of it with the contrast's arms swapped: `passed`, `cannot fail`; nil where that tells
  /// nothing.
  public var selfTest: String?
  /// How many units it was judged on, each time on other numbers, oldest first.
  public var looks: [Int]
  /// The effect in words, as the spec says it.
  public var effect: String?
  /// The unit of inference.
  public var unit: String?
  /// The units.
  public var units: [Unit]
  /// How many recorded numbers the units were made from; nil where that is not told.
  public var samples: Int?

  /// Reads the document of a verdict (`JudgedClaim.value`); nil when it is none.
  public init?(_ document: Value) {
    guard let claim = document["claim"], let name = claim["name"]?.text,
      let says = claim["says"]?.text,
      let verdict = document["verdict"]?.text.flatMap(ClaimVerdict.init(rawValue:))
    else { return nil }
    self.name = name
    self.says = says
    self.verdict = verdict
    isExploratory = claim["exploratory"]?.boolean ?? false
    cite = claim["cite"]?.text
    expects = claim["expects"]?.text
    threshold =
      claim["at_least"]?.number.map { .atLeast($0) } ?? claim["at_most"]?.number.map { .atMost($0) }
      ?? claim["within"]?.number.map { .within($0) }
    thresholdFrom = claim["threshold_from"]?.text
    level = claim["level"]?.number
    unit = claim["unit"]?.text
    effect = claim["effect"].flatMap(Self.words)
    estimate = document["estimate"]?.number
    interval = Self.interval(document["interval"])
    adjustedInterval = Self.interval(document["adjusted_interval"])
    adjustedLevel = document["adjusted_level"]?.number
    p = document["p"]?.number
    adjustedP = document["adjusted_p"]?.number
    rawVerdict = document["raw_verdict"]?.text.flatMap(ClaimVerdict.init(rawValue:))
    furtherUnits = document["further_units"]?.integer
    reason = document["reason"]?.text
    registration = document["registration"]?.text ?? "not registered"
    selfTest = document["self_test"]?.text.flatMap { $0 == "not applicable" ? nil : $0 }
    samples = document["unit_of_inference"]?["samples"]?.integer
    looks = (document["looks"]?.list ?? []).compactMap { $0["units"]?.integer }
    units = (document["units"]?.list ?? []).compactMap { unit in
      guard let name = unit["unit"]?.text, let number = unit["number"]?.number else { return nil }
      return Unit(name: name, arm: unit["arm"]?.integer, number: number)
    }
  }

  /// What the effect is held against, in the digits the spec has.
  var needed: String? {
    func text(_ number: Double) -> String { ShownNumber.typeset(ShownNumber.shortest(number)) }
    return switch threshold {
    case .atLeast(let number): "≥ \(text(number))"
    case .atMost(let number): "≤ \(text(number))"
    case .within(let number): "± \(text(number))"
    case nil: nil
    }
  }

  /// A number of the claim with as many decimals as its interval's half-width has in two digits.
  func text(_ number: Double) -> String {
    let interval = adjustedInterval ?? interval
    let text = ShownNumber.text(
      number, halfWidth: interval.map { ($0.high - $0.low) / 2 })
    return ShownNumber.typeset(text)
  }

  /// `[0.89, 1.27]`.
  func text(_ interval: Interval) -> String { "[\(text(interval.low)), \(text(interval.high))]" }

  private static func interval(_ value: Value?) -> Interval? {
    guard let ends = value?.list, ends.count == 2, let low = ends[0].number,
      let high = ends[1].number
    else { return nil }
    return Interval(low, high)
  }

  /// `strength.J at checkpoint last, context_order 0: low-order − high-order`.
  private static func words(_ effect: Value) -> String? {
    if let sql = effect["sql"]?.text { return sql }
    guard let quantity = effect["of"]?.text else { return nil }
    func values(_ value: Value?) -> String {
      (value?.list ?? []).map { $0.text ?? $0.json }.joined(separator: ", ")
    }
    let filters = (effect["where"]?.map ?? [:]).sorted { $0.key < $1.key }
      .map { "\($0.key) \(values($0.value))" }.joined(separator: "; ")
    let place = filters.isEmpty ? "" : " at \(filters)"
    guard let contrast = effect["contrast"], let dimension = contrast["dimension"]?.text else {
      return quantity + place
    }
    return
      "\(quantity)\(place): \(dimension) \(values(contrast["first"])) − \(values(contrast["second"]))"
  }
}
