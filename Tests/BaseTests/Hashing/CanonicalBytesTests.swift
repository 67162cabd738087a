import Base
import Testing

private func bytes(_ value: Value) -> String {
  var canonical = CanonicalBytes()
  canonical.append(value)
  return String(decoding: canonical.bytes, as: UTF8.self)
}

@Suite struct CanonicalBytesTests {
  /// The spelling is part of every key ever made: a change here reruns everything.
  @Test func spellings() {
    #expect(bytes(.null) == "z")
    #expect(bytes(true) == "T" && bytes(false) == "F")
    #expect(bytes(-12) == "i-12;")
    #expect(bytes(0.1) == "d0.1;")
    #expect(bytes(.number(3)) == "d3;")
    #expect(bytes("a;b") == "s3;a;b")
    #expect(bytes("é") == "s2;é")
    #expect(bytes(["x", .null]) == "l2;s1;xz")
    #expect(bytes(["b": 2, "a": [1, 0.5]]) == "m2;s1;al2;i1;d0.5;s1;bi2;")
    #expect(
      Value.map(["a": [1, 0.5]]).contentHash.hex
        == ContentHash(of: "m1;s1;al2;i1;d0.5;".utf8).hex)
  }

  @Test func oneNumberHasOneSpelling() {
    #expect(bytes(.number(-0.0)) == bytes(.number(0)))
    #expect(bytes(1e-3) == bytes(0.001))
    #expect(bytes(.number(1e6)) == "d1000000;")
    #expect(bytes(.number(0.1 + 0.2)) != bytes(.number(0.3)))
  }

  @Test func membersAreSortedByTheBytesOfTheirKeys() {
    // By bytes Z comes before a, and é after z.
    #expect(bytes(["é": 1, "z": 2, "a": 3, "Z": 4]) == "m4;s1;Zi4;s1;ai3;s1;zi2;s2;éi1;")
  }

  @Test func differentContentsNeverShareTheirBytes() {
    let values: [Value] = [
      .null, "", "z", [], [[]], [[], []], ["": .null], ["a", "b"], ["ab"], ["a", ["b"]],
      [["a"], "b"], ["a": "b"], 1, "1", .number(1), [1], true, "T", [1, 2], [12], "i1;", 0.5,
    ]
    let spellings = values.map(bytes)
    #expect(Set(spellings).count == values.count)
    #expect(Set(values.map(\.contentHash)).count == values.count)
  }

  @Test func piecesAddUp() {
    var pieces = CanonicalBytes()
    pieces.append("stage")
    pieces.append(ContentHash(of: []))
    #expect(
      String(decoding: pieces.bytes, as: UTF8.self) == "s5;stageh\(ContentHash(of: []).hex);")
    #expect(pieces.hash == ContentHash(of: pieces.bytes))
  }
}
