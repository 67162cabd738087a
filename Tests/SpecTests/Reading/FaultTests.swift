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
        legal keys: runexp, name, title, cite, exploratory, extends, dataset, architecture, \
      training, data, models, players, baseline, seed, seeds, variants, sweep, samples, measure, \
      relate, noop, limits, executor, figures, claims
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
      players, baseline, seed, seeds, noop
      """
    ),
    (
      "variants: {wide: {training.epohcs: 3}}\n",
      """
      study.yaml:6:19: error: unknown key `epohcs` in models.main.train
        variants: {wide: {training.epohcs: 3}}
                          ^~~~~~~~~~~~~~~
        did you mean `epochs`?
        legal keys: data, epochs, batch, optimizer, learning_rate, clip, shards, \
      checkpoints, loss, augment, interaction_loss, unit_interaction_loss, adversarial, teacher
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
}
