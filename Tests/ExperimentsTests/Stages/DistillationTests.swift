import Base
import Pipeline
import Store
import Testing

@testable import Experiments

@Suite("distillation")
struct DistillationTests {
  static let study = """
    runexp: 1
    name: distillation
    data: {digits: {name: glyphs, train: 120, test: 20}}
    models:
      big: {architecture: {name: mlp, hidden: [24]}, train: {data: digits.train, epochs: 4, batch: 16, learning_rate: 0.1, optimizer: {name: sgd, momentum: 0.9}}}
      plain: {architecture: {name: mlp, hidden: [24]}, train: {data: digits.train, epochs: 3, batch: 16, learning_rate: 0.1, optimizer: {name: sgd, momentum: 0.9}, checkpoints: [0, 3]}}
      student: {like: plain, train: {teacher: {model: big, temperature: 2}}}
      again: {like: plain, train: {teacher: {model: big@last, temperature: 2}}}
    measure:
      quality: {metric: accuracy, of: [plain, student], at: last, split: train}
    """

  @Test("a student is trained after its teacher, learns from it, and shares the untrained network")
  func distilled() throws {
    let graph = try StudyRunner.plan(Self.study).graph
    func node(_ label: String) throws -> StageNode {
      guard case .found(let node) = graph.find(label) else { throw StageFailure("no \(label)") }
      return node
    }
    let (teacher, student) = (try node("train/big@4"), try node("train/student@3"))
    #expect(student.inputs["teacher"] == [teacher.key])
    #expect(student.inputs["teacher_data"] == nil)
    #expect(
      student.parameters["teacher"]
        == ["distance": "divergence", "temperature": 2.0, "label_weight": 0.0])
    #expect(try node("train/again@3").key == student.key)
    #expect(try node("train/student@0").key == node("train/plain@0").key)
    #expect(try node("train/plain@3").key != student.key)

    let runner = try StudyRunner()
    #expect(try runner.run(graph).isComplete)
    // A student that saw no label knows the digits, from its teacher.
    let curve = try runner.rows("train/student@3", in: graph)
    let accuracy = try #require(
      curve.last { $0.name == "accuracy" && $0.split == "train" }?.value)
    // Chance is 0.1.
    #expect(accuracy > 0.35)
    #expect(
      try curve != runner.rows("train/plain@3", in: graph))
  }

  @Test("a teacher that reads or answers something else is refused")
  func otherKind() throws {
    let data = DataTable.stripes()
    let teacher = TeacherModel(
      network: try Trainer(Recipes.training(epochs: 0), data: .stripes(classes: 4)).network,
      normalisation: data.normalisation)
    let error = #expect(throws: UnlikeTeacher.self) {
      try Trainer(Recipes.training(epochs: 1), data: data, teacher: teacher)
    }
    #expect(
      error?.description
        == "training.teacher: the teacher has 24 inputs and 4 outputs, the student 24 and 3: take a"
        + " teacher of the same kind of data")
  }

  @Test("a teacher of every checkpoint is refused by name")
  func severalCheckpoints() throws {
    let plan = try StudyRunner.plan(
      Self.study,
      overrides: [
        "models.student.train.teacher.model={of: big, across: seed}", "sweep={seed: [0, 1]}",
      ])
    #expect(plan.unbuilt == ["a teacher of several checkpoints is known but not built yet"])
  }
}
