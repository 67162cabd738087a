import Base
import Testing

@testable import Views

/// Who goes on in successive halving, as a function of the numbers alone.
@Suite("the ladder of successive halving")
struct HalvingLadderTests {
  /// Cells by point and seed: `["a": [0.5, 0.7], …]` by letters, seeds in their order.
  static func cells(_ points: [(name: String, seeds: Int)]) -> [HalvingLadder.Cell] {
    points.flatMap { point in
      (0..<point.seeds).map { seed in
        HalvingLadder.Cell(
          label: "p=\(point.name),seed=\(seed)",
          point: SweepPoint(dimensions: ["p", "seed"]) { dimension in
            dimension == "p" ? .text(point.name) : .integer(seed)
          })
      }
    }
  }

  static func halving(keep: Double, rungs: [Int] = [1, 4], isMaximised: Bool = true) -> Halving {
    Halving(
      measure: "accuracy", quantity: "accuracy", model: "main", rungs: rungs, keep: keep,
      isMaximised: isMaximised)
  }

  /// A ladder over points of one seed each, whose number is the same at every rung.
  static func ladder(
    _ numbers: [(String, HalvingLadder.Outcome)], keep: Double, isMaximised: Bool = true
  ) -> HalvingLadder {
    HalvingLadder(
      cells(numbers.map { ($0.0, 1) }), halving: halving(keep: keep, isMaximised: isMaximised),
      epochs: [1]
    ) { cell, _ in numbers[cell].1 }
  }

  static func kept(_ ladder: HalvingLadder) -> [String] {
    ladder.rungs[0].standings.filter(\.goesOn).map(\.point.label)
  }

  @Test("the best share goes on, whichever way is best, whatever the order of the cells")
  func best() {
    let numbers: [(String, HalvingLadder.Outcome)] = [
      ("a", .number(0.1)), ("b", .number(0.9)), ("c", .number(0.5)), ("d", .number(0.7)),
    ]
    for order in [numbers, numbers.reversed()] {
      #expect(Self.kept(Self.ladder(order, keep: 0.5)) == ["p=b", "p=d"])
      #expect(Self.kept(Self.ladder(order, keep: 0.25, isMaximised: false)) == ["p=a"])
    }
    let ladder = Self.ladder(numbers, keep: 0.5)
    #expect(ladder.limits == [1, nil, 1, nil] && ladder.dropped == [1, nil, 1, nil])
    #expect(ladder.next == nil && ladder.pointCount == 2)
  }

  @Test(
    "a share of points is rounded down, but one goes on",
    arguments: [
      (4, 0.25, 1), (5, 0.25, 1), (8, 0.25, 2), (3, 0.25, 1), (1, 0.25, 1), (9, 1.0 / 3, 3),
      (10, 1.0 / 3, 3), (100, 0.29, 29), (10, 0.99, 9),
    ])
  func rounding(_ count: Int, _ keep: Double, _ kept: Int) {
    #expect(Self.halving(keep: keep).kept(of: count) == kept)
  }

  @Test("ties go to the label that sorts first, whatever the order of the cells")
  func ties() {
    let numbers: [(String, HalvingLadder.Outcome)] = ["c", "a", "d", "b"].map { ($0, .number(1)) }
    #expect(Self.kept(Self.ladder(numbers, keep: 0.5)) == ["p=a", "p=b"])
    #expect(Self.kept(Self.ladder(numbers.reversed(), keep: 0.5)) == ["p=a", "p=b"])
  }

  @Test("a point is judged by the mean of its seeds; one that failed or is no number is the worst")
  func replicas() {
    let cells = Self.cells([("a", 2), ("b", 2), ("c", 2), ("d", 2)])
    let outcomes: [HalvingLadder.Outcome] = [
      .number(1), .number(0), .number(0.6), .number(0.6), .number(5), .failed, .number(.nan),
      .number(9),
    ]
    let ladder = HalvingLadder(
      cells, halving: Self.halving(keep: 0.75), epochs: [1]
    ) { cell, _ in outcomes[cell] }
    #expect(ladder.rungs[0].standings.map(\.point.label) == ["p=b", "p=a", "p=c", "p=d"])
    #expect(ladder.rungs[0].standings.map(\.mean) == [0.6, 0.5, nil, nil])
    // Three would go on, but what failed has nothing to go on from.
    #expect(Self.kept(ladder) == ["p=b", "p=a"])
    #expect(ladder.limits == [nil, nil, nil, nil, 1, 1, 1, 1])
    #expect(ladder.rungs[0].standings[0].cells == [2, 3])
  }

  @Test("one open cell keeps the whole rung from being decided")
  func open() {
    let ladder = Self.ladder([("a", .number(1)), ("b", .open), ("c", .failed)], keep: 0.5)
    #expect(ladder.rungs.isEmpty && ladder.next == 1)
    #expect(ladder.limits == [1, 1, 1] && ladder.dropped == [nil, nil, nil])
  }

  @Test("a later rung asks only those that came so far")
  func rungs() {
    let cells = Self.cells((0..<8).map { ("\($0)", 1) })
    var asked: [Int: [Int]] = [:]
    func ladder(_ isOpen: Bool) -> HalvingLadder {
      asked = [:]
      return HalvingLadder(cells, halving: Self.halving(keep: 0.5), epochs: [1, 4]) { cell, epoch in
        asked[epoch, default: []].append(cell)
        if epoch == 4 { return isOpen ? .open : .number(Double(-cell)) }
        return .number(Double(cell))
      }
    }
    let first = ladder(true)
    #expect(asked == [1: Array(0..<8), 4: [4, 5, 6, 7]])
    #expect(first.next == 4 && first.limits == [1, 1, 1, 1, 4, 4, 4, 4])
    #expect(first.pointCount == 4)
    #expect(first.mostBeyond([4], Self.halving(keep: 0.5)) == [2])
    let second = ladder(false)
    #expect(second.limits == [1, 1, 1, 1, nil, nil, 4, 4])
    #expect(second.rungs.map(\.keptCount) == [4, 2])
  }

  @Test("before anything is decided, each rung lets at most a share of the one before go on")
  func most() {
    let cells = Self.cells((0..<16).map { ("\($0)", 1) })
    let halving = Self.halving(keep: 0.25, rungs: [1, 4, 16])
    let ladder = HalvingLadder(cells, halving: halving, epochs: [1, 4, 16]) { _, _ in .open }
    #expect(ladder.mostBeyond([1, 4, 16], halving) == [4, 1, 1])
  }

  @Test("where every point failed none goes on")
  func allFailed() {
    let ladder = Self.ladder([("a", .failed), ("b", .failed)], keep: 0.5)
    #expect(ladder.rungs[0].keptCount == 0 && ladder.pointCount == 0)
    #expect(ladder.limits == [1, 1])
    #expect(ladder.mostBeyond([4], Self.halving(keep: 0.5)) == [0])
  }
}
