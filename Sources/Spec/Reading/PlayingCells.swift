import Base

/// The cells of a grid that play, where that is not all of them.
///
/// ```yaml
/// cells: [9, 10, 17, 18]                        # numbered row by row from 0
/// cells: {draw: 12, central: [6, 6], seed: 0}   # drawn from the central 6 × 6 cells
/// ```
struct PlayingCells {
  /// The cells, ascending; nil where all play or the choice is faulty.
  let chosen: [Int]?

  /// What a drawing may say.
  static var fields: [FieldDescription] {
    ParameterReader.fields(vocabulary: Vocabulary()) { _ = Draw($0, rows: 1024, columns: 1024) }
  }

  /// Reads `cells` beside `grid`.
  init(_ read: ParameterReader, rows: Int, columns: Int) {
    let all = rows * columns
    guard read.has("cells") else {
      _ = read.member("cells")
      chosen = nil
      return
    }
    if read.node?["cells"]?.members != nil {
      let drawn = read.nested("cells", "cells drawn at random") {
        Draw($0, rows: rows, columns: columns)
      }
      chosen = drawn?.cells
      return
    }
    let cells = read.integers(
      "cells", each: 0...max(0, all - 1), count: 2...max(2, all), "the cells that play")
    // As written: a cell that is no number was reported and is another one here.
    let written = read.node?["cells"]?.elements?.compactMap(\.text) ?? []
    guard Set(cells).count == cells.count else {
      if Set(written).count < written.count {
        read.fault(at: "cells", "`cells` names a cell twice", notes: ["a cell is one player"])
      }
      chosen = nil
      return
    }
    chosen = cells.sorted()
  }

  /// Cells drawn at random from the middle of a grid: a function of the sizes and the seed.
  private struct Draw {
    let cells: [Int]?

    init(_ read: ParameterReader, rows: Int, columns: Int) {
      let central = read.integers(
        "central", default: [rows, columns], each: 1...1024, count: 2...2,
        "rows and columns in the middle of the grid from which cells are drawn; all unless given")
      let count = read.integer("draw", in: 2...1_048_576, "how many cells play")
      let seed = read.integer("seed", default: 0, "the seed they are drawn under")
      guard central[0] <= rows, central[1] <= columns else {
        read.fault(
          at: "central",
          "the central \(central[0])×\(central[1]) cells are more than the grid"
            + " \(rows)×\(columns)", notes: ["use at most the grid's rows and columns"])
        cells = nil
        return
      }
      // A description asks what may be said, not for the order of a million cells.
      guard !read.isDescribing else {
        cells = nil
        return
      }
      let (top, left) = ((rows - central[0]) / 2, (columns - central[1]) / 2)
      let candidates = (0..<central[0]).flatMap { y in
        (0..<central[1]).map { x in (top + y) * columns + left + x }
      }
      guard count <= candidates.count else {
        read.fault(
          at: "draw", "\(count) cells cannot be drawn from \(candidates.count)",
          notes: ["draw fewer, or from more cells"])
        cells = nil
        return
      }
      var stream = RandomStream(seed: UInt64(seed), purpose: "players")
      cells = stream.permutation(candidates.count).prefix(count).map { candidates[$0] }.sorted()
    }
  }
}
