/// What is still to happen, the earliest first; at one time in the order it was planned.
struct EventHeap {
  private typealias Entry = (at: Double, number: Int, event: () -> Void)
  private var heap: [Entry] = []
  private var count = 0

  var nextTime: Double? { heap.first?.at }

  private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
    (left.at, left.number) < (right.at, right.number)
  }

  mutating func insert(at time: Double, _ event: @escaping () -> Void) {
    count += 1
    heap.append((time, count, event))
    var child = heap.count - 1
    while child > 0, Self.precedes(heap[child], heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func popFirst() -> (() -> Void)? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.event }
    heap[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if Self.precedes(heap[child], heap[best]) { best = child }
      }
      guard best != parent else { return first.event }
      heap.swapAt(parent, best)
      parent = best
    }
  }
}
