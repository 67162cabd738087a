import Foundation
import Testing

@Suite("what a change reruns")
struct UpToDateTests {
  @Test("nothing changed: nothing runs, and the run says so")
  func nothingToDo() throws {
    let scratch = try SourceStudy.finished()
    let before = try PublishedStages(in: scratch)
    let run = try SourceStudy.run(in: scratch)
    #expect(run.code == 0)
    #expect(run.output.contains("up to date: 9 stages, nothing to do"), "\(run.output)")
    #expect(try PublishedStages(in: scratch) == before)
  }

  @Test("a touched source with the same bytes reruns nothing")
  func touchedSource() throws {
    let scratch = try SourceStudy.finished()
    try FileManager.default.setAttributes(
      [.modificationDate: Date().addingTimeInterval(3600)], ofItemAtPath: scratch.path + "/t.csv")
    #expect(try SourceStudy.rerun(scratch) == [])
    // A new file with the same bytes, too.
    try scratch.write(SourceStudy.table, to: "t.csv")
    #expect(try SourceStudy.rerun(scratch) == [])
  }

  @Test("other bytes of the source rerun what depends on them, also at the same size and time")
  func changedSource() throws {
    let scratch = try SourceStudy.finished()
    let path = scratch.path + "/t.csv"
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    let changed = SourceStudy.table.replacing("0.0,0.0,no", with: "0.5,0.5,no")
    #expect(changed != SourceStudy.table && changed.utf8.count == SourceStudy.table.utf8.count)
    try scratch.write(changed, to: "t.csv")
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(date)], ofItemAtPath: path)
    #expect(try SourceStudy.rerun(scratch) == SourceStudy.all)
    try scratch.write(SourceStudy.table, to: "t.csv")
    #expect(try SourceStudy.rerun(scratch) == [], "the old bytes again")
  }

  @Test("spaces, comments and the order of keys rerun nothing")
  func rewrittenSpec() throws {
    let scratch = try SourceStudy.finished()
    try scratch.write(
      """
      # A comment.
      name:   source
      runexp: 1
      measure: # another
        accuracy: {split: [train, test], of: main, at: all, metric: accuracy}
      sweep: {seed: [0, 1]}
      training: {learning_rate: 1.0e-1, optimizer: {name: sgd}, batch: 8, checkpoints: [1, 2], epochs: 2}
      architecture:
        hidden:
          - 4
        name: "mlp"
      dataset: {label: y, path: ./t.csv, name: csv}
      """, to: "source.yaml")
    #expect(try SourceStudy.rerun(scratch) == [])
  }

  @Test("a changed value reruns what depends on it, each with a reason; reverting runs nothing")
  func changedValue() throws {
    let scratch = try SourceStudy.finished()
    let whole = try FinishedStudy(in: scratch)
    for (old, new, expected) in [
      (
        "learning_rate: 0.1", "learning_rate: 0.2", SourceStudy.trainings + SourceStudy.measurements
      ),
      ("split: [train, test]", "split: [test]", SourceStudy.measurements),
      ("hidden: [4]", "hidden: [5]", SourceStudy.trainings + SourceStudy.measurements),
      ("label: y", "label: y, standardise: none", SourceStudy.all),
      ("title", "title", []),
    ] {
      let changed = SourceStudy.text.replacing(old, with: new)
      try scratch.write(changed, to: "source.yaml")
      let plan = try Program.run(["plan", "source.yaml", "--results", "out"], in: scratch.path)
      let lines = plan.output.split(separator: "\n").filter { $0.hasPrefix("run ") }
      let labels = lines.map { String($0.split(separator: " ")[1]) }
      #expect(labels.sorted() == expected.sorted(), "\(new): \(plan.output)")
      // State, label, and why.
      #expect(lines.allSatisfy { $0.split(separator: " ").count > 2 })
      #expect(try SourceStudy.rerun(scratch) == expected.sorted(), "\(new)")
      try scratch.write(SourceStudy.text, to: "source.yaml")
      #expect(try SourceStudy.rerun(scratch) == [], "back from \(new)")
      // Stages of the changed spec stay; the rows are those of the spec as it is.
      #expect(try FinishedStudy(in: scratch).rows == whole.rows)
    }
  }

  @Test("added seeds run only theirs and change no old bit")
  func addedSeeds() throws {
    let scratch = try SourceStudy.finished()
    let before = try FinishedStudy(in: scratch)
    try scratch.write(
      SourceStudy.text.replacing("seed: [0, 1]", with: "seed: [2, 0, 1]"), to: "source.yaml")
    #expect(
      try SourceStudy.rerun(scratch) == [
        "measure/accuracy/seed=2@1", "measure/accuracy/seed=2@2", "train/seed=2@1",
        "train/seed=2@2",
      ])
    let after = try FinishedStudy(in: scratch)
    #expect(before.artifacts.allSatisfy { after.artifacts[$0.key] == $0.value })
    #expect(Set(before.rows).isSubset(of: after.rows) && after.rows.count > before.rows.count)
  }
}
