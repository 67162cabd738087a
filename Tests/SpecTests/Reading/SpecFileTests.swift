import Base
import Foundation
import Spec
import Testing

@Suite struct SpecFileTests {
  @Test func extendsMergesMappingsReplacesListsAndDeletesByNull() throws {
    let study = try study(
      """
      runexp: 1
      extends: base/bottleneck.yaml
      name: child
      architecture: {name: lenet, hidden: null, width: 6}
      training: {epochs: 10, checkpoints: [0, 10]}
      variants: {mid-order: null}
      sweep: {seed: [7]}
      """, others: ["base/bottleneck.yaml": bottleneck])
    #expect(study.name == "child")
    #expect(study.title == "Representation bottleneck of DNNs")
    #expect(study.cells.map(\.variant) == ["normal", "low-order", "high-order"])
    let model = study.cells[0].models[0]
    #expect(model.architecture?.parameters == ["name": "lenet", "width": 6])
    #expect(model.training?.checkpoints.epochs == [0, 10])
    #expect(model.training?.batch == 128)
    #expect(study.claims[0].span.file == "base/bottleneck.yaml")
  }

  @Test func faultsNameTheFileTheyStandIn() {
    let base = bottleneck.replacing("batch: 128", with: "batch: 0")
    #expect(
      faults(
        "runexp: 1\nextends: ../base.yaml\nname: child\ntraining: {epohcs: 3}\n",
        others: ["../base.yaml": base]) == """
          ../base.yaml:11:10: error: `batch` must be an integer from 1 to 1000000, not 0
              batch: 0
                     ^
          study.yaml:4:12: error: unknown key `epohcs` in models.main.train
            training: {epohcs: 3}
                       ^~~~~~
            did you mean `epochs`?
            legal keys: data, epochs, batch, optimizer, learning_rate, clip, shards, \
          checkpoints, loss, augment, interaction_loss, unit_interaction_loss, adversarial, teacher
          """)
  }

  @Test func anInheritedKeyOfAnotherPluginIsExplained() {
    let base = "runexp: 1\nname: b\ndataset: {name: glyphs, train: 5, tset: 6}\n"
    #expect(
      faults("extends: base.yaml\ndataset: {name: mnist}\n", others: ["base.yaml": base]) == """
        base.yaml:3:35: error: unknown key `tset` in data.main
          dataset: {name: glyphs, train: 5, tset: 6}
                                            ^~~~
          did you mean `test`?
          legal keys: seeds, split, name, train, test
          `name` is set in study.yaml; delete the inherited key there with `tset: null`
        """)
  }

  @Test(arguments: [
    (
      "extends: study.yaml\n",
      """
      study.yaml:1:10: error: `extends` goes in a circle: study.yaml → study.yaml
        extends: study.yaml
                 ^~~~~~~~~~
        remove one of the links
      """
    ),
    (
      "extends: a/b.yaml\n",
      """
      a/b.yaml:1:10: error: `extends` goes in a circle: study.yaml → a/b.yaml → study.yaml
        extends: ../study.yaml
                 ^~~~~~~~~~~~~
        remove one of the links
      """
    ),
    (
      "extends: none.yaml\n",
      """
      study.yaml:1:10: error: cannot read the extended spec none.yaml: no such file or directory
        extends: none.yaml
                 ^~~~~~~~~
        `extends` is relative to the file it stands in
      """
    ),
    (
      "extends: a/..\n",
      """
      study.yaml:1:10: error: cannot read the extended spec .: no such file or directory
        extends: a/..
                 ^~~~
        `extends` is relative to the file it stands in
      """
    ),
    (
      "extends: [a.yaml]\n",
      """
      study.yaml:1:10: error: `extends` must be a path, not a list
        extends: [a.yaml]
                 ^~~~~~~~
        name one file; it may extend another
      """
    ),
    (
      "# nothing\n",
      """
      study.yaml:1:1: error: the file holds no spec
        # nothing
        ^
        `runexp init` writes a commented spec to start from
      """
    ),
    (
      "- a\n",
      """
      study.yaml:1:1: error: a spec must be a mapping, not a list
        - a
        ^
        `runexp init` writes a commented spec to start from
      """
    ),
  ])
  func filesThatCannotBeUsedSayWhy(text: String, expected: String) {
    #expect(faults(text, others: ["a/b.yaml": "extends: ../study.yaml\n"]) == expected)
  }

  @Test func aFileThatIsNotThereSaysHowToStart() {
    let reader = SpecReader(files: InMemoryFileSystem([:]), vocabulary: .sample)
    let error = #expect(throws: DiagnosticList.self) { try reader.study(at: "nope.yaml") }
    #expect(
      error?.text == """
        error: cannot read the spec nope.yaml: no such file or directory
          `runexp init` writes a commented spec to start from
        """)
  }

  @Test func hugeFilesAndFoldersAreRefusedUnread() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("spec-files-\(UInt64.random(in: 0 ... .max))").path
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let huge = folder + "/huge.yaml"
    try Data("runexp: 1\n".utf8).write(to: URL(fileURLWithPath: huge))
    // A file of 100 MB without content on the disk.
    truncate(huge, 100 << 20)
    let reader = SpecReader(files: LocalFileSystem(), vocabulary: .sample)
    let refused = #expect(throws: DiagnosticList.self) { try reader.study(at: huge) }
    #expect(
      refused?.text == """
        error: cannot read the spec \(huge): 104857600 bytes long, more than the limit of 8388608 \
        bytes
          `runexp init` writes a commented spec to start from
        """)
    let error = #expect(throws: DiagnosticList.self) { try reader.study(at: folder) }
    #expect(error?.text.hasPrefix("error: cannot read the spec \(folder): is a directory") == true)
  }
}
