import Base
import Spec
import Testing

/// The texts a person sees, whole.
@Suite struct FaultTests {
  /// A spec that needs one more thing said.
  static let start = """
    runexp: 1
    name: s
    dataset: {name: glyphs, train: 8000}
    architecture: {name: mlp, hidden: [100]}
    training: {epochs: 20, checkpoints: [0, 20]}

    """

  @Test(arguments: [
    (
      "hidden: [100]", "hiden: [100]",
      """
      study.yaml:4:27: error: unknown key `hiden` in models.main.architecture
        architecture: {name: mlp, hiden: [100]}
                                  ^~~~~
        did you mean `hidden`?
        legal keys: name, hidden, activation
      """
    ),
    (
      "epochs: 20", "epochs: many",
      """
      study.yaml:5:20: error: `epochs` must be an integer from 0 to 1000000, not the text `many`
        training: {epochs: many, checkpoints: [0, 20]}
                           ^~~~
      """
    ),
    (
      "train: 8000", "train: 80000000",
      """
      study.yaml:3:32: error: `train` must be an integer from 1 to 60000, not 80000000
        dataset: {name: glyphs, train: 80000000}
                                       ^~~~~~~~
      """
    ),
    (
      "epochs: 20", "epochs: 20, learning_rate: .nan",
      """
      study.yaml:5:39: error: `learning_rate` must be a finite number, not .nan
        training: {epochs: 20, learning_rate: .nan, checkpoints: [0, 20]}
                                              ^~~~
        NaN and infinities are never legal
      """
    ),
    (
      "name: mlp", "name: mpl",
      """
      study.yaml:4:22: error: unknown architecture `mpl`
        architecture: {name: mpl, hidden: [100]}
                             ^~~
        did you mean `mlp`?
        known architectures: mlp, lenet
      """
    ),
    (
      "epochs: 20, ", "",
      """
      study.yaml:5:11: error: missing required key `epochs` in models.main.train
        training: {checkpoints: [0, 20]}
                  ^~~~~~~~~~~~~~~~~~~~~~
        add `epochs`: an integer from 0 to 1000000; passes over the data
      """
    ),
    (
      "[0, 20]", "[0, 30]",
      """
      study.yaml:5:41: error: checkpoint 30 comes after the last epoch, 20
        training: {epochs: 20, checkpoints: [0, 30]}
                                                ^~
        remove it, or raise `epochs`
      """
    ),
    (
      "runexp: 1", "runexp: 2",
      """
      study.yaml:1:9: error: this runexp reads version 1 of the spec language, not 2
        runexp: 2
                ^
        write `runexp: 1`, or use the runexp the spec was written for
      """
    ),
    (
      "runexp: 1\n", "",
      """
      study.yaml:1:1: error: missing required key `runexp`
        name: s
        ^
        begin with `runexp: 1`, the version of the spec language
      """
    ),
    (
      "name: s\n", "name: s\nnmae: t\n",
      """
      study.yaml:3:1: error: unknown key `nmae` in the spec
        nmae: t
        ^~~~
        did you mean `name`?
        legal keys: runexp, name, title, cite, extends, dataset, architecture, training, data, \
      models, players, baseline, seed, seeds, variants, sweep, samples, measure, relate, figures, \
      claims
      """
    ),
    (
      "name: s\n", "name: s\nname: t\n",
      """
      study.yaml:3:1: error: duplicate key `name`
        name: t
        ^~~~
        first given at study.yaml:2:1; remove one of the two
      """
    ),
    (
      "name: s\n", "name: a study\n",
      """
      study.yaml:2:7: error: `a study` cannot be the name of a study
        name: a study
              ^~~~~~~
        names are letters, digits, `-` and `_`, beginning with a letter
      """
    ),
    (
      "name: s\n", "name: s\ndata: {main: mnist}\n",
      """
      study.yaml:4:1: error: `dataset` is short for `data.main`, which is given too
        dataset: {name: glyphs, train: 8000}
        ^~~~~~~
        `data.main` stands at study.yaml:3:8; keep one of the two
      """
    ),
  ])
  func oneFaultIsShownWhole(part: String, replacement: String, expected: String) {
    #expect(faults(Self.start.replacing(part, with: replacement)) == expected)
  }

  @Test(arguments: [
    (
      "sweep: {seed: []}\n",
      """
      study.yaml:6:15: error: sweep over `seed` is empty: there would be no cells
        sweep: {seed: []}
                      ^~
        list at least one value, or remove the line
      """
    ),
    (
      "sweep: {}\n",
      """
      study.yaml:6:8: error: `sweep` must be a mapping from dotted paths, not an empty mapping
        sweep: {}
               ^~
        write `sweep: {seed: [0, 1, 2]}`, or remove it
      """
    ),
    (
      "sweep: {seed: [0, 1, 0]}\n",
      """
      study.yaml:6:22: error: sweep over `seed` repeats a value
        sweep: {seed: [0, 1, 0]}
                             ^
        each value makes one cell: remove one of the two
      """
    ),
    (
      "sweep: {sede: [0, 1]}\n",
      """
      study.yaml:6:9: error: `sede` begins with an unknown key, `sede`
        sweep: {sede: [0, 1]}
                ^~~~
        did you mean `seed`?
        legal here: dataset, architecture, training, data, models, samples, measure, relate, \
      players, baseline, seed, seeds
      """
    ),
    (
      "variants: {wide: {training.epohcs: 3}}\n",
      """
      study.yaml:6:19: error: unknown key `epohcs` in models.main.train
        variants: {wide: {training.epohcs: 3}}
                          ^~~~~~~~~~~~~~~
        did you mean `epochs`?
        legal keys: data, epochs, batch, optimizer, learning_rate, checkpoints, \
      interaction_loss, teacher
      """
    ),
    (
      "variants: {wide: {models.mian.train.epochs: 3}}\n",
      """
      study.yaml:6:19: error: `models.mian.train.epochs` begins with an unknown name, `mian`
        variants: {wide: {models.mian.train.epochs: 3}}
                          ^~~~~~~~~~~~~~~~~~~~~~~~
        did you mean `main`?
        legal here: main
      """
    ),
    (
      "variants: {wide: {training.epochs.most: 3}}\n",
      """
      study.yaml:6:19: error: `training.epochs.most` leads nowhere: a part of it is neither a \
      mapping nor in a list
        variants: {wide: {training.epochs.most: 3}}
                          ^~~~~~~~~~~~~~~~~~~~
        set the whole value at the last part that is a mapping
      """
    ),
    (
      "samples: {pool: {from: mian.train, count: 5}}\n",
      """
      study.yaml:6:24: error: unknown data node `mian`
        samples: {pool: {from: mian.train, count: 5}}
                               ^~~~~~~~~~
        did you mean `main`?
        known names: main
      """
    ),
    (
      "samples: {pool: {from: main.trian, count: 5}}\n",
      """
      study.yaml:6:24: error: unknown split `trian`
        samples: {pool: {from: main.trian, count: 5}}
                               ^~~~~~~~~~
        did you mean `train`?
        known names: train, test
      """
    ),
    (
      "measure: {a: {metric: accuracy, of: main, at: [0, 3], split: test}}\n",
      """
      study.yaml:6:51: error: model `main` keeps no checkpoint 3
        measure: {a: {metric: accuracy, of: main, at: [0, 3], split: test}}
                                                          ^
        its checkpoints: 0, 20
        add 3 to them, or name one of them
      """
    ),
    (
      "measure: {a: {metric: accuracy, of: main, split: test, players: features}}\n",
      """
      study.yaml:6:56: error: unknown key `players` in measure.a
        measure: {a: {metric: accuracy, of: main, split: test, players: features}}
                                                               ^~~~~~~
        legal keys: metric, of, at, split
      """
    ),
    (
      "measure: {a: {metric: accuracy, of: main}}\n",
      """
      study.yaml:6:14: error: missing required key `split` in measure.a
        measure: {a: {metric: accuracy, of: main}}
                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
        add `split`: a list, each a text; accuracy is measured on whole splits
      """
    ),
    (
      "data: {a: {from: b}, b: {from: c}, c: {from: a}}\n",
      """
      study.yaml:6:46: error: references go in a circle: data.a → data.b → data.c → data.a
        data: {a: {from: b}, b: {from: c}, c: {from: a}}
                                                     ^
        each → reads “needs”; let one of them use another node
      """
    ),
    (
      "models: {a: {like: b}, b: {like: a}}\n",
      """
      study.yaml:6:20: error: `like` goes in a circle: b → a → b
        models: {a: {like: b}, b: {like: a}}
                           ^
        give one of them its own architecture and train
      study.yaml:6:34: error: `like` goes in a circle: a → b → a
        models: {a: {like: b}, b: {like: a}}
                                         ^
        give one of them its own architecture and train
      """
    ),
    (
      "relate: {r: {kind: correlation, left: {of: q, across: seed}}}\n",
      """
      study.yaml:6:44: error: unknown measurement `q`
        relate: {r: {kind: correlation, left: {of: q, across: seed}}}
                                                   ^
        there are none
      """
    ),
    (
      "measure: {q: {metric: accuracy, of: {of: main, across: seed}, split: test}}\n",
      """
      study.yaml:6:42: error: `seed` is not swept
        measure: {q: {metric: accuracy, of: {of: main, across: seed}, split: test}}
                                                 ^~~~
        nothing is swept: add `sweep: {seed: [0, 1, 2]}`
      """
    ),
    (
      "players: {grid: [1, 1]}\n",
      """
      study.yaml:6:17: error: a grid of one cell has one player, who interacts with nobody
        players: {grid: [1, 1]}
                        ^~~~~~
        use at least two cells
      """
    ),
    (
      "players: {p: {grid: [1, 1]}}\nsamples: {s: {from: main.train}}\n"
        + "measure: {m: {metric: multi-order-interaction, of: main, samples: s, players: p}}\n",
      """
      study.yaml:6:21: error: a grid of one cell has one player, who interacts with nobody
        players: {p: {grid: [1, 1]}}
                            ^~~~~~
        use at least two cells
      """
    ),
    (
      "variants: {v: {training.learning_rate: {schedule: lgo, from: 1, to: 0.1}}}\n",
      """
      study.yaml:6:51: error: `schedule` cannot be `lgo`
        variants: {v: {training.learning_rate: {schedule: lgo, from: 1, to: 0.1}}}
                                                          ^~~
        did you mean `log`?
        legal values: constant, log, linear, cosine, step
      """
    ),
    (
      "variants: {v: {training.checkpoints: []}}\n",
      """
      study.yaml:6:38: error: `checkpoints` is empty: no weights would be kept
        variants: {v: {training.checkpoints: []}}
                                             ^~
        list at least one epoch, or remove the key to keep the last one
      """
    ),
    (
      "variants: {v: {training.checkpoints: [20, 1, 1]}}\n",
      """
      study.yaml:6:46: error: checkpoint 1 is listed twice
        variants: {v: {training.checkpoints: [20, 1, 1]}}
                                                     ^
        remove one of the two
      """
    ),
    (
      "measure: {a: {metric: accuracy, of: main, split: test, at: []}}\n",
      """
      study.yaml:6:60: error: `at` is empty: nothing would be measured
        measure: {a: {metric: accuracy, of: main, split: test, at: []}}
                                                                   ^~
        write `all`, `last`, or a list such as [0, last, best:test-accuracy]
      """
    ),
    (
      "baseline: {constant: .inf}\n",
      """
      study.yaml:6:22: error: `value` must be a finite number, not .inf
        baseline: {constant: .inf}
                             ^~~~
        NaN and infinities are never legal
      """
    ),
  ])
  func oneMoreLineWithAFaultIsShownWhole(line: String, expected: String) {
    #expect(faults(Self.start + line) == expected)
  }

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
    let text = Self.start.replacing("[100]", with: "[0]") + "sweep: {seed: [0, 1, 2]}\n"
    #expect(faults(text).split(separator: "\n").filter { $0.contains("error:") }.count == 1)
  }

  @Test func moreThanAHundredThousandCellsAreRefusedBeforeAnyIsMade() {
    func list(_ count: Int) -> String {
      "[" + (1...count).map(String.init).joined(separator: ",") + "]"
    }
    let line =
      "sweep: {seed: \(list(100)), training.batch: \(list(100)), training.epochs: \(list(11))}\n"
    let text = Self.start.replacing(", checkpoints: [0, 20]", with: "") + line
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
    #expect(faults(Self.start + line + "\n").contains("error: "))
  }

  @Test func longChainsAreRefusedNotFollowed() {
    let models = (1..<1500).map { "  m\($0): {like: m\($0 - 1)}\n" }.joined()
    #expect(
      faults(Self.start + "models:\n  m0: {}\n" + models)
        .contains("`models` has 1501 nodes, more than 1000"))
    let path = Array(repeating: "a", count: 50_000).joined(separator: ".")
    #expect(
      faults(Self.start, set: ["training.\(path)=1"])
        .contains("is not a dotted path"))
  }

  @Test func faultsBeyondAHundredAreCounted() {
    let keys = (0..<130).map { "x\($0): 1\n" }.joined()
    let text = faults(Self.start + keys)
    #expect(text.hasSuffix("error: 30 more faults are not shown\n  mend these first"))
  }

  @Test func lossAndMeasurementWithOtherPlayersAreWarnedAbout() throws {
    let text =
      Self.start.replacing(
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
