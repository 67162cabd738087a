import Base

/// A plan drawn as a graph, in the languages of other programs.
public enum GraphText: String, Sendable, CaseIterable {
  /// Graphviz.
  case dot
  /// Mermaid.
  case mermaid
  /// Stages and edges as JSON.
  case json

  /// The text: stages with their states, an edge for every input by role, dashed ones for short cuts.
  public func text(_ plan: Plan, title: String) -> String {
    switch self {
    case .dot: Self.dot(plan, title: title)
    case .mermaid: Self.mermaid(plan)
    case .json: Self.value(plan, title: title).json + "\n"
    }
  }

  private struct Edge {
    var from: Int
    var to: Int
    var role: String
    var isShortCut = false
  }

  private static func edges(_ graph: StageGraph) -> [Edge] {
    graph.nodes.enumerated().flatMap { place, node in
      func edges(_ keys: [String: [ContentHash]], isShortCut: Bool) -> [Edge] {
        keys.sorted { $0.key < $1.key }.flatMap { role, keys in
          keys.compactMap { key in
            graph.index(of: key).map {
              Edge(from: $0, to: place, role: role, isShortCut: isShortCut)
            }
          }
        }
      }
      return edges(node.inputs, isShortCut: false) + edges(node.preferred, isShortCut: true)
    }
  }

  private static func states(_ plan: Plan) -> [Plan.State] {
    var states = [Plan.State](repeating: .run, count: plan.graph.count)
    for (place, entry) in zip(plan.links.order, plan.entries) { states[place] = entry.state }
    return states
  }

  private static func colour(_ state: Plan.State) -> String {
    switch state {
    case .cached: "#d9ead3"
    case .run: "#cfe2f3"
    case .blocked: "#f4cccc"
    }
  }

  // MARK: - Languages

  private static func dot(_ plan: Plan, title: String) -> String {
    var text = "digraph \(quoted(title)) {\n  rankdir=LR;\n  node [shape=box, style=filled];\n"
    for (place, (node, state)) in zip(plan.graph.nodes, states(plan)).enumerated() {
      text += "  s\(place) [label=\(quoted("\(node.label)\n\(state.rawValue)"))"
      text += ", fillcolor=\"\(colour(state))\"];\n"
    }
    for edge in edges(plan.graph) {
      text += "  s\(edge.from) -> s\(edge.to) [label=\(quoted(edge.role))"
      text += edge.isShortCut ? ", style=dashed];\n" : "];\n"
    }
    return text + "}\n"
  }

  /// A quoted string of the dot language, in which `\n` ends a line of a label.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func mermaid(_ plan: Plan) -> String {
    var text = "flowchart LR\n"
    for (place, (node, state)) in zip(plan.graph.nodes, states(plan)).enumerated() {
      text += "  s\(place)[\"\(escaped(node.label))<br/>\(state.rawValue)\"]:::\(state.rawValue)\n"
    }
    for edge in edges(plan.graph) {
      let arrow = edge.isShortCut ? "-.->" : "-->"
      text += "  s\(edge.from) \(arrow)|\"\(escaped(edge.role))\"| s\(edge.to)\n"
    }
    for state in Plan.State.allCases {
      text += "  classDef \(state.rawValue) fill:\(colour(state)),stroke:#666666,color:#000000\n"
    }
    return text
  }

  /// A label of Mermaid: what it would read as markup is spelt by code.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "#", "&", "<", ">", "[", "]", "{", "}", "(", ")", "|", "`", "\\", ";":
        escaped += "#\(scalar.value);"
      case "\n": escaped += "<br/>"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func value(_ plan: Plan, title: String) -> Value {
    let nodes = plan.graph.nodes
    return .map([
      "schema": 1, "study": .text(title),
      "stages": .list(
        zip(nodes, states(plan)).map { node, state in
          .map([
            "key": .text(node.key.hex), "label": .text(node.label), "kind": .text(node.kind),
            "state": .text(state.rawValue),
          ])
        }),
      "edges": .list(
        edges(plan.graph).map { edge in
          .map([
            "from": .text(nodes[edge.from].key.hex), "to": .text(nodes[edge.to].key.hex),
            "role": .text(edge.role), "short_cut": .boolean(edge.isShortCut),
          ])
        }),
    ])
  }
}
