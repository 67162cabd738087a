import Base
import Testing

@testable import Spec

@Suite struct ResolvedSpecTests {
  private static func resolved() throws -> ResolvedSpec {
    let files = InMemoryFileSystem(["study.yaml": bottleneck])
    let text = try SpecReader(files: files, vocabulary: .sample)
      .longForm(at: "study.yaml", overrides: ["training.batch=64"])
    return try #require(ResolvedSpec(text))
  }

  @Test func valuesComeBackTyped() throws {
    let spec = try Self.resolved()
    let training = spec.value["models"]?["main"]?["train"]
    #expect(training?["batch"] == 64)
    #expect(training?["optimizer"]?["weight_decay"] == 0.0005)
    #expect(spec.value["sweep"]?["seed"] == [0, 1, 2, 3, 4])
  }

  @Test func everyPartKnowsWhereItStood() throws {
    let spec = try Self.resolved()
    let line = try #require(
      bottleneck.split(separator: "\n", omittingEmptySubsequences: false)
        .firstIndex { $0.hasPrefix("sweep:") })
    #expect(spec.origin(of: ["sweep", "seed"]) == "study.yaml:\(line + 1)")
    #expect(spec.origin(of: ["models", "main", "train", "batch"]) == "--set")
    #expect(spec.origin(of: ["models", "main", "train", "loss"]) == "default")
    #expect(spec.origin(of: ["models", "main"])?.hasPrefix("study.yaml:") == true)
    #expect(spec.origin(of: ["models", "other"]) == nil)
    #expect(ResolvedSpec("a: [") == nil)
  }

  @Test func theFilesOfASpecAreItselfAndWhatItExtends() {
    let files = InMemoryFileSystem([
      "a/spec.yaml": "extends: ../base.yaml\n", "base.yaml": "extends: a/spec.yaml\nname: x\n",
    ])
    let reader = SpecReader(files: files, vocabulary: .sample)
    #expect(reader.sources(at: "a/spec.yaml").map(\.path) == ["a/spec.yaml", "base.yaml"])
    #expect(reader.sources(at: "none.yaml").isEmpty)
  }
}
