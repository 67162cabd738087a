import Base
import Spec
import Testing

@Suite struct ClaimTests {
  /// The documented study with other claims.
  private func spec(_ claims: String) -> String {
    let head = bottleneck.split(separator: "\n").prefix { !$0.hasPrefix("claims") }
    return head.joined(separator: "\n") + "\nclaims:\n" + claims
  }

  private func claim(_ text: String) throws -> Claim {
    try #require(try study(spec("  c: \(text)\n")).claims.first).value
  }

  @Test func contrastsMayBeOfAnyDimensionAndAverageSeveralValues() throws {
    let claim = try claim(
      "{says: x, effect: {of: strength.J, where: {variant: normal, checkpoint: last}, contrast: {context_order: [[0, 14], 7]}}, within: 0.5}"
    )
    #expect(
      claim.effect
        == .quantity(
          measure: "strength", metric: "J",
          filters: [
            Claim.Filter(dimension: "variant", values: ["normal"]),
            Claim.Filter(dimension: "checkpoint", values: ["last"]),
          ],
          contrast: Claim.Contrast(dimension: "context_order", first: [0, 14], second: [7])))
    #expect(claim.threshold == .within(0.5))
    #expect(claim.unit == "seed")
    #expect(claim.paired)
    #expect(claim.expects == .reproduced)
  }

  @Test func aQueryMayStandForTheEffect() throws {
    let claim = try claim(
      "{says: x, sql: 'SELECT seed, value FROM metrics', at_most: 1, expects: not-reproduced, threshold_from: pilot}"
    )
    #expect(claim.effect == .sql("SELECT seed, value FROM metrics"))
    #expect(claim.expects == .notReproduced)
    #expect(claim.thresholdFrom == .pilot)
  }

  @Test(arguments: [
    (
      "{says: x, effect: {of: strenght.J}, at_least: 0}",
      "unknown measurement `strenght`", "did you mean `strength`?"
    ),
    (
      "{says: x, effect: {of: strength}, at_least: 0}",
      "`of` must be measurement.metric, not `strength`", "such as `strength.J`"
    ),
    (
      "{says: x, effect: {of: strength.J, contrast: [low-order, hihg-order]}, at_least: 0}",
      "unknown variant `hihg-order`", "did you mean `high-order`?"
    ),
    (
      "{says: x, effect: {of: strength.J, contrast: [normal, normal]}, at_least: 0}",
      "a contrast needs two different arms", "its effect would be 0"
    ),
    (
      "{says: x, effect: {of: strength.J, where: {checkpoint: 7}}, at_least: 0}",
      "measure.strength is not taken at checkpoint 7", "it is taken at: 0, 1, 5, 20"
    ),
    (
      "{says: x, effect: {of: strength.J, where: {contxt_order: 0}}, at_least: 0}",
      "unknown dimension `contxt_order`", "did you mean `context_order`?"
    ),
    (
      "{says: x, effect: {of: strength.J}}",
      "a claim needs one of `at_least`, `at_most`, `within`",
      "give exactly one of at_least, at_most, within"
    ),
    (
      "{says: x, effect: {of: strength.J}, at_least: 0, within: 1}",
      "`at_least` and `within` exclude each other",
      "give exactly one of at_least, at_most, within"
    ),
    (
      "{says: x, at_least: 0}", "a claim needs `effect` or `sql`",
      "add `effect: {of: measurement.metric, contrast: [first, second]}`"
    ),
    (
      "{says: x, effect: {of: strength.J}, sql: 'SELECT 1', at_least: 0}",
      "`effect` and `sql` exclude each other", "keep one of them"
    ),
    (
      "{says: x, effect: {of: strength.J}, at_least: 0, unit: sede}",
      "the unit of inference, `sede`, is not swept", "did you mean `seed`?"
    ),
    (
      "{effect: {of: strength.J}, at_least: 0}", "missing required key `says` in claims.c",
      "add `says`: a text; the sentence"
    ),
  ])
  func faultyClaimsAreNamed(text: String, message: String, note: String) {
    let found = faults(spec("  c: \(text)\n"))
    #expect(found.contains(": error: \(message)\n"), "\(found)")
    #expect(found.contains("\n  \(note)"), "\(found)")
  }

  @Test(arguments: [
    (
      "strength.Q, where: {context_order: 0, checkpoint: last, variant: normal}",
      """
      error: measure.strength records no `Q`
        it records: J, S, correct
      """
    ),
    (
      "strength.corect, where: {checkpoint: last, variant: normal}",
      """
      error: measure.strength records no `corect`
        did you mean `strength.correct`?
        it records: J, S, correct
      """
    ),
    (
      "strength.J, where: {context_order: 15, checkpoint: last, variant: normal}",
      "error: `context_order` of strength.J must be an integer from 0 to 14, not 15"
    ),
    (
      "strength.J, where: {context_order: low, checkpoint: last, variant: normal}",
      "error: `context_order` of strength.J must be an integer from 0 to 14, not low"
    ),
    (
      "strength.J, where: {checkpoint: last, variant: normal}, contrast: {context_order: [0, [13, 20]]}",
      "error: `context_order` of strength.J must be an integer from 0 to 14, not 20"
    ),
    (
      "accuracy.accuracy, where: {context_order: 0, checkpoint: 0, split: test, variant: normal}",
      """
      error: accuracy.accuracy has no `context_order`
        its rows differ in: checkpoint, split, variant, seed
      """
    ),
    (
      "accuracy.accuracy, where: {checkpoint: 0, split: tset}, contrast: [normal, low-order]",
      """
      error: unknown split `tset`
        did you mean `test`?
        known names: train, test
      """
    ),
    (
      "strength.correct, where: {checkpoint: last, seed: 7}, contrast: [normal, low-order]",
      """
      error: unknown value of seed `7`
        known names: 0, 1, 2, 3, 4
      """
    ),
    (
      "strength.J, contrast: [normal, low-order]",
      """
      error: several rows per unit: fix or contrast `context_order`, `checkpoint`
        add `context_order: 0` to `where`; there are 0 to 14 (a list is averaged)
        add `checkpoint: last` to `where`; there are 0, 1, 5, 20 (a list is averaged)
        or say how they become one number: `reduce: {context_order: mean}`
      """
    ),
    (
      "accuracy.accuracy, where: {checkpoint: last}",
      """
      error: several rows per unit: fix or contrast `split`, `variant`
        add `split: train` to `where`; there are train, test (a list is averaged)
        add `variant: normal` to `where`; there are normal, low-order, mid-order, high-order (a list is \
      averaged)
        or say how they become one number: `reduce: {split: mean}`
      """
    ),
  ])
  func claimsOfRowsThatAreNotThereOrNotOneAreNamed(effect: String, expected: String) {
    let found = faults(spec("  c: {says: x, effect: {of: \(effect)}, at_least: 0}\n"))
    // The place, the line and the caret are tested elsewhere.
    let text = found.split(separator: "\n").enumerated().filter { ![1, 2].contains($0.offset) }
      .map(\.element).joined(separator: "\n")
    #expect(text.drop { $0 != " " }.dropFirst() == expected, "\(found)")
  }

  @Test func aFigureOfWhatIsNotRecordedIsShownWhole() {
    let text = bottleneck.replacing(
      "measure: strength, series: variant", with: "measure: accuracy, series: variant")
    #expect(
      faults(text) == """
        study.yaml:26:62: error: preset `multi-order-strength` draws `J`, which measure.accuracy \
        does not record
            strength-by-order: {preset: multi-order-strength, measure: accuracy, series: variant, \
        at: last}
                                                                       ^~~~~~~~
          it records: accuracy
          measurements that record it: strength
        """)
  }

  @Test func severalRowsOfAUnitMayBeReduced() throws {
    let claim = try claim(
      "{says: x, effect: {of: strength.J, where: {checkpoint: last, variant: normal}}, reduce: {context_order: iqm, sample: median}, at_least: 0}"
    )
    #expect(
      claim.reducers == [Claim.Reducer("context_order", .iqm), Claim.Reducer("sample", .median)])
    let short = try self.claim(
      "{says: x, effect: {of: strength.J, where: {checkpoint: last, variant: normal}}, reduce: context_order, at_least: 0}"
    )
    #expect(short.reducers == [Claim.Reducer("context_order", .mean)])
  }

  @Test(arguments: [
    (
      "reduce: {contxt_order: mean}", "unknown dimension `contxt_order`",
      "did you mean `context_order`?"
    ),
    ("reduce: {context_order: avg}", "unknown reduction `avg`", "known names: mean, median, iqm"),
    (
      "reduce: {seed: mean}", "the unit of inference, `seed`, cannot be reduced",
      "it is what the interval counts"
    ),
    ("reduce: checkpoint", "`checkpoint` is in `where` and in `reduce`", "keep one of them"),
    (
      "reduce: variant", "`variant` is in `contrast` and in `reduce`", "keep one of them"
    ),
    (
      "reduce: [context_order]",
      "`reduce` must be a text, or a mapping from names, not a list",
      "or say how they become one number: `reduce: {context_order: mean}`"
    ),
  ])
  func faultyReducersAreNamed(reduce: String, message: String, note: String) {
    let found = faults(
      spec(
        "  c: {says: x, effect: {of: strength.J, where: {checkpoint: last}, contrast: [normal, low-order]}, \(reduce), at_least: 0}\n"
      ))
    #expect(found.contains(": error: \(message)\n"), "\(found)")
    #expect(found.contains("\n  \(note)"), "\(found)")
  }

  @Test func aQueryReducesItself() {
    let found = faults(spec("  c: {says: x, sql: 'SELECT 1', reduce: sample, at_least: 0}\n"))
    #expect(
      found.contains(
        """
        : error: `reduce` goes with `effect`, not with `sql`
        """), "\(found)")
    #expect(
      found.contains("\n  reduce in the query: SELECT seed, avg(value) … GROUP BY seed"),
      "\(found)")
  }

  @Test func trainingsAreClaimedAboutAndDataThatWereChanged() throws {
    let claim = try claim(
      "{says: x, effect: {of: training.loss, where: {checkpoint: 20, split: train, variant: normal}}, at_most: 1}"
    )
    #expect(
      claim.effect
        == .quantity(
          measure: "training", metric: "loss",
          filters: [
            Claim.Filter(dimension: "checkpoint", values: [20]),
            Claim.Filter(dimension: "split", values: ["train"]),
            Claim.Filter(dimension: "variant", values: ["normal"]),
          ], contrast: nil))
    let attacked = try study(
      spec("  c: {says: x, effect: {of: data.attacked.success}, unit: seed, at_least: 0}\n")
        + "data: {attacked: {from: main.test, transform: [{label-noise: {fraction: 0.1}}]}}\n")
    #expect(
      attacked.claims.map(\.value.effect) == [
        .quantity(measure: "data.attacked", metric: "success", filters: [], contrast: nil)
      ])
    let plain = faults(spec("  c: {says: x, effect: {of: data.main.success}, at_least: 0}\n"))
    #expect(
      plain.contains(": error: data.main records nothing: it is taken as it is\n"), "\(plain)")
    #expect(
      plain.contains("\n  what transforms do is recorded, of data made `from` other data"))
    let unknown = faults(spec("  c: {says: x, effect: {of: data.mian.success}, at_least: 0}\n"))
    #expect(unknown.contains(": error: unknown data `mian`\n"), "\(unknown)")
    #expect(unknown.contains("\n  did you mean `main`?"))
  }

  @Test(arguments: ["0.5", "1", "0.3"])
  func levelsLieBetweenAHalfAndOne(level: String) {
    let found = faults(
      spec("  c: {says: x, effect: {of: strength.J}, at_least: 0, level: \(level)}\n"))
    #expect(
      found.contains("`level` must be a number above 0.5 and below 1, not \(level)"))
  }

  @Test func aClaimThatCanNeverBeEvaluatedIsWarnedAbout() throws {
    let study = try study(
      spec(
        "  c: {says: x, effect: {of: accuracy.accuracy, where: {variant: normal, checkpoint: 20, split: test}}, at_least: 0, min_units: 6}\n"
      ))
    #expect(
      study.warnings.map(\.message) == [
        "only 5 values of seed are swept, and the claim needs 6: it cannot be evaluated"
      ])
  }

  @Test(arguments: [
    ("preset: multi-order-strenght", "unknown figure preset `multi-order-strenght`"),
    ("measure: accurracy", "unknown measurement `accurracy`"),
    ("series: varaint", "unknown dimension `varaint`"),
    ("at: 7", "measure.strength is not taken at checkpoint 7"),
    ("at: first", "`at` must be `last` or an epoch, not `first`"),
    ("band: pairs", "`band` cannot be `pairs`"),
    ("samples: correct", "`samples` cannot be `correct`"),
    ("pool: [sede]", "unknown dimension `sede`"),
  ])
  func faultyFiguresAreNamed(change: String, message: String) {
    let key = change.prefix { $0 != ":" }
    var fields = ["preset: multi-order-strength", "measure: strength"]
      .filter { !$0.hasPrefix(key + ":") }
    fields.append(change)
    let text = spec("  {}\n") + "figures: {f: {\(fields.joined(separator: ", "))}}\n"
    let found = faults(
      text.split(separator: "\n").filter {
        !$0.hasPrefix("claims") && !$0.hasPrefix("  {}") && !$0.contains("strength-by-order")
          && $0 != "figures:"
      }.joined(separator: "\n"))
    #expect(found.contains(": error: \(message)"), "\(found)")
  }
}
