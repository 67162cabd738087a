import Base
import Foundation
import Interactions
import Testing

/// A path that is removed with its last user.
private final class Scratch {
  let path: String

  init(_ bytes: [UInt8], _ ending: String) throws {
    path = NSTemporaryDirectory() + "runexp-table-" + UUID().uuidString + ending
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct ValueTableFileTests {
  @Test func jsonAndArraysAreTheSameTable() throws {
    let table = try ValueTable.random(playerCount: 5, seed: 91)
    let array = try Scratch(NumPyArray.bytes(of: table.values, shape: [32]), ".npy")
    let numbers = table.values.map(\.description).joined(separator: ", ")
    let json = try Scratch(
      Array("{\"n\": 5, \"values\": [\(numbers)], \"by\": \"x\"}".utf8), ".json")
    for path in [array.path, json.path] {
      #expect(try ValueTableFile(reading: path).playerCount == 5)
      #expect(try ValueTableFile(reading: path).table() == table)
      let sums = try ValueTableFile(reading: path).sums()
      #expect(sums.interactions == CoalitionSums(of: table).interactions)
    }
  }

  @Test func largeArraysAreSummedInBlocks() throws {
    let table = try ValueTable.random(playerCount: 18, seed: 92)
    let file = try Scratch(NumPyArray.bytes(of: table.values, shape: [1 << 18]), ".npy")
    let sums = try ValueTableFile(reading: file.path).sums(interactionOrder: 2)
    #expect(sums.interactions == CoalitionSums(of: table).interactions)

    var values = table.values
    values[200_000] = .infinity
    let bad = try Scratch(NumPyArray.bytes(of: values, shape: [1 << 18]), ".npy")
    let coalition = Coalition(bits: 200_000)
    let expected = ValueTableFileError.table(.notFinite(.infinity, coalition), path: bad.path)
    #expect(throws: expected) { try ValueTableFile(reading: bad.path).sums() }
    #expect(throws: expected) { try ValueTableFile(reading: bad.path).table() }
  }

  @Test func strongestValuesComeFirst() throws {
    let table = try ValueTable(values: [0, 3, -1, -3, 2, 0, 9, 1])
    let list = InteractionIndex.moebius.interactions(of: table)
    #expect(list.values == [0, 3, -1, -5, 2, -5, 8, -1])
    #expect(list.strongest(3).map { list[$0].players } == [[1, 2], [0, 1], [0, 2]])
    #expect(list.strongest(0).isEmpty)
    #expect(list.strongest(100).count == 8)
    let random = InteractionIndex.moebius.interactions(
      of: try ValueTable.random(playerCount: 10, seed: 93))
    let sorted = random.values.map { abs($0) }.sorted(by: >)
    for count in [1, 5, 100, 1024] {
      #expect(random.strongest(count).map { abs(random.values[$0]) } == Array(sorted.prefix(count)))
    }
  }
}
