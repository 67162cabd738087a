import Base
import Foundation
import Testing

@Suite struct ValueTests {
  static let sample: Value = [
    "null": .null, "yes": true, "count": 3, "rate": 0.25, "name": "a \"b\"\n",
    "list": [1, [2.5, "x"], [:]],
  ]

  @Test func partsAreReadByType() {
    let value = Self.sample
    #expect(value["yes"]?.boolean == true)
    #expect(value["count"]?.integer == 3 && value["count"]?.number == 3)
    #expect(value["rate"]?.number == 0.25 && value["rate"]?.integer == nil)
    #expect(Value.number(4).integer == 4)
    #expect(value["name"]?.text == "a \"b\"\n")
    #expect(value["list"]?.list?.count == 3)
    #expect(value.map?.count == 6)
    #expect(value["absent"] == nil && Value.null["x"] == nil)
    #expect(Value.null.boolean == nil && Value.text("1").number == nil && Value(1).text == nil)
  }

  @Test func codableJSONRoundTrip() throws {
    let data = try JSONEncoder().encode(Self.sample)
    #expect(try JSONDecoder().decode(Value.self, from: data) == Self.sample)
  }
}

extension Value {
  fileprivate init(_ integer: Int) { self = .integer(integer) }
}
