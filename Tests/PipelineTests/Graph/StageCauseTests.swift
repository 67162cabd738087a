import Base
import Synchronization
import Testing

@testable import Pipeline

@Suite struct StageCauseTests {
  /// A small study: data, a model trained on them, and what is measured of it.
  private func study(samples: Int, batch: Int, metric: String = "accuracy") -> [StageNode] {
    let data = StageNode(
      kind: "dataset", version: 1, parameters: ["train": .integer(samples)], label: "data")
    let model = StageNode(
      kind: "train", version: 1, parameters: ["batch": .integer(batch)],
      inputs: ["data": [data.key]], label: "model")
    let measured = StageNode(
      kind: "measure", version: 1, parameters: ["metric": .text(metric)],
      inputs: ["model": [model.key], "data": [data.key]], label: "measured")
    let summary = StageNode(
      kind: "summary", version: 1, parameters: [:], inputs: ["chunks": [measured.key]],
      label: "summary")
    return [data, model, measured, summary]
  }

  private func graph(_ nodes: [StageNode]) -> StageGraph {
    var graph = StageGraph()
    for node in nodes { graph.add(node) }
    return graph
  }

  /// A history in which these stages were finished, the last asked for first.
  private func history(
    _ stages: [[StageNode]], failures: [ContentHash: StageFailureRecord] = [:]
  ) -> EarlierStages {
    var keys: [String: [ContentHash]] = [:]
    var records: [ContentHash: StageRecord] = [:]
    for node in stages.joined() {
      keys[node.label, default: []].append(node.key)
      records[node.key] = record(of: node)
    }
    return EarlierStages(
      keys: keys, record: { [records] in records[$0] }, failure: { failures[$0] })
  }

  private func causes(_ nodes: [StageNode], after earlier: EarlierStages) -> [String] {
    let graph = graph(nodes)
    var finder = CauseFinder(graph, earlier: earlier)
    return Plan.make(graph, in: ResultsFolder("/nowhere")).entries.map { entry in
      "\(entry.node.label): \(finder.cause(of: entry)?.text ?? "nothing")"
    }
  }

  @Test func everyCauseIsToldAtItsRoot() {
    let earlier = history([study(samples: 200, batch: 32)])
    #expect(
      causes(study(samples: 300, batch: 32), after: earlier) == [
        "data: parameters.train: 200 → 300", "model: input data: its parameter train: 200 → 300",
        "measured: input data: its parameter train: 200 → 300",
        "summary: input chunks, through data: its parameter train: 200 → 300",
      ])
  }

  @Test func anOwnChangeGoesBeforeThatOfAnInput() {
    let earlier = history([study(samples: 200, batch: 32)])
    let nodes = study(samples: 300, batch: 64)
    #expect(
      causes(nodes, after: earlier)[1...2] == [
        "model: parameters.batch: 32 → 64", "measured: input data: its parameter train: 200 → 300",
      ])
    var finder = CauseFinder(graph(nodes), earlier: earlier)
    let old = finder.comparison(for: nodes[1])
    #expect(old?.key == study(samples: 200, batch: 32)[1].key)
    let all = old.map { finder.causes(of: nodes[1], comparedWith: $0).map(\.text) }
    #expect(all == ["parameters.batch: 32 → 64", "input data: its parameter train: 200 → 300"])
  }

  @Test func theLastStageAskedForIsComparedWith() {
    let earlier = history([study(samples: 200, batch: 16), study(samples: 200, batch: 32)])
    #expect(
      causes(study(samples: 200, batch: 64), after: earlier)[1]
        == "model: parameters.batch: 16 → 64")
  }

  @Test func withoutAnEarlierStageThereIsNothingToCompare() {
    let nodes = study(samples: 200, batch: 32)
    let never = "no result: never run under this name"
    #expect(
      causes(nodes, after: history([]))
        == ["data", "model", "measured", "summary"].map { "\($0): \(never)" })
    let lost = EarlierStages(keys: ["data": [ContentHash(of: [1])]], record: { _ in nil })
    #expect(
      causes([nodes[0]], after: lost)
        == ["data: no result: of the earlier one under this name nothing is left"])
  }

  @Test func anInputWhoseRecordIsGoneIsToldByItsKey() {
    let old = study(samples: 200, batch: 32)
    let new = study(samples: 300, batch: 32)
    let earlier = history([Array(old.dropFirst())])
    let (before, now) = (old[0].key.hex.prefix(8), new[0].key.hex.prefix(8))
    #expect(
      causes(new, after: earlier) == [
        "data: no result: never run under this name",
        "model: input data: stage \(before)… → \(now)…",
        "measured: input data: stage \(before)… → \(now)…",
        "summary: input chunks: its input data: stage \(before)… → \(now)…",
      ])
  }

  @Test func resultsThatWereThereAndFailuresAreTold() {
    let nodes = study(samples: 200, batch: 32)
    let failure = StageFailureRecord(
      label: "model", reason: "the loss is NaN at step 7",
      attempt: AttemptID(host: "here", pid: 1, start: 2, counter: 3), at: 5)
    let earlier = history([nodes], failures: [nodes[1].key: failure])
    #expect(
      causes(nodes, after: earlier)[0...1] == [
        "data: no result: it was there and is gone",
        "model: no result: the last attempt failed: the loss is NaN at step 7",
      ])
  }

  @Test func aLongChainIsWalkedOnce() {
    func chain(_ first: Int) -> [StageNode] {
      var nodes: [StageNode] = []
      for place in 0..<10_000 {
        nodes.append(
          StageNode(
            kind: "noop", version: 1, parameters: ["value": .integer(place == 0 ? first : 0)],
            inputs: ["after": nodes.suffix(1).map(\.key)], label: "noop/\(place)"))
      }
      return nodes
    }
    let old = chain(1)
    let read = Mutex(0)
    let records = Dictionary(uniqueKeysWithValues: old.map { ($0.key, record(of: $0)) })
    let earlier = EarlierStages(
      keys: Dictionary(uniqueKeysWithValues: old.map { ($0.label, [$0.key]) }),
      record: { key in
        read.withLock { $0 += 1 }
        return records[key]
      })
    let nodes = chain(2)
    var finder = CauseFinder(graph(nodes), earlier: earlier)
    // The last first, so that the whole chain lies before it.
    let causes = nodes.reversed().map { node in
      finder.cause(of: Plan.Entry(node: node, state: .run, reason: .noResult))?.text
    }
    #expect(causes.first == "input after, through noop/0: its parameter value: 1 → 2")
    #expect(causes[9_998] == "input after: its parameter value: 1 → 2")
    #expect(causes[9_999] == "parameters.value: 1 → 2")
    #expect(Set(causes).count == 3)
    #expect(read.withLock { $0 } == 10_000)
  }

  @Test func causesAreJSON() {
    let cause = StageCause(
      .changed(.parameter(path: "train", old: 2, new: 3)), input: "data")
    #expect(
      cause.value.json
        == #"{"change":{"new":3,"old":2,"path":"train","what":"parameter"},"input":"data","#
        + #""kind":"changed","text":"input data: its parameter train: 2 → 3","through":null}"#)
  }

  @Test func failuresAreReadFromTheResultsFolder() throws {
    let results = try TemporaryResults()
    let node = node("bad", kind: "fail")
    #expect(results.folder.failure(of: node.key) == nil)
    _ = try results.run(PipelineTests.graph(node))
    let earlier = EarlierStages(keys: [:], in: results.folder)
    #expect(earlier.failure(node.key)?.reason == "the loss is NaN at step 7")
    #expect(earlier.failure(node.key)?.label == "bad")
  }
}
