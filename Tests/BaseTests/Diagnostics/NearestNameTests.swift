import Base
import Testing

private let keys = ["hidden", "epochs", "batch", "learning_rate", "seeds", "image", "images"]

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("hiden", "hidden"), ("epoch", "epochs"), ("epcohs", "epochs"), ("batches", "batch"),
    ("LEARNING_RATE", "learning_rate"), ("learning-rate", "learning_rate"), ("sedes", "seeds"),
    ("learn", "learning_rate"),
  ])
  func aSlipFindsItsName(typed: String, meant: String) {
    #expect(NearestName.suggestion(for: typed, among: keys) == meant)
  }

  @Test(arguments: ["", "x", "optimizer", "zzzzzz", "ep"])
  func whatIsFarFromAllFindsNothing(typed: String) {
    #expect(NearestName.suggestion(for: typed, among: keys) == nil)
  }

  @Test func theNameItselfIsNoSuggestion() {
    #expect(NearestName.suggestion(for: "batch", among: ["batch"]) == nil)
  }

  @Test func theNearestWinsAndTheFirstOfEquals() {
    #expect(NearestName.suggestion(for: "cat", among: ["cart", "dart", "bat"]) == "cart")
    #expect(NearestName.suggestion(for: "meen", among: ["mean", "seen"]) == "mean")
  }

  @Test func endlessNamesAreNotCompared() {
    let long = String(repeating: "a", count: 101)
    #expect(NearestName.suggestion(for: long, among: [long + "b"]) == nil)
  }
}
