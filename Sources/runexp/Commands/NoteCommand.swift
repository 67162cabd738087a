import ArgumentParser
import Base
import Pipeline
import Store

/// Writes notes beside results.
struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Write a note beside a run, study, cell or stage, or list notes.",
    discussion: """
      Each note is a file of its own in annotations/ of the results folder; remove the file and `runexp
      rebuild` to remove it.

      Examples:
        runexp note last "learning rate too high, see the curves of seed 3"
        runexp note bottleneck --json
      """)

  @Argument(
    help: ArgumentHelp(
      "A run (or last), a study, STUDY:CELL, a stage's label or the beginning of its key; without it,"
        + " all notes are listed."))
  var subject: String?

  @Argument(help: "The note; without it, those there are are listed.")
  var text: String?

  @OptionGroup var place: ResultsOptions

  @Flag(help: "Print JSON.")
  var json = false

  /// The longest note, in bytes.
  private static let limit = 1 << 16

  mutating func validate() throws {
    guard let text else { return }
    if text.isEmpty { throw ValidationError("the note is empty") }
    if text.utf8.count > Self.limit {
      throw ValidationError("a note has at most \(SizeText.text(Self.limit))")
    }
  }

  func run() throws {
    let store = try place.askedStore()
    let subject = try self.subject.map(store.requireSubject)
    if let subject, let text {
      try AnnotationWriting(folder: place.folder, place: try place.store())
        .add(.note, [text], to: subject)
    }
    AnnotationText(try store.annotations(.note, of: subject), of: subject, json: json).write()
  }
}
