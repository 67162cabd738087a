import Base
import Testing

@testable import Store

@Suite struct ClaimRegistrationTests {
  typealias Text = ResultsStore.ClaimText

  static func hash(_ text: String) -> ContentHash { ContentHash(of: text.utf8) }

  /// A claim's texts over time, letters; `|` is where data arrive.
  @Test(arguments: [
    ("A|", "registered"), ("A|A", "registered"), ("AB|B", "registered"), ("|A", "post hoc"),
    ("|AA", "post hoc"), ("A|B", "A → B"), ("AB|C", "B → C"), ("A|BA", "registered"),
    ("AB|A", "B → A"), ("|AB", "A → B"), ("|ABA", "post hoc"),
  ])
  func statusFollowsTextsAndData(_ history: String, _ expected: String) throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    var found: ClaimRegistration?
    for (time, letter) in history.enumerated() {
      if letter == "|" {
        try fixture.collect("a", [MetricRow(name: "S", value: 1, exact: true)])
        continue
      }
      let text = Text(name: "c", text: String(letter), measure: "strength")
      found = try fixture.store.register([text], study: "s", at: Double(time))["c"]
    }
    if history.hasSuffix("|") { found = ClaimRegistration(try fixture.store.sightings(study: "s")) }
    let expectedStatus: ClaimRegistration =
      switch expected {
      case "registered": .registered
      case "post hoc": .postHoc
      default:
        .changedAfterData(
          old: Self.hash(String(expected.prefix(1))), new: Self.hash(String(expected.suffix(1))))
      }
    #expect(found == expectedStatus)
  }

  @Test func dataOfAnotherMeasureDoNotCount() throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    try fixture.collect("a", [MetricRow(name: "S", value: 1, exact: true)])
    let found = try fixture.store.register(
      [
        Text(name: "same", text: "A", measure: "strength"),
        Text(name: "other", text: "A", measure: "accuracy"),
        Text(name: "query", text: "A", measure: nil),
      ], study: "s", at: 1)
    #expect(found == ["same": .postHoc, "other": .registered, "query": .postHoc])
  }

  @Test func dataOfAnOlderPlanCount() throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    try fixture.collect("a", [MetricRow(name: "S", value: 1, exact: true)])
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["b"])])
    let found = try fixture.store.register(
      [Text(name: "c", text: "A", measure: "strength")], study: "s", at: 1)
    #expect(found == ["c": .postHoc])
  }

  @Test func sightingsSurviveARebuild() throws {
    let fixture = try StoreFixture()
    let store = fixture.store
    try store.register([Text(name: "c", text: "A", measure: "strength")], study: "s", at: 1)
    let kept = try store.sightings(study: "s").compactMap { ClaimSighting($0.value) }
    #expect(kept.count == 1)
    let rebuilt = try StoreFixture()
    try rebuilt.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a"])])
    try rebuilt.collect("a", [MetricRow(name: "S", value: 1, exact: true)])
    try rebuilt.store.restore(kept, study: "s")
    try rebuilt.store.restore(kept, study: "s")
    #expect(try rebuilt.store.sightings(study: "s") == kept)
    let found = try rebuilt.store.register(
      [Text(name: "c", text: "A", measure: "strength")], study: "s", at: 9)
    #expect(found == ["c": .registered])
  }

  @Test func wordsNameOldAndNew() {
    let changed = ClaimRegistration.changedAfterData(old: Self.hash("A"), new: Self.hash("B"))
    #expect(changed.description == "changed after data (559aead0 → df7e70e5)")
  }
}
