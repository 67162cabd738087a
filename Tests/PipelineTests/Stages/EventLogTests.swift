import Base
import Testing

@testable import Pipeline

@Suite struct EventLogTests {
  private let events = [
    EventLog.Event(at: 1.5, name: "log", values: ["text": "a \"quoted\" line\nand another"]),
    EventLog.Event(at: 2, name: "curve", values: ["step": 7, "loss": .number(0.25)]),
  ]

  @Test func checksumIsTheStandardOne() {
    // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
  }

  @Test func linesAreReadBack() {
    let contents = EventLog.contents(of: events.flatMap(EventLog.line))
    #expect(contents == EventLog.Contents(events: events, damagedLines: 0))
  }

  @Test func everyLineIsJSON() throws {
    let line = EventLog.line(events[1]).dropLast()
    let value = try Value(json: Array(line))
    #expect(value["values"] == ["step": 7, "loss": .number(0.25)])
  }

  @Test func lineCutShortAnywhereIsDamaged() {
    let first = EventLog.line(events[0])
    let second = EventLog.line(events[1])
    for count in 1..<(second.count - 1) {
      let contents = EventLog.contents(of: first + second.prefix(count))
      #expect(contents == EventLog.Contents(events: [events[0]], damagedLines: 1))
    }
  }

  @Test func changedByteAnywhereIsDamage() {
    let line = EventLog.line(events[1])
    for place in 0..<(line.count - 1) {
      var changed = line
      changed[place] ^= 1
      #expect(EventLog.contents(of: changed).events.isEmpty)
    }
  }
}
