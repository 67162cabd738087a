import Base
import Foundation
import Store

/// What people wrote beside the results.
struct NoteSection {
  let annotations: [AnnotationAccount]

  /// The section; nothing where nobody wrote anything.
  var markup: Markup {
    guard !annotations.isEmpty else { return .nothing }
    return .tag(
      "section", ["id": "notes"], .tag("h2", [:], "Tags and notes"),
      .tag(
        "ul", ["class": "notes"],
        annotations.map { note in
          .tag(
            "li", [:],
            .tag(
              "p", ["class": "about"],
              .text("\(note.kind.capitalized) on \(note.subjectKind) "), .code(note.subject),
              .text(
                "\(note.author.map { ", by \($0)" } ?? ""), \(DateText.text(note.at))")),
            .tag("p", ["class": "note"], .text(note.text)))
        }))
  }
}
