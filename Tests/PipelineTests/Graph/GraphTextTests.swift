import Base
import Testing

@testable import Pipeline

@Suite struct GraphTextTests {
  private func plan() throws -> Plan {
    let results = try TemporaryResults()
    let data = node("data/\"a\\b\"")
    let model = StageNode(
      kind: "write", version: 1, parameters: ["text": "m"], inputs: ["data": [data.key]],
      label: "train[<x>]")
    let last = StageNode(
      kind: "write", version: 1, parameters: ["text": "l"],
      inputs: ["from": [data.key, model.key]], label: "last",
      preferred: ["previous": [model.key]], blocked: "not built")
    _ = try results.run(graph(data))
    return Plan.make(graph(data, model, last), in: results.folder)
  }

  @Test func dotIsQuoted() throws {
    #expect(
      GraphText.dot.text(try plan(), title: "my \"study\"") == #"""
        digraph "my \"study\"" {
          rankdir=LR;
          node [shape=box, style=filled];
          s0 [label="data/\"a\\b\"\ncached", fillcolor="#d9ead3"];
          s1 [label="train[<x>]\nrun", fillcolor="#cfe2f3"];
          s2 [label="last\nblocked", fillcolor="#f4cccc"];
          s0 -> s1 [label="data"];
          s0 -> s2 [label="from"];
          s1 -> s2 [label="from"];
          s1 -> s2 [label="previous", style=dashed];
        }

        """#)
  }

  @Test func mermaidIsEscaped() throws {
    #expect(
      GraphText.mermaid.text(try plan(), title: "study") == #"""
        flowchart LR
          s0["data/#34;a#92;b#34;<br/>cached"]:::cached
          s1["train#91;#60;x#62;#93;<br/>run"]:::run
          s2["last<br/>blocked"]:::blocked
          s0 -->|"data"| s1
          s0 -->|"from"| s2
          s1 -->|"from"| s2
          s1 -.->|"previous"| s2
          classDef cached fill:#d9ead3,stroke:#666666,color:#000000
          classDef run fill:#cfe2f3,stroke:#666666,color:#000000
          classDef blocked fill:#f4cccc,stroke:#666666,color:#000000

        """#)
  }

  @Test func jsonNamesStagesByKey() throws {
    let plan = try plan()
    let value = try Value(json: Array(GraphText.json.text(plan, title: "study").utf8))
    let keys = plan.graph.nodes.map { Value.text($0.key.hex) }
    #expect(value["stages"]?.list?.compactMap { $0["key"] } == keys)
    #expect(value["stages"]?.list?.map { $0["state"]?.text } == ["cached", "run", "blocked"])
    #expect(
      value["edges"]?.list?.last
        == ["from": keys[1], "to": keys[2], "role": "previous", "short_cut": true])
    #expect(value["edges"]?.list?.count == 4)
  }
}
