import Base
import Testing

@testable import Pipeline

@Suite struct ForecastTests {
  private func past(
    _ parameters: Value, seconds: Double, bytes: Int = 0, passes: Int = 0, weight: Double? = nil,
    inputKinds: [String] = []
  ) -> PastStage {
    PastStage(
      kind: "train", parameters: parameters, inputKinds: inputKinds, weight: weight,
      cost: StageCost(seconds: seconds, bytes: bytes, forwardPasses: passes))
  }

  private func train(
    _ parameters: Value, label: String = "t", after: [StageNode] = [], weight: Double = 1
  )
    -> StageNode
  {
    StageNode(
      kind: "train", version: 1, parameters: parameters, inputs: ["data": after.map(\.key)],
      label: label, weight: weight)
  }

  @Test func stagesAlikeButForSeedsGiveTheirMedian() {
    let model = CostModel([
      past(
        ["batch": 32, "seed_init": "0", "losses": [["seed": 1]]], seconds: 1, bytes: 10, passes: 5),
      past(
        ["batch": 32, "seed_init": "1", "losses": [["seed": 2]]], seconds: 2, bytes: 20, passes: 6),
      past(
        ["batch": 32, "seed_init": "2", "losses": [["seed": 3]]], seconds: 9, bytes: 20, passes: 7),
      past(["batch": 64], seconds: 100), past(["batch": 32], seconds: 100, inputKinds: ["data:a"]),
    ])
    let node = train(["batch": 32, "seed_init": "7", "losses": [["seed": 7]]])
    #expect(
      model.cost(of: node, inputKinds: [])?.cost
        == StageCost(seconds: 2, bytes: 20, forwardPasses: 6))
    #expect(model.cost(of: node, inputKinds: [])?.basis == .alike)
    #expect(model.cost(of: node, inputKinds: ["data:a"]) == nil)
    #expect(model.cost(of: train(["batch": 128]), inputKinds: []) == nil)
  }

  @Test func withoutStagesAlikeTheWeightOfTheKindTells() {
    let model = CostModel([
      past(["epochs": 1], seconds: 2, bytes: 100, passes: 10, weight: 1),
      past(["epochs": 2], seconds: 8, bytes: 200, passes: 20, weight: 2),
      past(["epochs": 3], seconds: 9, bytes: 300, passes: 30, weight: 3),
      past(["epochs": 4], seconds: 1000),
    ])
    let found = model.cost(of: train(["epochs": 10], weight: 10), inputKinds: [])
    #expect(found?.cost == StageCost(seconds: 30, bytes: 1000, forwardPasses: 100))
    #expect(found?.basis == .scaled)
    let other = StageNode(kind: "measure", version: 1, parameters: [:], label: "m")
    #expect(model.cost(of: other, inputKinds: []) == nil)
  }

  @Test func whatWasCountedTellsWhereNothingOfTheKindRan() throws {
    var node = train(["epochs": 10])
    node.expect(StageCost(seconds: 40, bytes: 7, forwardPasses: 9))
    #expect(node.weight == 40)
    let stated = CostModel([]).cost(of: node, inputKinds: [])
    #expect(stated?.cost == StageCost(seconds: 40, bytes: 7, forwardPasses: 9))
    #expect(stated?.basis == .stated)
    // A machine half as fast as stated: the time scales, what was counted does not.
    let slow = CostModel([
      past(["epochs": 2], seconds: 20, bytes: 1, passes: 1, weight: 10),
      // Starting a stage is all of a short one, and outvotes no long one.
      past(["epochs": 0], seconds: 1, weight: 0.01), past(["epochs": 0], seconds: 1, weight: 0.02),
    ])
    let scaled = slow.cost(of: node, inputKinds: [])
    #expect(scaled?.cost == StageCost(seconds: 80, bytes: 7, forwardPasses: 9))
    #expect(scaled?.basis == .scaled)
  }

  @Test func theSumIsCalledWhatItMostlyRestsOn() throws {
    let results = try TemporaryResults()
    func forecast(_ seconds: Double) -> Forecast {
      var counted = StageNode(
        kind: "measure", version: 1, parameters: [:], label: "m", cores: 2)
      counted.expect(StageCost(seconds: seconds, bytes: 0, forwardPasses: 0))
      return Forecast(
        Plan.make(graph(train(["n": 1], label: "a"), counted), in: results.folder),
        model: CostModel([past(["n": 1], seconds: 100)]), workers: 1)
    }
    #expect(forecast(300).basis == .stated)
    // A tenth of all time is needed for that: here it is less.
    #expect(forecast(10).basis == .alike)
    #expect(forecast(300).coreSeconds == ["train": 100, "measure": 600])
    // One core does the work of two in twice the time.
    #expect(forecast(300).wallSeconds == 700)
  }

  @Test func workIsSharedButAChainIsNot() throws {
    let results = try TemporaryResults()
    let a = train(["n": 1], label: "a")
    let b = train(["n": 1, "seed": 1], label: "b", after: [a])
    let c = train(["n": 1, "seed": 2], label: "c", after: [b])
    let d = train(["n": 1, "seed": 3], label: "d")
    let model = CostModel([
      past(["n": 1], seconds: 10, bytes: 3),
      past(["n": 1], seconds: 10, bytes: 3, inputKinds: ["data:train"]),
    ])
    let chain = Forecast(
      Plan.make(graph(a, b, c, d), in: results.folder), model: model, workers: 4)
    #expect(chain.total == StageCost(seconds: 40, bytes: 12, forwardPasses: 0))
    #expect(chain.wallSeconds == 30)
    #expect(chain.unknown == 0)
    let alone = Forecast(
      Plan.make(graph(a, b, c, d), in: results.folder), model: model, workers: 1)
    #expect(alone.wallSeconds == 40)
  }

  @Test func unknownStagesAreCountedAndCachedOnesCostNothing() throws {
    let results = try TemporaryResults()
    let a = node("a")
    let b = node("b", from: [a])
    _ = try results.run(graph(a))
    let forecast = Forecast(
      Plan.make(graph(a, b), in: results.folder), model: CostModel([]), workers: 2)
    #expect(forecast.unknown == 1)
    #expect(forecast.costs == [:])
    #expect(forecast.wallSeconds == 0)
  }

  @Test func freeSpaceIsThatOfTheNearestFolder() throws {
    let results = try TemporaryResults()
    let free = try #require(FreeSpace.bytes(at: results.folder.path))
    #expect(free > 0)
    #expect(FreeSpace.bytes(at: results.folder.path + "/not/there") != nil)
    #expect(FreeSpace.bytes(at: "not-there-at-all") != nil)
  }
}
