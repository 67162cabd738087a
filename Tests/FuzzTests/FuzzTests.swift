import Base
import Foundation
import Testing

/// Damaged inputs end with a typed error or with what can be written and read again: no crash, no
/// hang, no memory because a length field says so.
///
/// CI reads a few hundred inputs, always the same. `RUNEXP_FUZZ_MINUTES=5` (`make fuzz`) goes on for
/// that long with other ones; the input that broke a reader is left in a file and named.
@Suite("readers of damaged bytes")
struct FuzzTests {
  @Test("no bytes crash or exhaust a reader", arguments: FuzzReader.all.map(\.name))
  func damagedBytes(name: String) async throws {
    let path = FuzzRun.path(of: name, pid: getpid())
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent, \.standardErrorContent]
    ) { [name, path = path as String] in
      let reader = try #require(FuzzReader.all.first { $0.name == name })
      do {
        let counts = try FuzzRun(reader: reader, path: path).run()
        // Readers that refuse everything would pass by doing nothing.
        #expect(counts.accepted > 0 && counts.refused > 0)
        print("\(name): \(counts.accepted) accepted, \(counts.refused) refused")
      } catch { Issue.record("\(error)") }
    }
    if FuzzRun.minutes != nil, let text = result?.standardOutputContent {
      print(String(decoding: text, as: UTF8.self), terminator: "")
    }
    guard result == nil || FileManager.default.fileExists(atPath: path) else { return }
    let words = String(decoding: (result?.standardErrorContent ?? []).suffix(2000), as: UTF8.self)
    Issue.record("\(name): the input that did it is kept in \(path)\n\(words)")
  }
}
