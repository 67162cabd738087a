import Base
import Testing

@testable import Store

@Suite struct MetricFileTests {
  static let rows = [
    MetricRow(name: "S", value: 0.1, sample: 17, contextOrder: 0, exact: true),
    MetricRow(
      name: "S", value: -1.5e-300, sample: 18, contextOrder: 3, standardError: 0.25, count: 100,
      exact: false),
    MetricRow(
      name: "loss", value: 2, split: "Prüfung", checkpoint: 5, step: 7, layer: "0",
      className: "eight", labelKind: "given", part: "+", interactionOrder: 2, exact: true,
      unit: "nat", reference: "teacher"),
  ]

  @Test func everyFieldComesBack() throws {
    let bytes = MetricFile.encode(try MetricTable(Self.rows))
    #expect(try MetricFile.decode(bytes, path: "m").rows == Self.rows)
  }

  @Test func noRowsComeBackAsNone() throws {
    let bytes = MetricFile.encode(MetricTable())
    #expect(try MetricFile.decode(bytes, path: "m").rows.isEmpty)
  }

  @Test func equalRowsGiveEqualBytes() throws {
    #expect(
      MetricFile.encode(try MetricTable(Self.rows)) == MetricFile.encode(try MetricTable(Self.rows))
    )
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func aNumberThatIsNotFiniteIsRefused(_ value: Double) {
    #expect(
      throws: MetricFileError.notFinite(row: 1, name: "J", column: "value", value: "\(value)")
    ) {
      try MetricTable([Self.rows[0], MetricRow(name: "J", value: value, exact: true)])
    }
    #expect(
      throws: MetricFileError.notFinite(row: 0, name: "J", column: "std_error", value: "\(value)")
    ) {
      try MetricTable([MetricRow(name: "J", value: 1, standardError: value, exact: false)])
    }
  }

  @Test func aFileCutShortAnywhereIsRefused() throws {
    let bytes = MetricFile.encode(try MetricTable(Self.rows))
    for length in 0..<bytes.count {
      #expect(throws: MetricFileError.self, "cut to \(length) bytes") {
        try MetricFile.decode(Array(bytes.prefix(length)), path: "m")
      }
    }
    #expect(throws: MetricFileError.truncated(path: "m", bytes: bytes.count - 1)) {
      try MetricFile.decode(Array(bytes.dropLast()), path: "m")
    }
  }

  @Test func anyChangedByteIsNoticed() throws {
    let bytes = MetricFile.encode(try MetricTable(Self.rows))
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x40
      #expect(throws: MetricFileError.self, "byte \(place)") {
        try MetricFile.decode(changed, path: "m")
      }
    }
  }

  @Test func foreignAndNewerFilesAreNamed() throws {
    #expect(throws: MetricFileError.notMetricFile(path: "m")) {
      try MetricFile.decode(Array("{\"json\": true}".utf8), path: "m")
    }
    var newer = MetricFile.encode(try MetricTable(Self.rows))
    newer[8] = 2
    #expect(throws: MetricFileError.unknownVersion(path: "m", version: 2, known: 1)) {
      try MetricFile.decode(newer, path: "m")
    }
    let longer = MetricFile.encode(try MetricTable(Self.rows)) + [0]
    #expect(throws: MetricFileError.damaged(path: "m", reason: "bytes after the checksum")) {
      try MetricFile.decode(longer, path: "m")
    }
  }

  /// Only a program that does not check what it writes makes such a file.
  @Test func numbersThatAreNotFiniteAreNoRows() throws {
    for (number, word) in [(2.0, "value"), (3.0, "standard error")] {
      var bytes = MetricFile.encode(
        try MetricTable([MetricRow(name: "J", value: 2, standardError: 3, exact: true)]))
      let old = withUnsafeBytes(of: number) { Array($0) }
      let start = try #require(
        bytes.indices.first { bytes[$0...].starts(with: old) })
      bytes.replaceSubrange(
        start..<start + 8, with: withUnsafeBytes(of: -Double.infinity) { Array($0) })
      bytes = bytes.dropLast(64) + Array(ContentHash(of: bytes.dropLast(64)).hex.utf8)
      #expect(throws: MetricFileError.damaged(path: "m", reason: "a \(word) that is not finite")) {
        try MetricFile.decode(bytes, path: "m")
      }
    }
  }

  @Test func aFileIsWrittenAndRead() throws {
    let fixture = try StoreFixture()
    let path = fixture.folder + "/metrics.bin"
    try MetricFile.write(Self.rows, to: path)
    #expect(try MetricFile.read(path).rows == Self.rows)
    let absent = fixture.folder + "/absent/metrics.bin"
    let error = MetricFileError.unreadable(path: absent, reason: "no such file or directory")
    #expect(throws: error) { try MetricFile.read(absent) }
    #expect(throws: error) { try MetricFile.write(Self.rows, to: absent) }
  }

  @Test func errorsSayWhatToDo() {
    #expect(
      MetricFileError.notFinite(row: 3, name: "J", column: "value", value: "nan").description
        == "row 3 of the measurement, `J`: value is nan; a number that is not finite is a failed"
        + " measurement and is not recorded")
    #expect(
      MetricFileError.truncated(path: "m.bin", bytes: 9).description
        == "m.bin: truncated after 9 bytes; the stage has to run again")
  }
}
