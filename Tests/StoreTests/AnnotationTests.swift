import Base
import Testing

@testable import Store

/// Tags and notes in the store, and what names mean.
@Suite struct AnnotationTests {
  static func annotation(
    _ id: String, _ kind: Annotation.Kind, _ subject: Annotation.Subject, _ text: String
  ) -> Annotation {
    Annotation(id: id, kind: kind, subject: subject, text: text, author: "me", at: 5)
  }

  @Test(arguments: [
    "plain", "two\nlines", "\"quoted\" 'text' `code`", "größer 図 🙂", "\u{1} and \u{1B}[31m",
    "; DROP",
  ])
  func anyTextComesBack(_ text: String) throws {
    let fixture = try StoreFixture()
    let subject = Annotation.Subject(.cell, study: "s", name: "a=\"1\",b='2'")
    let annotation = Self.annotation("1", .note, subject, text)
    try fixture.store.add([annotation, annotation])
    #expect(try fixture.store.annotations() == [annotation])
    #expect(try fixture.store.annotations(.note, of: subject) == [annotation])
    #expect(try fixture.store.annotations(.tag, of: subject) == [])
    #expect(Annotation(try Value(json: annotation.value.jsonBytes)) == annotation)
    try fixture.store.remove(annotations: ["1"])
    #expect(try fixture.store.annotations() == [])
  }

  @Test func subjectsOfOneNameAreToldApartByStudyAndKind() throws {
    let fixture = try StoreFixture()
    let subjects = [
      Annotation.Subject(.cell, study: "a", name: "x"), .init(.cell, study: "b", name: "x"),
      .init(.stage, study: nil, name: "x"), .init(.study, study: "x", name: "x"),
    ]
    try fixture.store.add(
      subjects.enumerated().map {
        Self.annotation("\($0.offset)", .tag, $0.element, "t\($0.offset)")
      })
    for (place, subject) in subjects.enumerated() {
      #expect(try fixture.store.annotations(.tag, of: subject).map(\.text) == ["t\(place)"])
    }
  }

  @Test func anAnnotationWithoutAMemberIsNone() {
    let whole = Self.annotation("1", .note, .init(.run, study: "s", name: "r"), "t").value
    #expect(Annotation(whole) != nil)
    for member in ["id", "kind", "subject", "text", "at"] {
      var members = whole.map ?? [:]
      members[member] = nil
      #expect(Annotation(.map(members)) == nil, "\(member)")
    }
  }

  @Test func namesMeanRunsStudiesCellsAndStages() throws {
    let fixture = try StoreFixture()
    let store = fixture.store
    for study in ["one", "two"] {
      try store.beginRun(
        RunRecord(
          id: "20260101-\(study)", study: study, title: "", specText: "", resolvedSpec: "",
          command: "", startedAt: 1, environment: [:]))
      try store.replaceCells(
        study: study,
        [
          StoreFixture.cell("seed=0", seed: 0, stages: ["a-\(study)"]),
          StoreFixture.cell("only=\(study)", seed: 1, stages: ["b"]),
        ])
    }
    try fixture.collect("b", [])
    try store.note(labels: [(StoreFixture.key("a-one"), ["train/a"])], study: "one", at: 1)
    try store.note(labels: [(StoreFixture.key("a-two"), ["train/a"])], study: "two", at: 1)
    try store.note(labels: [(StoreFixture.key("b"), ["train/b"])], study: "two", at: 1)
    func found(_ name: String) throws -> Annotation.Subject? {
      if case .found(let subject) = try store.subject(named: name) { subject } else { nil }
    }
    let key = StoreFixture.key("b").hex
    let stage = Annotation.Subject(.stage, study: nil, name: key)
    #expect(try found("last") == .init(.run, study: "two", name: "20260101-two"))
    #expect(try found("20260101-one") == .init(.run, study: "one", name: "20260101-one"))
    #expect(try found("20260101-o") == .init(.run, study: "one", name: "20260101-one"))
    #expect(try found("two") == .init(.study, study: "two", name: "two"))
    #expect(try found("only=one") == .init(.cell, study: "one", name: "only=one"))
    #expect(try found("two:seed=0") == .init(.cell, study: "two", name: "seed=0"))
    #expect(try found("train/b") == stage)
    #expect(try found("b") == stage)
    #expect(try found(String(key.prefix(6))) == stage)
    #expect(try found(String(key.prefix(3))) == nil)
    #expect(try store.subject(named: "seed=0") == .ambiguous(["one:seed=0", "two:seed=0"]))
    #expect(try store.subject(named: "2026") == .ambiguous(["20260101-one", "20260101-two"]))
    let both = ["a-one", "a-two"].map { "\(StoreFixture.key($0).hex.prefix(16)) train/a" }
    guard case .ambiguous(let stages) = try store.subject(named: "train/a") else {
      Issue.record("one label of two studies was taken for one stage")
      return
    }
    #expect(stages.sorted() == both.sorted())
    #expect(try store.subject(named: "train/bb") == .unknown(nearest: "train/b"))
    #expect(try store.subject(named: "\u{10FFFF}\u{10FFFF}\u{10FFFF}") == .unknown(nearest: nil))
  }

  @Test func aLabelMeansTheStageThatWasPlannedLast() throws {
    let fixture = try StoreFixture()
    for (time, name) in [(1.0, "old"), (2.0, "new")] {
      try fixture.store.note(labels: [(StoreFixture.key(name), ["train/a"])], study: "s", at: time)
    }
    #expect(
      try fixture.store.subject(named: "train/a")
        == .found(.init(.stage, study: nil, name: StoreFixture.key("new").hex)))
  }
}
