import Base
import Spec
import Testing

@Suite struct ClaimTemplateTests {
  /// The documented study with other claims.
  private func spec(_ claim: String) -> String {
    let head = bottleneck.split(separator: "\n").prefix { !$0.hasPrefix("claims") }
    return head.joined(separator: "\n") + "\nclaims:\n  c: \(claim)\n"
  }

  private func claims(_ text: String) throws -> [Claim] {
    try study(spec(text)).claims.map(\.value)
  }

  @Test func aClaimForEachVariantHoldsItsRowsAtTheVariant() throws {
    let claims = try claims(
      "{each: variant, says: 'the {variant} model', effect: {of: strength.J, where: {checkpoint: last}, contrast: {context_order: [0, 7]}}, at_least: 0}"
    )
    #expect(claims.map(\.name) == ["c-normal", "c-low-order", "c-mid-order", "c-high-order"])
    #expect(claims[1].says == "the low-order model")
    #expect(
      claims[1].effect
        == .quantity(
          measure: "strength", metric: "J",
          filters: [
            Claim.Filter(dimension: "checkpoint", values: ["last"]),
            Claim.Filter(dimension: "variant", values: ["low-order"]),
          ],
          contrast: Claim.Contrast(dimension: "context_order", first: [0], second: [7])))
  }

  @Test func aNamedValueStandsWhereTheEffectNamesIt() throws {
    let claims = try claims(
      "{each: {variant: [low-order, high-order]}, says: '{variant}', effect: {of: strength.J, where: {context_order: 0, checkpoint: last}, contrast: ['{variant}', normal]}, at_least: 0}"
    )
    #expect(claims.map(\.name) == ["c-low-order", "c-high-order"])
    guard case .quantity(_, _, let filters, let contrast) = claims[1].effect else {
      Issue.record("an effect of rows was written")
      return
    }
    #expect(filters.map(\.dimension) == ["context_order", "checkpoint"])
    #expect(contrast?.first == ["high-order"])
    #expect(contrast?.second == ["normal"])
  }

  @Test func aNumberStaysANumber() throws {
    let claims = try claims(
      "{each: {context_order: [0, 14]}, says: 'at {context_order}', effect: {of: strength.J, where: {checkpoint: last}, contrast: [low-order, high-order]}, at_least: 0}"
    )
    guard case .quantity(_, _, let filters, _) = claims[1].effect else {
      Issue.record("an effect of rows was written")
      return
    }
    #expect(filters.last == Claim.Filter(dimension: "context_order", values: [.integer(14)]))
  }

  @Test(arguments: [
    (
      "{each: seeds, says: '{seeds}', effect: {of: strength.J}, at_least: 0}",
      "`each` must be `variant` or `{dimension: [values]}`",
      "such as `each: {variant: [low-order, high-order]}`"
    ),
    (
      "{each: {variant: [low-ordr]}, says: '{variant}', effect: {of: strength.J, where: {context_order: 0, checkpoint: last}}, at_least: 0}",
      "unknown variant `low-ordr`", "did you mean `low-order`?"
    ),
    (
      "{each: variant, says: x, effect: {of: strength.J, where: {context_order: 0, checkpoint: last}}, at_least: 0}",
      "what a claim for each variant says must name it",
      "write `{variant}` where its value shall stand"
    ),
  ])
  func faultsSayWhatToWrite(claim: String, message: String, note: String) {
    let faults = faults(spec(claim))
    #expect(faults.contains(message))
    #expect(faults.contains(note))
  }
}
