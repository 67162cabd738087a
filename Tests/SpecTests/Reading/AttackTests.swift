import Base
import Spec
import Testing

/// What a spec may say of an attack, and the texts a person sees where it cannot be so.
@Suite struct AttackTests {
  private func read(_ yaml: String) throws(DiagnosticList) -> (
    made: AttackSettings, parameters: Value
  ) {
    try ParameterReader.read(yaml: yaml, path: "attack") { $0.attack() }
  }

  private func faults(_ yaml: String) -> String {
    do {
      _ = try read(yaml)
      return "none"
    } catch { return error.text }
  }

  @Test("steps of 2.5 ε over their number, from anywhere in the ball, unless said")
  func defaults() throws {
    let (made, parameters) = try read("epsilon: 0.5")
    #expect(made.method == .pgd)
    #expect(made.norm == .linf)
    #expect(made.step == 2.5 * 0.5 / 20)
    #expect((made.steps, made.restarts) == (20, 1))
    #expect(made.start == .random)
    #expect(made.target == nil)
    #expect(
      parameters == [
        "method": "pgd", "norm": "linf", "epsilon": 0.5, "step": 0.0625, "steps": 20,
        "restarts": 1, "start": "random",
      ])
  }

  @Test("fgsm is one step of ε from the sample")
  func oneStep() throws {
    let (made, parameters) = try read("{method: fgsm, norm: l2, epsilon: 3}")
    #expect((made.step, made.steps, made.restarts) == (3, 1, 1))
    #expect(made.start == .sample)
    #expect(parameters == ["method": "fgsm", "norm": "l2", "epsilon": 3.0])
  }

  @Test("a band for the fall of the true class's logit: steps begin at the sample")
  func drop() throws {
    let (made, parameters) = try read("{epsilon: 0.5, step: 0.1, drop: [8, 8.5]}")
    #expect(made.drop == AttackSettings.Drop(above: 8, through: 8.5, smallestStep: 1e-6))
    #expect((made.restarts, made.start) == (1, .sample))
    #expect(
      parameters == [
        "method": "pgd", "norm": "linf", "epsilon": 0.5, "step": 0.1, "steps": 20,
        "drop": [8.0, 8.5], "smallest_step": 1e-6,
      ])
  }

  @Test(
    "what was read is read again from the parameters",
    arguments: [
      "epsilon: 0", "{epsilon: 0.3, target: next}", "{epsilon: 0.3, target: 7, restarts: 4}",
      "{method: fgsm, epsilon: 0.3, target: random}",
      "{norm: l2, epsilon: 2, step: 0.5, steps: 9, start: sample}",
      "{epsilon: 0.3, step: 0.1, drop: [8, 8.5]}",
      "{norm: l2, epsilon: 2, drop: [0, 1], smallest_step: 0.01}",
    ])
  func again(_ yaml: String) throws {
    let first = try read(yaml)
    let second = try read(first.parameters.json)
    #expect(first.made == second.made)
    #expect(first.parameters == second.parameters)
  }

  @Test(
    "faults",
    arguments: [
      (
        "method: pgd",
        """
        spec.yaml:1:1: error: missing required key `epsilon` in attack
          method: pgd
          ^
          add `epsilon`: a number of at least 0; the longest change: of images in shares of the pixel range (raw value / 255), of tables in standard deviations
        """
      ),
      (
        "{epsilon: 0.1, norm: l1}",
        """
        spec.yaml:1:22: error: `norm` cannot be `l1`
          {epsilon: 0.1, norm: l1}
                               ^~
          did you mean `l2`?
          legal values: linf, l2
        """
      ),
      (
        "{epsilon: 0.1, method: pdg}",
        """
        spec.yaml:1:24: error: `method` cannot be `pdg`
          {epsilon: 0.1, method: pdg}
                                 ^~~
          did you mean `pgd`?
          legal values: pgd, fgsm
        """
      ),
      (
        "{epsilon: -0.1}",
        """
        spec.yaml:1:11: error: `epsilon` must be a number of at least 0, not -0.1
          {epsilon: -0.1}
                    ^~~~
        """
      ),
      (
        "{epsilon: 0.1, stpes: 3}",
        """
        spec.yaml:1:16: error: unknown key `stpes` in attack
          {epsilon: 0.1, stpes: 3}
                         ^~~~~
          did you mean `steps`?
          legal keys: method, norm, epsilon, steps, step, drop, smallest_step, restarts, start, target
        """
      ),
      (
        "{method: fgsm, epsilon: 0.1, steps: 3}",
        """
        spec.yaml:1:37: error: `steps` is for pgd: fgsm is one step of epsilon from the sample
          {method: fgsm, epsilon: 0.1, steps: 3}
                                              ^
          remove `steps`, or write `method: pgd`
        """
      ),
      (
        "{epsilon: 0.1, drop: [8.5, 8]}",
        """
        spec.yaml:1:22: error: `drop` must rise, such as [8, 8.5]
          {epsilon: 0.1, drop: [8.5, 8]}
                               ^~~~~~~~
          the logit falls by more than the first number and at most the second
        """
      ),
      (
        "{epsilon: 0.1, drop: 8}",
        """
        spec.yaml:1:22: error: `drop` must be a list of 2, each a number of at least 0, not 1 long
          {epsilon: 0.1, drop: 8}
                               ^
        """
      ),
      (
        "{method: fgsm, epsilon: 0.1, drop: [8, 9]}",
        """
        spec.yaml:1:36: error: `drop` is for pgd: fgsm is one step of epsilon from the sample
          {method: fgsm, epsilon: 0.1, drop: [8, 9]}
                                             ^~~~~~
          remove `drop`, or write `method: pgd`
        """
      ),
      (
        "{epsilon: 0.1, drop: [8, 9], target: 3}",
        """
        spec.yaml:1:38: error: `target` does not go with `drop`: steps away from the true class begin at the sample
          {epsilon: 0.1, drop: [8, 9], target: 3}
                                               ^
          remove `target`, or remove `drop`
        """
      ),
      (
        "{epsilon: 0.1, smallest_step: 0.01}",
        """
        spec.yaml:1:31: error: `smallest_step` goes with `drop`
          {epsilon: 0.1, smallest_step: 0.01}
                                        ^~~~
          remove `smallest_step`, or give `drop: [8, 8.5]`, say
        """
      ),
      (
        "{epsilon: 0.1, restarts: 5, start: sample}",
        """
        spec.yaml:1:26: error: `restarts` from the sample itself would all be the same
          {epsilon: 0.1, restarts: 5, start: sample}
                                   ^
          write `start: random`, or remove `restarts`
        """
      ),
      (
        "{epsilon: 0.1, target: nxt}",
        """
        spec.yaml:1:24: error: `target` cannot be `nxt`
          {epsilon: 0.1, target: nxt}
                                 ^~~
          did you mean `next`?
          write the number of a class, from 0, or one of: next, random
        """
      ),
      (
        "{epsilon: 0.1, target: 2.5}",
        """
        spec.yaml:1:24: error: `target` must be an integer from 0 to 1000000, not 2.5
          {epsilon: 0.1, target: 2.5}
                                 ^~~
        """
      ),
    ])
  func faults(_ yaml: String, _ text: String) {
    #expect(faults(yaml) == text)
  }

  @Test("adversarial training: no target, a share of the loss")
  func training() throws {
    let read = try ParameterReader.read(
      yaml: "{epsilon: 0.2, steps: 10, step: 0.05, mix: 0.5}", AdversarialTraining.init)
    #expect(read.made.mix == 0.5)
    #expect(read.made.attack.step == 0.05)
    #expect(read.made.parameters == read.parameters)
    let again = try ParameterReader.read(
      yaml: read.parameters.json, AdversarialTraining.init)
    #expect(again.made == read.made)
  }
}
