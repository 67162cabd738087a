import Base
import Neural
import Pipeline
import Spec
import Store
import TestSupport
import Testing

@testable import Experiments

@Suite("adversarial copies of data")
struct AdversarialTests {
  /// Raw values are kept as Float: a few roundings of 255, in shares of 255.
  static let rounding = 1e-6

  private static func spec(_ transform: String, tail: String = "") -> String {
    """
    runexp: 1
    name: transfer
    data:
      main: {name: glyphs, train: 400, test: 40}
      attacked: {from: main.test, transform: [\(transform)]}
    models:
      source: {architecture: {name: mlp, hidden: [24]}, train: {data: main.train, epochs: 4, batch: 16, optimizer: {name: sgd, momentum: 0.9}, learning_rate: 0.05, checkpoints: [1, 4]}}
      victim: {like: source, seeds: {init: 3}}
    samples: {pool: {from: attacked, count: 20}, clean: {from: main.test, count: 20}}
    measure:
      fooled: {metric: correct, of: victim, at: last, samples: pool}
      right: {metric: correct, of: victim, at: last, samples: clean}
    \(tail)
    """
  }

  private static let pgd =
    "{adversarial: {against: source@last, method: pgd, epsilon: 0.1, steps: 5}}"

  @Test("copies keep ids and labels, are near their samples, and are measured")
  func run() throws {
    let runner = try StudyRunner()
    let plan = try StudyRunner.plan(Self.spec(Self.pgd))
    #expect(plan.unbuilt.isEmpty)
    let report = try runner.run(plan.graph)
    #expect(report.isComplete, "\(report.failures)")
    let main = try StageFiles.data(of: runner.stage("dataset/glyphs", in: plan.graph))
    let copies = try StageFiles.data(of: runner.stage("dataset/attacked", in: plan.graph))
    let (before, after) = (try main.split("test"), try copies.split("train"))
    #expect(after.ids == before.ids)
    #expect(after.parents == before.ids)
    #expect(after.labels == before.labels)
    #expect(after.trueLabels == before.trueLabels)
    let changes = zip(before.inputs, after.inputs).map { abs($0 - $1) / 255 }
    #expect(changes.allSatisfy { $0 <= 0.1 + Self.rounding })
    expectClose(changes.max() ?? 0, 0.1, absolute: Self.rounding)
    #expect(after.inputs.allSatisfy { $0 > -255 * Self.rounding && $0 < 255 * (1 + Self.rounding) })

    let rows = try runner.rows("dataset/attacked", in: plan.graph)
    #expect(rows.map(\.name) == AttackOutcome.quantities)
    #expect(rows.allSatisfy { $0.split == "train" })
    expectClose(rows[2].value, 0.1, absolute: Self.rounding)
    #expect(rows[0].value < 0.5)
    let use = try #require(plan.uses.first { $0.measure == "data.attacked" })
    guard case .found(let node) = plan.graph.find("dataset/attacked") else { return }
    #expect(use.stage == node.key)

    // They fool another network too.
    let fooled = try runner.rows("summary/fooled/victim@4", in: plan.graph)[0].value
    let right = try runner.rows("summary/right/victim@4", in: plan.graph)[0].value
    #expect(fooled < right)
  }

  @Test("the key says which checkpoint of which model, and what is drawn")
  func keys() throws {
    func stage(_ transform: String, tail: String = "") throws -> StageNode {
      let graph = try StudyRunner.plan(Self.spec(transform, tail: tail)).graph
      guard case .found(let node) = graph.find("dataset/attacked") else {
        throw StageFailure("no stage")
      }
      return node
    }
    let last = try stage(Self.pgd)
    #expect(last.inputs.mapValues(\.count) == ["data": 1, "against": 1, "against-data": 1])
    #expect(try stage(Self.pgd.replacing("source@last", with: "source")).key == last.key)
    #expect(try stage(Self.pgd.replacing("source@last", with: "source@4")).key == last.key)
    #expect(try stage(Self.pgd.replacing("source@last", with: "source@1")).key != last.key)
    #expect(try stage(Self.pgd.replacing("source@last", with: "victim")).key != last.key)
    #expect(try stage(Self.pgd, tail: "seeds: {noise: 1}").key != last.key)
  }

  @Test("each of several attacks has its own model")
  func several() throws {
    let runner = try StudyRunner()
    let both =
      "{adversarial: {against: source@1, epsilon: 0.05, steps: 2}}, "
      + "{adversarial: {against: victim@4, method: fgsm, epsilon: 0.05}}"
    let graph = try StudyRunner.plan(Self.spec(both)).graph
    let report = try runner.run(graph)
    #expect(report.isComplete, "\(report.failures)")
    let rows = try runner.rows("dataset/attacked", in: graph)
    #expect(rows.filter { $0.name == "success" }.map(\.part) == ["0", "1"])
  }

  @Test("faults are pointed at")
  func faults() throws {
    func text(_ transform: String) -> String {
      do {
        _ = try StudyRunner.plan(Self.spec(transform))
        return "none"
      } catch let error as DiagnosticList {
        return error.diagnostics.map { ([$0.message] + $0.notes).joined(separator: "; ") }
          .joined(separator: "\n")
      } catch { return "\(error)" }
    }
    #expect(
      text("{adversarial: {against: sorce@last, epsilon: 0.1}}")
        == "unknown model `sorce`; did you mean `source`?; known names: source, victim")
    #expect(
      text("{adversarial: {against: source@7, epsilon: 0.1}}")
        == "model `source` is trained for 4 epochs, so there is no checkpoint 7; name an epoch"
        + " from 0 to 4, or raise `epochs`")
    #expect(
      text("{adversarial: {against: source, epsilon: 0.1, target: 12}}")
        == "the attack's target is class 12, and the classes of data.main are 0…9; take one of"
        + " these, or `target: next` or `target: random`")
    #expect(
      text("{adversarial: {epsilon: 0.1}}")
        == "missing required key `against` in data.attacked.transform; add `against`: a reference"
        + " to a node of models; the model attacked, at its last checkpoint or another")
    #expect(
      text("{adversarial: {against: source, epsilon: 0.1, spilts: train}}")
        == "unknown key `spilts` in data.attacked.transform; did you mean `splits`?; legal keys:"
        + " name, against, method, norm, epsilon, steps, step, drop, smallest_step, restarts, start,"
        + " target, splits")
  }
}
