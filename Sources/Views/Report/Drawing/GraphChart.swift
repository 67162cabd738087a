/// The stages of a study as a graph from left to right, those of one kind and measure together.
struct GraphChart {
  /// A box.
  struct Box: Hashable {
    /// What stands in it.
    var name: String
    /// Below that.
    var note: String
    /// How many of its stages are finished.
    var finished: Int
    /// How many there are.
    var count: Int
    /// How many failed.
    var failed: Int
    /// Places of the boxes it has inputs from.
    var inputs: Set<Int>
  }

  private(set) var boxes: [Box] = []

  /// Studies of at most so many stages have a box for each.
  private static let most = 14
  private static let size = (width: 148.0, height: 46.0)
  private static let gap = (across: 44.0, down: 18.0)

  /// The graph of some stages; `failed` are the labels of those that failed.
  init(_ stages: [StageOfGraph], failed: Set<String>) {
    let isSmall = stages.count <= Self.most
    var places: [String: Int] = [:]
    var placeOf: [Int] = []
    for stage in stages {
      let name = isSmall ? stage.label : stage.group
      if places[name] == nil {
        places[name] = boxes.count
        boxes.append(Box(name: name, note: "", finished: 0, count: 0, failed: 0, inputs: []))
      }
      let place = places[name] ?? 0
      placeOf.append(place)
      boxes[place].count += 1
      boxes[place].finished += stage.isFinished ? 1 : 0
      boxes[place].failed += failed.contains(stage.label) ? 1 : 0
    }
    for (index, stage) in stages.enumerated() {
      for input in stage.inputs where placeOf[input] != placeOf[index] {
        boxes[placeOf[index]].inputs.insert(placeOf[input])
      }
    }
    for index in boxes.indices { boxes[index].note = Self.note(boxes[index]) }
    leaveOutWhatFollows()
  }

  private static func note(_ box: Box) -> String {
    guard box.count > 1 else {
      return box.finished == 1 ? "finished" : box.failed == 1 ? "failed" : "not finished"
    }
    guard box.finished < box.count else { return "\(box.count) stages, finished" }
    return "\(box.finished) of \(box.count) finished"
      + (box.failed > 0 ? ", \(box.failed) failed" : "")
  }

  /// Drops an input that is one of another input too, at any distance: its line would pass behind the
  /// boxes between.
  private mutating func leaveOutWhatFollows() {
    let columns = columns
    var before = [Set<Int>](repeating: [], count: boxes.count)
    for index in boxes.indices.sorted(by: { columns[$0] < columns[$1] }) {
      let inputs = boxes[index].inputs
      let further = inputs.reduce(into: Set<Int>()) { $0.formUnion(before[$1]) }
      before[index] = inputs.union(further)
      boxes[index].inputs = inputs.subtracting(further)
    }
  }

  /// The column of each box: one right of the rightmost of its inputs.
  var columns: [Int] {
    var columns = [Int](repeating: 0, count: boxes.count)
    // As many rounds as there are boxes are enough for any graph without cycles, and end with one.
    for _ in boxes.indices {
      var isSettled = true
      for (index, box) in boxes.enumerated() {
        let column = (box.inputs.map { columns[$0] + 1 }.max() ?? 0)
        if column != columns[index], column < boxes.count {
          columns[index] = column
          isSettled = false
        }
      }
      if isSettled { break }
    }
    return columns
  }

  /// The picture at its natural size.
  func picture(id: String) -> Markup {
    let columns = columns
    var rows: [Int] = []
    var used: [Int: Int] = [:]
    for column in columns {
      rows.append(used[column, default: 0])
      used[column, default: 0] += 1
    }
    let tallest = used.values.max() ?? 1
    let (size, gap) = (Self.size, Self.gap)
    func left(_ box: Int) -> Double { 2 + Double(columns[box]) * (size.width + gap.across) }
    func top(_ box: Int) -> Double {
      let spare = Double(tallest - (used[columns[box]] ?? 1)) * (size.height + gap.down) / 2
      return 2 + spare + Double(rows[box]) * (size.height + gap.down)
    }
    var pieces: [Markup] = []
    for (index, box) in boxes.enumerated() {
      for input in box.inputs.sorted() {
        let from = (x: left(input) + size.width, y: top(input) + size.height / 2)
        let to = (x: left(index), y: top(index) + size.height / 2)
        let bend = (to.x - from.x) / 2
        pieces.append(
          .tag(
            "path",
            [
              "class": "edge",
              "d":
                "M\(Place.text(from.x)),\(Place.text(from.y)) C\(Place.text(from.x + bend)),\(Place.text(from.y))"
                + " \(Place.text(to.x - bend)),\(Place.text(to.y)) \(Place.text(to.x)),\(Place.text(to.y))",
            ]))
      }
    }
    for (index, box) in boxes.enumerated() {
      let style =
        box.failed > 0 ? "box failed" : box.finished == box.count ? "box finished" : "box open"
      pieces.append(
        .tag(
          "g", [:], .tag("title", [:], .text("\(box.name): \(box.note)")),
          Drawing.box(
            style, x: left(index), y: top(index), width: size.width, height: size.height, radius: 7),
          Drawing.word("name", left(index) + 10, top(index) + 19, Self.cut(box.name, 20)),
          Drawing.word("note", left(index) + 10, top(index) + 36, Self.cut(box.note, 24))))
    }
    let width = Double((columns.max() ?? 0) + 1) * (size.width + gap.across) - gap.across + 4
    let height = Double(tallest) * (size.height + gap.down) - gap.down + 4
    let words = boxes.map { "\($0.name) (\($0.note))" }.joined(separator: ", ")
    return .tag(
      "svg",
      [
        "class": "chart graph", "viewBox": "0 0 \(Place.text(width)) \(Place.text(height))",
        "width": Place.text(width), "height": Place.text(height), "role": "img",
        "aria-labelledby": id,
      ], [.tag("title", ["id": id], .text("The stages: \(words)"))] + pieces)
  }

  private static func cut(_ text: String, _ most: Int) -> String {
    text.count <= most ? text : text.prefix(most - 1) + "…"
  }
}

/// What a graph shows of a stage.
struct StageOfGraph: Hashable {
  /// What people call it.
  var label: String
  /// What it is shown together with.
  var group: String
  /// Whether it has its result.
  var isFinished: Bool
  /// Places of its inputs.
  var inputs: [Int]
}
