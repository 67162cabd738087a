import Base
import Testing

@testable import Spec

@Suite("selections of layers")
struct LayerSelectionTests {
  private static let layers = ["conv1", "layer1.0.conv1", "layer1.0.bn1", "layer10", "linear"]
  private static let nowhere = SourceSpan(file: "spec.yaml", line: 1, column: 1, length: 1)

  @Test(
    "numbers, ranges, names and what stands below a name",
    arguments: [
      ("0", [0]), ("1..2", [1, 2]), ("layer1", [1, 2]), ("layer1.0.bn1", [2]),
      ("linear, 0", [0, 4]), ("0..4", [0, 1, 2, 3, 4]),
    ])
  func places(text: String, wanted: [Int]) throws {
    let selection = try #require(LayerSelection([text], span: Self.nowhere))
    let (places, missing) = selection.places(in: Self.layers)
    #expect(places == wanted)
    #expect(missing == nil)
  }

  @Test("the first part that selects nothing is named", arguments: ["5", "3..5", "layer", "fc1"])
  func missing(text: String) throws {
    let selection = try #require(LayerSelection(["0", text], span: Self.nowhere))
    #expect(selection.places(in: Self.layers).missing?.text == text)
  }

  @Test("ranges that fall and numbers below zero are none", arguments: ["3..1", "-1", "1..x", ""])
  func malformed(text: String) {
    #expect(LayerSelection([text], span: Self.nowhere) == nil)
  }

  @Test("a faulty selection says how one is written")
  func fault() {
    let error = #expect(throws: DiagnosticList.self) {
      try SpecReader(
        files: InMemoryFileSystem([
          "s.yaml":
            """
          runexp: 1
          name: s
          data: {main: {name: glyphs}}
          models: {m: {architecture: {name: mlp}, train: {data: main.train, epochs: 1}, freeze: 3..1}}
          """
        ]), vocabulary: .sample
      ).study(at: "s.yaml")
    }
    #expect(
      error?.text.contains(
        """
        `freeze` selects no layers: `3..1`
        """) == true)
    #expect(
      error?.text.contains(
        "write numbers from 0 such as `0..1`, or names such as `fc1` or `layer1`") == true)
  }
}
