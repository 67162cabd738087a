import Base
import Store
import Testing

@testable import Views

@Suite struct TableTests {
  @Test func columnsAlign() {
    let table = TextTable(
      columns: [.init("variant"), .init("J⁽⁰⁾", .right), .init("note")],
      rows: [["normal", "1.5", ""], ["low-order", "12", "é"]])
    #expect(
      table.text == """
        variant    J⁽⁰⁾  note
        normal      1.5
        low-order    12  é

        """)
  }

  @Test(arguments: [
    (0.0, "0"), (0.93412, "0.934"), (1.5, "1.50"), (12.34, "12.3"), (12345, "12345"),
    (1e-5, "1.00e-05"), (-2.5, "-2.50"), (1e6, "1.00e+06"),
  ])
  func numbersAreShort(_ value: Double, _ text: String) {
    #expect(ShownNumber.text(value) == text)
  }

  /// Seeds 1 and 3: mean 2, standard deviation √2.
  @Test func resultsAreMeansOverSeedsByVariant() throws {
    let fixture = try StudyFixture()
    for seed in [0, 1] {
      try fixture.plan(variant: "a", seed: seed, epochs: [0, 20])
      try fixture.collect(
        epoch: 20,
        [MetricRow(name: "accuracy", value: Double(seed * 2 + 1), split: "test", exact: true)])
      try fixture.collect(
        epoch: 0, [MetricRow(name: "accuracy", value: 50, split: "test", exact: true)])
    }
    try fixture.plan(variant: "failed", seed: 0)
    let table = try ResultTable(queries: fixture.queries()).table([
      ResultColumn(
        title: "accuracy", measure: "strength", metric: "accuracy",
        filters: [.init(dimension: "split", values: ["test"])]),
      ResultColumn(title: "loss", measure: "strength", metric: "loss"),
    ])
    #expect(
      table.text == """
        variant     accuracy  loss
        a        2.00 ± 1.41     –
        failed             –     –

        """)
  }

  @Test func verdictsAreLaidOut() throws {
    let fixture = try ClaimJudgeTests.study(ClaimJudgeTests.apart)
    let judged = try ClaimJudge(queries: fixture.queries()).judge(
      [
        ClaimJudgeTests.claim("holds"),
        ClaimJudgeTests.claim("open", threshold: .atLeast(2)),
        ClaimJudgeTests.claim("absent", contrast: ["low", "none"]),
      ], registrations: ["holds": .registered, "open": .postHoc])
    let lines = ClaimTable.table(judged).lines
    let texts = [
      "claim   verdict                             effect  interval (Holm)  needed       p"
        + "  p (Holm)    units  made",
      "holds   reproduced                            2.20     [1.71, 2.69]  ≥ 0     <0.001"
        + "    <0.001  5 seeds  registered",
      "open    inconclusive (about 16 more units)    2.20     [1.77, 2.63]  ≥ 2.00   0.178"
        + "     0.356  5 seeds  post hoc",
      "absent  not evaluable                            –                –  ≥ 0          –"
        + "         –        –  not registered",
    ]
    #expect(lines == texts)
    #expect(ClaimTable.notes(judged) == ["absent: no cell with variant=none"])
  }
}
