import Base
import Spec
import Testing

/// Faults that come together, in great numbers, or from values nobody means.
@Suite struct ManyFaultsTests {
  @Test func everyFaultOfAFileComesInOnePass() {
    let text = """
      runexp: 1
      name: s
      dataset: {name: glyfs}
      architecture: {name: mlp, hidden: 0}
      training: {epochs: many, batch: 0}
      measure: {a: {metric: acuracy, of: main, split: test}}
      figures: {f: {preset: none, measure: b}}
      sweep: {seed: []}
      extra: 1
      """
    #expect(
      faults(text).split(separator: "\n").filter { $0.contains("error:") } == [
        "study.yaml:3:17: error: unknown dataset `glyfs`",
        "study.yaml:4:35: error: `hidden` must be an integer from 1 to 65536, not 0",
        "study.yaml:5:20: error: `epochs` must be an integer from 0 to 1000000, not the text `many`",
        "study.yaml:5:33: error: `batch` must be an integer from 1 to 1000000, not 0",
        "study.yaml:6:23: error: unknown metric `acuracy`",
        "study.yaml:7:23: error: unknown figure preset `none`",
        "study.yaml:7:38: error: unknown measurement `b`",
        "study.yaml:8:15: error: sweep over `seed` is empty: there would be no cells",
        "study.yaml:9:1: error: unknown key `extra` in the spec",
      ])
  }

  @Test func oneFaultSharedByManyCellsIsReportedOnce() {
    let text = FaultTests.start.replacing("[100]", with: "[0]") + "sweep: {seed: [0, 1, 2]}\n"
    #expect(faults(text).split(separator: "\n").filter { $0.contains("error:") }.count == 1)
  }

  @Test func moreThanAHundredThousandCellsAreRefusedBeforeAnyIsMade() {
    func list(_ count: Int) -> String {
      "[" + (1...count).map(String.init).joined(separator: ",") + "]"
    }
    let line =
      "sweep: {seed: \(list(100)), training.batch: \(list(100)), training.epochs: \(list(11))}\n"
    let text = FaultTests.start.replacing(", checkpoints: [0, 20]", with: "") + line
    #expect(
      faults(text) == """
        study.yaml:6:1: error: more than 100000 cells: 100 values of seed × 100 values of \
        training.batch × 11 values of training.epochs
          sweep over fewer values, or split the study
        """)
  }

  @Test(arguments: [
    "players: {grid: x}", "players: {p: {grid: [4]}}", "players: {p: {patches: 3}}",
    "variants: {v: {training.interaction_loss: {kind: suppress, between: x, players: features}}}",
    "variants: {v: {training.interaction_loss: {kind: suppress, between: [0.1]}}}",
    "variants: {v: {training.interaction_loss: 3}}", "variants: {v: {training.checkpoints: {}}}",
    "variants: {v: {training.checkpoints: {log: [5, 1, 3]}}}",
    "variants: {v: {training.checkpoints: [-1]}}", "variants: {v: {training.learning_rate: []}}",
    "variants: {v: {training: 3}}", "variants: {v: {data: 3}}", "variants: {v: [1]}",
    "models: {a: 3}", "models: {a: {like: [b]}}", "measure: {m: {metric: [a]}}",
    "data: {d: {name: glyphs, from: main}}", "data: {d: {name: glyphs, transform: x}}",
    "data: {d: {from: main, transform: [{name: [a]}]}}", "relate: {r: {kind: correlation}}",
    "data: {d: {name: census, split: {train: 0.9, test: 0.2}}}", "seed: -1", "seeds: {init: x}",
    "baseline: {blur: 3, push: 2}", "baseline: constant", "baseline: []", "figures: 3",
    "claims: [a]", "samples: {p: {from: main.train, count: 1, per-class: 1}}",
  ])
  func anOddValueIsAFaultAndNeverACrash(line: String) {
    #expect(faults(FaultTests.start + line + "\n").contains("error: "))
  }

  @Test func longChainsAreRefusedNotFollowed() {
    let models = (1..<1500).map { "  m\($0): {like: m\($0 - 1)}\n" }.joined()
    #expect(
      faults(FaultTests.start + "models:\n  m0: {}\n" + models)
        .contains("`models` has 1501 nodes, more than 1000"))
    let path = Array(repeating: "a", count: 50_000).joined(separator: ".")
    #expect(
      faults(FaultTests.start, set: ["training.\(path)=1"])
        .contains("is not a dotted path"))
  }

  @Test func faultsBeyondAHundredAreCounted() {
    let keys = (0..<130).map { "x\($0): 1\n" }.joined()
    let text = faults(FaultTests.start + keys)
    #expect(text.hasSuffix("error: 30 more faults are not shown\n  mend these first"))
  }

  @Test func lossAndMeasurementWithOtherPlayersAreWarnedAbout() throws {
    let text =
      FaultTests.start.replacing(
        "epochs: 20", with: "epochs: 20, interaction_loss: {kind: suppress, between: [0, 1]}")
        + """
        players: {grid: [4, 4]}
        samples: {pool: {from: main.train}}
        measure: {m: {metric: multi-order-interaction, of: main, samples: pool, players: {grid: [2, 2]}}}
        """
    let warnings = try study(text).warnings
    #expect(
      warnings.map(\.text) == [
        """
        study.yaml:8:14: warning: measure.m has other players than the interaction loss of \
        models.main
          measure: {m: {metric: multi-order-interaction, of: main, samples: pool, players: {grid: [2, 2]}}}
                       ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
          the loss stands at study.yaml:5:42
          what is measured then is not what was trained for; name both once, at the top level
        """
      ])
  }
}
