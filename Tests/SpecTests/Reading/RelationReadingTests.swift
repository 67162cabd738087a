import Base
import Testing

@testable import Spec

@Suite("selectors of relations")
struct RelationReadingTests {
  private func faults(_ reference: String) throws -> [String] {
    let read = #expect(throws: DiagnosticList.self) {
      try ParameterReader.read(yaml: "left: \(reference)") { read in
        read.reference("left", to: [.measure, .relate], "the first measurement")
      }
    }
    return read?.diagnostics.map { ([$0.message] + $0.notes).joined(separator: " | ") } ?? []
  }

  @Test("only samples are shuffled and averaged")
  func dimensions() throws {
    #expect(
      try faults("{of: m, permute: seed}") == [
        "`permute` cannot be `seed` | legal values: sample"
      ])
    #expect(
      try faults("{of: m, reduce: pair}") == ["`reduce` cannot be `pair` | legal values: sample"])
    let read = try ParameterReader.read(yaml: "left: {of: m, permute: sample, reduce: sample}") {
      $0.reference("left", to: [.measure, .relate], "the first measurement")
    }
    #expect(read.made?.permute == "sample")
    #expect(read.made?.reduce == "sample")
    #expect(read.made?.unbuiltParts == [])
  }

  @Test("models are not paired, shuffled or averaged yet")
  func models() throws {
    let read = try ParameterReader.read(yaml: "of: {of: m, pairs: seed}") {
      $0.reference("of", to: [.models], "the model")
    }
    #expect(read.made?.unbuiltParts == ["reference selector `pairs`"])
  }

  @Test("a list of lists of integers: each of them typed")
  func lists() throws {
    func read(_ text: String) throws -> [[Int]] {
      try ParameterReader.read(yaml: text) {
        $0.integerLists("coalitions", each: 0...9, "lists of players")
      }.made
    }
    #expect(try read("coalitions: [[0, 1], [2, 5, 9]]") == [[0, 1], [2, 5, 9]])
    func message(_ text: String) -> String {
      (#expect(throws: DiagnosticList.self) { try read(text) })?.diagnostics.first?.message ?? ""
    }
    #expect(
      message("coalitions: [[0, 12]]") == "`coalitions` must be an integer from 0 to 9, not 12")
    #expect(
      message("coalitions: [[]]")
        == "`coalitions` must be a list, each an integer from 0 to 9, not a list")
    #expect(
      message("coalitions: [3]")
        == "`coalitions` must be a list, each an integer from 0 to 9, not 3")
  }
}
