import Base
import Spec
import Testing

/// A valid spec, damaged at random: reading must end with a study or with faults, never a crash.
@Suite struct MutationTests {
  @Test(arguments: 0..<4)
  func damagedSpecsAreReadOrRefused(round: Int) {
    let original = Array(bottleneck.utf8)
    let pieces = [
      "[", "]", "{", "}", ":", ",", "-", "&a ", "*a ", "<<", "\n", "\t", "  ", "#", "'", "\"",
      "null", ".nan", "1e999", "-1", "99999999999999999999", "@", "@last", ".", "..", "?", "!x ",
      "main", "seed", "\u{FEFF}", "\u{2028}", "---\n", "variant", "true", "|\n", "%",
    ].map { Array($0.utf8) }
    var random = RandomStream(seed: 20_261_121, purpose: "spec-mutation", index: UInt64(round))
    var refused = 0
    for _ in 0..<75 {
      var bytes = original
      for _ in 0...Int(random.next() % 3) {
        let place = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 5 {
        case 0: bytes.remove(at: place)
        case 1:
          bytes.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))], at: place)
        case 2: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 40) + 1))
        default:
          let end = min(bytes.count, place + Int(random.next() % 60) + 1)
          let target = Int(random.next() % UInt64(bytes.count))
          bytes.insert(contentsOf: bytes[place..<end], at: target)
        }
      }
      var files = InMemoryFileSystem([:])
      files.files["study.yaml"] = bytes
      do {
        let study = try SpecReader(files: files, vocabulary: .sample).study(at: "study.yaml")
        #expect(!study.cells.isEmpty)
      } catch {
        refused += 1
        #expect(error.diagnostics.contains { $0.severity == .error })
        #expect(!error.text.isEmpty)
      }
    }
    // Most damage is found; a study read from all of it would mean that nothing is checked.
    #expect(refused > 40)
  }
}
