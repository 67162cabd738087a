import Base
import Testing

@testable import Spec

@Suite("one class of all samples")
struct FixedLabelTests {
  private func spec(_ keys: String) -> String {
    bottleneck.replacing("output: log-odds, label: true}", with: "output: log-odds\(keys)}")
  }

  @Test("`label: fixed` goes with the number of its class")
  func fixed() throws {
    let game = try study(spec(", label: fixed, class: 3")).cells[0].measures[0].game
    #expect(game?.label == .fixed)
    #expect(game?.fixedClass == 3)
    #expect(try study(spec("")).cells[0].measures[0].game?.fixedClass == nil)
  }

  @Test("one without the other is a fault that says what to write")
  func alone() {
    let bare = faults(spec(", label: fixed"))
    #expect(bare.contains("error: `label: fixed` needs its class"))
    #expect(bare.contains("  add `class: 3`, say"))
    let other = faults(spec(", label: given, class: 3"))
    #expect(other.contains("error: `class` goes with `label: fixed`"))
    #expect(other.contains("  write `label: fixed`, or leave the class out"))
  }
}
