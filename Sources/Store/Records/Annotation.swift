import Base

/// What a person wrote beside a result: a tag or a note.
public struct Annotation: Sendable, Hashable {
  /// What is written.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A short name, by which results are found.
    case tag
    /// A text.
    case note
  }

  /// What it is written beside.
  public struct Subject: Sendable, Hashable {
    /// What kind of thing.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      case study, run, cell, stage
    }

    /// What kind of thing.
    public var kind: Kind
    /// The study it belongs to; nil of a stage, which may belong to several.
    public var study: String?
    /// The study's or run's name, the cell's label, or the stage's key.
    public var name: String

    /// Makes a subject.
    public init(_ kind: Kind, study: String?, name: String) {
      self.kind = kind
      self.study = study
      self.name = name
    }
  }

  /// Its name, unique in the results folder.
  public var id: String
  /// Tag or note.
  public var kind: Kind
  /// What it is written beside.
  public var subject: Subject
  /// The tag, or the note's text.
  public var text: String
  /// Who wrote it, where the system knows.
  public var author: String?
  /// Seconds since 1970.
  public var at: Double

  /// Makes an annotation; see the properties.
  public init(
    id: String, kind: Kind, subject: Subject, text: String, author: String? = nil, at: Double
  ) {
    self.id = id
    self.kind = kind
    self.subject = subject
    self.text = text
    self.author = author
    self.at = at
  }

  /// The annotation as JSON, for its file.
  public var value: Value {
    [
      "schema": 1, "id": .text(id), "kind": .text(kind.rawValue),
      "subject": [
        "kind": .text(subject.kind.rawValue), "study": subject.study.map { .text($0) } ?? .null,
        "name": .text(subject.name),
      ],
      "text": .text(text), "author": author.map { .text($0) } ?? .null, "at": .number(at),
    ]
  }

  /// Reads an annotation; nil when a member is missing or of another type.
  public init?(_ value: Value) {
    guard let id = value["id"]?.text, let kind = value["kind"]?.text.flatMap(Kind.init(rawValue:)),
      let subject = value["subject"], let name = subject["name"]?.text,
      let subjectKind = subject["kind"]?.text.flatMap(Subject.Kind.init(rawValue:)),
      let text = value["text"]?.text, let at = value["at"]?.number
    else { return nil }
    self.init(
      id: id, kind: kind,
      subject: Subject(subjectKind, study: subject["study"]?.text, name: name), text: text,
      author: value["author"]?.text, at: at)
  }
}
