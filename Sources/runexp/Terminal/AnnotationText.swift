import Base
import Store
import Views

/// Tags and notes as they are listed.
struct AnnotationText {
  private let annotations: [Annotation]
  private let subject: Annotation.Subject?
  private let json: Bool

  /// The annotations of `subject`, or of all.
  init(_ annotations: [Annotation], of subject: Annotation.Subject?, json: Bool) {
    self.annotations = annotations
    self.subject = subject
    self.json = json
  }

  /// Writes them to standard output.
  func write() {
    if json {
      let list = Value.list(annotations.map(\.value))
      return Terminal.output(Value.map(["schema": 1, "annotations": list]).json)
    }
    guard !annotations.isEmpty else {
      return Terminal.error(subject.map { "nothing is written beside \($0.words)" } ?? "none yet")
    }
    for line in Self.lines(annotations, named: subject == nil) { Terminal.output(line) }
  }

  /// Tags in one line a subject, notes in one line each.
  static func lines(_ annotations: [Annotation], named: Bool) -> [String] {
    var lines: [String] = []
    var tags: [(subject: Annotation.Subject, names: [String])] = []
    for tag in annotations where tag.kind == .tag {
      if let place = tags.firstIndex(where: { $0.subject == tag.subject }) {
        tags[place].names.append(tag.text)
      } else {
        tags.append((tag.subject, [tag.text]))
      }
    }
    for (subject, names) in tags {
      lines.append((named ? "\(subject.words): " : "") + names.joined(separator: ", "))
    }
    for note in annotations where note.kind == .note {
      let who = note.author.map { " \($0)" } ?? ""
      lines.append(
        "\(DateText.text(note.at))\(who): \(named ? "\(note.subject.words): " : "")"
          + ShownText.line(note.text))
    }
    return lines
  }
}
