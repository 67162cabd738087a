import Base
import Spec
import Testing

@Suite struct ResourceLimitTests {
  private static let start = """
    runexp: 1
    name: s
    dataset: glyphs
    architecture: mlp
    training: {epochs: 2}

    """

  @Test func limitsAreReadByStageKind() throws {
    let limits = try study(
      Self.start + """
        limits:
          default: {retries: 1}
          train: {timeout: 2h, memory: 4GiB}
          measure: {timeout: 90, memory: 512 MiB, retries: 2}
        """
    ).limits
    #expect(
      limits.bounds == [
        "default": .init(retries: 1), "train": .init(timeout: 7200, memory: 4 << 30),
        "measure": .init(timeout: 90, memory: 512 << 20, retries: 2),
      ])
  }

  @Test func aStudyWithoutLimitsHasNone() throws {
    #expect(try study(Self.start).limits == ResourceLimits())
  }

  @Test func overridesReachLimits() throws {
    let limits = try study(Self.start, set: ["limits.train.memory=2GB"]).limits
    #expect(limits.bounds == ["train": .init(memory: 2_000_000_000)])
  }

  @Test(arguments: [
    (
      "limits: {trian: {retries: 1}}",
      """
      study.yaml:6:10: error: unknown key `trian` in limits
        limits: {trian: {retries: 1}}
                 ^~~~~
        did you mean `train`?
        legal keys: default, dataset, measure, train
      """
    ),
    (
      "limits: {train: {time: 3}}",
      """
      study.yaml:6:18: error: unknown key `time` in limits.train
        limits: {train: {time: 3}}
                         ^~~~
        did you mean `timeout`?
        legal keys: timeout, memory, retries
      """
    ),
    (
      "limits: {train: {timeout: 2 hours}}",
      """
      study.yaml:6:27: error: `timeout` must be a duration such as 90s, 15min, 2h or a number of \
      seconds, not the text `2 hours`
        limits: {train: {timeout: 2 hours}}
                                  ^~~~~~~
      """
    ),
    (
      "limits: {train: {memory: 0}}",
      """
      study.yaml:6:26: error: `memory` must be a size such as 512MiB, 4GiB, 2GB or a number of \
      bytes, not 0
        limits: {train: {memory: 0}}
                                 ^
      """
    ),
    (
      "limits: {default: {retries: -1}}",
      """
      study.yaml:6:29: error: `retries` must be an integer from 0 to 100, not -1
        limits: {default: {retries: -1}}
                                    ^~
      """
    ),
    (
      "limits: 3",
      """
      study.yaml:6:9: error: `limits` must be a mapping, not 3
        limits: 3
                ^
        write `key: value` lines below it, or `{key: value}`
      """
    ),
  ])
  func faultsSayWhatIsLegal(line: String, text: String) {
    #expect(faults(Self.start + line + "\n") == text)
  }

  @Test func theLongFormHasThemAsWritten() throws {
    let files = InMemoryFileSystem([
      "study.yaml": Self.start + "limits: {train: {timeout: 2h}}\n"
    ])
    let text = try SpecReader(files: files, vocabulary: .sample).longForm(at: "study.yaml")
    #expect(text.hasSuffix("limits:\n  train:\n    timeout: \"2h\"  # study.yaml:6\n"))
  }
}
