import Base
import Testing

@testable import Store

@Suite struct StageLabelTests {
  @Test func finishedStagesOfALabelAreListedTheLastPlannedFirst() throws {
    let fixture = try StoreFixture()
    let store = fixture.store
    let (a, b, c) = (StoreFixture.key("a"), StoreFixture.key("b"), StoreFixture.key("c"))
    try store.note(labels: [(a, ["train", "teacher"])], study: "s", at: 1)
    try store.note(labels: [(b, ["train"])], study: "s", at: 2)
    try store.note(labels: [(c, ["train"])], study: "s", at: 3)
    try store.note(labels: [(c, ["train"])], study: "other", at: 3)
    #expect(try store.finishedKeys(study: "s") == [:])
    try fixture.collect("a", [])
    try fixture.collect("b", [])
    #expect(try store.finishedKeys(study: "s") == ["train": [b, a], "teacher": [a]])
    try store.note(labels: [(a, ["train"])], study: "s", at: 4)
    #expect(try store.finishedKeys(study: "s") == ["train": [a, b], "teacher": [a]])
    #expect(try store.finishedKeys(study: "unknown") == [:])
  }
}
