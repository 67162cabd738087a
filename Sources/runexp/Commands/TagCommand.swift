import ArgumentParser
import Base
import Pipeline
import Store

/// Gives results names of one's own.
struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Give a run, study, cell or stage tags, or list tags.",
    discussion: """
      Each tag is a file of its own in annotations/ of the results folder. `runexp list --where
      'tag:best'` finds what has one.

      Examples:
        runexp tag bottleneck:variant=normal,seed=0 best checked
        runexp tag last best --remove
      """)

  @Argument(
    help: ArgumentHelp(
      "A run (or last), a study, STUDY:CELL, a stage's label or the beginning of its key; without it,"
        + " all tags are listed."))
  var subject: String?

  @Argument(help: "The tags; without any, those it has are listed.")
  var names: [String] = []

  @OptionGroup var place: ResultsOptions

  @Flag(help: "Remove the tags instead.")
  var remove = false

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    if remove, names.isEmpty { throw ValidationError("--remove needs the tags to remove") }
    for name in names {
      // A tag is a word of the filter language.
      let isWord = name.unicodeScalars.allSatisfy {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
          || "-_.".unicodeScalars.contains($0)
      }
      if name.isEmpty || !isWord {
        throw ValidationError("a tag consists of letters, digits, `-`, `_` and `.`, not `\(name)`")
      }
    }
  }

  func run() throws {
    let store = try place.askedStore()
    let subject = try self.subject.map(store.requireSubject)
    if let subject, !names.isEmpty {
      let present = try store.annotations(.tag, of: subject)
      let writing = AnnotationWriting(folder: place.folder, place: try place.store())
      if remove {
        try removeTags(from: subject, present, writing)
      } else {
        var known = Set(present.map(\.text))
        try writing.add(.tag, names.filter { known.insert($0).inserted }, to: subject)
      }
    }
    let tags = try store.annotations(.tag, of: subject)
    AnnotationText(tags, of: subject, json: json).write()
  }

  private func removeTags(
    from subject: Annotation.Subject, _ present: [Annotation], _ writing: AnnotationWriting
  ) throws {
    let has = present.map(\.text)
    if let missing = names.first(where: { !has.contains($0) }) {
      let near = NearestName.suggestion(for: missing, among: has).map { ["did you mean `\($0)`?"] }
      let all = has.isEmpty ? "it has no tags" : "its tags: \(has.joined(separator: ", "))"
      throw Diagnostic(
        .error, "\(subject.words) has no tag `\(missing)`", notes: (near ?? []) + [all])
    }
    try writing.remove(present.filter { names.contains($0.text) })
  }
}
