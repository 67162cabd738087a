import Base
import Pipeline
import Testing

@Suite struct StageKeyTests {
  private let a = ContentHash(of: Array("a".utf8))
  private let b = ContentHash(of: Array("b".utf8))

  private func train(
    kind: String = "train", version: Int = 2,
    parameters: Value = ["epochs": 5, "lr": .number(1e-3)],
    inputs: [String: [ContentHash]]? = nil, files: [String: ContentHash]? = nil
  ) -> StageNode {
    StageNode(
      kind: kind, version: version, parameters: parameters, inputs: inputs ?? ["data": [a]],
      files: files ?? ["images": b], label: "train")
  }

  /// SHA-256, by Python's hashlib, of
  /// `s5;stages5;traini2;m2;s6;epochsi5;s2;lrd0.001;i1;s4;datai1;h<a>;i1;s6;imagesh<b>;`.
  @Test func keyIsThatOfTheDocumentedBytes() {
    #expect(train().key.hex == "235a58dea7b85693044869d69ae0261722ac0342cd952cdc1287ed3d171fd729")
  }

  @Test func keyIgnoresSpellingOrderAndWhatCannotChangeTheResult() {
    var members: [String: Value] = ["lr": .number(0.001)]
    members["epochs"] = 5
    var other = StageNode(
      kind: "train", version: 2, parameters: .map(members),
      inputs: ["data": [a], "teacher": []], files: ["images": b], label: "another label",
      preferred: ["previous": [b]], hints: ["path": "/data"], weight: 9)
    other.blocked = "not built"
    #expect(other.key == train().key)
  }

  @Test func minusZeroIsZero() {
    #expect(
      train(parameters: ["decay": .number(-0.0)]).key
        == train(parameters: ["decay": .number(0)]).key)
  }

  @Test func keyChangesWithEveryPart() {
    let all = [
      train(), train(kind: "measure"), train(version: 3), train(parameters: ["epochs": 6]),
      train(inputs: ["data": [b]]), train(inputs: ["model": [a]]), train(inputs: ["data": [a, b]]),
      train(inputs: ["data": [b, a]]), train(inputs: [:]), train(files: ["images": a]),
      train(files: ["labels": b]), train(files: [:]),
    ]
    #expect(Set(all.map(\.key)).count == all.count)
  }
}
