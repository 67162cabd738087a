import Base
import Foundation
import Testing

@testable import Views

/// What holds for a figure of any kind, drawn by the real gnuplot.
@Suite struct EveryKindTests {
  static let hostile =
    "it's `touch HACKED` \"$(touch HACKED)\" <b id=\"x\">&amp; _{x}^@ %d\\n {/=40 big}\nnext é \u{2028} 日本"

  static func drawing(_ fixture: StudyFixture, _ folder: String) -> FigureDrawing? {
    let drawing = FigureDrawing(
      folder: fixture.folder + "/" + folder, variables: ProcessInfo.processInfo.environment)
    guard drawing.gnuplotVersion != nil else {
      print("skipped: gnuplot is not installed, so no figure is drawn in this test")
      return nil
    }
    return drawing
  }

  static let provenance = FigureProvenance(
    study: "study", spec: "abc", stages: ["one", "two"], commit: nil)

  /// PDF without when it was made and what names this one file.
  static func withoutDates(_ pdf: Data) -> String {
    String(decoding: pdf, as: UTF8.self).replacing(
      /\/(CreationDate|ModDate) \([^)]*\)|\/ID \[[^\]]*\]/, with: "")
  }

  @Test func drawnTwiceInDifferentFoldersTheBytesAreTheSame() throws {
    let fixture = try StudyFixture()
    guard let first = Self.drawing(fixture, "a"), let second = Self.drawing(fixture, "b's") else {
      return
    }
    for figure in EveryKind.figures("plain") {
      let ours = try first.draw(figure, provenance: Self.provenance)
      let theirs = try second.draw(figure, provenance: Self.provenance)
      for (one, other) in zip(ours.files, theirs.files) {
        let (one, other) = try (
          Data(contentsOf: URL(fileURLWithPath: one)), Data(contentsOf: URL(fileURLWithPath: other))
        )
        let isPDF = one.starts(with: Data("%PDF".utf8))
        #expect(
          isPDF ? Self.withoutDates(one) == Self.withoutDates(other) : one == other,
          "\(figure.name)")
      }
    }
  }

  @Test func hostileTextsAreDrawnAndRunNothing() throws {
    let fixture = try StudyFixture()
    guard let drawing = Self.drawing(fixture, "it's") else { return }
    let figures = EveryKind.figures(Self.hostile)
    for figure in figures {
      let outcome = try drawing.draw(figure, provenance: Self.provenance)
      let svg = try String(contentsOfFile: outcome.files[0], encoding: .utf8)
      let text = try Self.text(of: svg)
      #expect(text.contains("it's `touch HACKED`"), "\(figure.name)")
      #expect(text.contains("next é"), "\(figure.name)")
    }
    for folder in [drawing.folder, fixture.folder, FileManager.default.currentDirectoryPath] {
      #expect(!FileManager.default.fileExists(atPath: folder + "/HACKED"))
    }
  }

  @Test func everyIdIsTheFiguresOwnAndEveryReferenceFollows() throws {
    let fixture = try StudyFixture()
    guard let drawing = Self.drawing(fixture, "ids") else { return }
    for figure in EveryKind.figures("plain") {
      let outcome = try drawing.draw(figure, provenance: Self.provenance)
      let svg = try String(contentsOfFile: outcome.files[0], encoding: .utf8)
      let ids = svg.matches(of: /\sid=["']([^"']*)["']/).map { String($0.1) }
      #expect(Set(ids).count == ids.count, "\(figure.name)")
      #expect(ids.allSatisfy { $0.hasPrefix("fig-\(figure.name)-") }, "\(figure.name)")
      for reference in svg.matches(of: /href=["']#([^"']*)["']/) {
        #expect(ids.contains(String(reference.1)), "\(figure.name)")
      }
      #expect(svg.contains("<metadata id=\"fig-\(figure.name)-metadata\">"))
      #expect(svg.contains("aria-labelledby=\"fig-\(figure.name)-title fig-\(figure.name)-desc\""))
    }
  }

  @Test func noTextIsDoubleQuotedInAnyScript() {
    for figure in EveryKind.figures(Self.hostile) {
      let script = GnuplotScript(
        data: figure, style: FigureStyle(), formats: [.svg, .pdf], stem: "figure"
      ).text
      // Outside single-quoted strings there is neither a double quote nor a backtick. Comments
      // hold the name alone, which is none here.
      let outside = script.split(separator: "'", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
      #expect(!outside.contains("\"") && !outside.contains("`"), "\(figure.name)")
    }
  }

  @Test func everyTableNamesItsColumnsOnce() {
    for figure in EveryKind.figures("plain") {
      let table = figure.table
      #expect(Set(table.columns).count == table.columns.count, "\(figure.name)")
      #expect(!table.rows.isEmpty && table.rows.allSatisfy { $0.count == table.columns.count })
    }
  }

  /// The texts of a document, which has to be well-formed.
  static func text(of svg: String) throws -> String {
    let parser = ExternalProgram(named: "xmllint", variables: ProcessInfo.processInfo.environment)
    if let parser {
      let path = NSTemporaryDirectory() + "runexp-\(UUID().uuidString).svg"
      try Data(svg.utf8).write(to: URL(fileURLWithPath: path))
      defer { try? FileManager.default.removeItem(atPath: path) }
      let outcome = try parser.run(
        ["--noout", path], variables: ProcessInfo.processInfo.environment, limit: 1 << 20)
      #expect(outcome.ending == .exited(0), "\(outcome.complaints)")
    }
    return svg.replacing(/<[^>]*>/, with: "").replacing("&quot;", with: "\"")
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&#39;", with: "'")
      .replacing("&amp;", with: "&")
  }
}
