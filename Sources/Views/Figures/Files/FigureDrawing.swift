import Base
import Foundation

/// Draws figures into a folder: `.csv` and `.gp`, and with gnuplot `.svg` and `.pdf`.
public struct FigureDrawing: Sendable {
  /// The folder; made where it is absent.
  public let folder: String
  /// Whether a `.png` is written too.
  public let writesPNG: Bool
  /// The program's environment; gnuplot is looked for in its `PATH`.
  let variables: [String: String]
  let style = FigureStyle()
  private let gnuplot: ExternalProgram?
  /// Its version line; nil when there is no gnuplot, or none that starts.
  public let gnuplotVersion: String?

  /// Makes a drawing place.
  public init(folder: String, writesPNG: Bool = false, variables: [String: String]) {
    self.folder = folder
    self.writesPNG = writesPNG
    self.variables = variables
    gnuplot = ExternalProgram(named: "gnuplot", variables: variables)
    let answer = try? gnuplot?.run(
      ["--version"], variables: Self.environment(variables), limit: 1 << 20)
    gnuplotVersion = answer.flatMap { outcome in
      guard outcome.ending == .exited(0) else { return nil }
      return String(decoding: outcome.output, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  /// What was done about a figure.
  public struct Outcome: Sendable, Hashable {
    /// Whether gnuplot ran; false when numbers, style and gnuplot are those of the files there.
    public var isRedrawn: Bool
    /// The files, in the order `.svg`, `.pdf`, `.png`, `.csv`, `.gp`.
    public var files: [String]
  }

  /// The file of the numbers of the figure called `name`.
  public func csv(of name: String) -> String { "\(folder)/\(Self.stem(name)).csv" }

  /// Writes the figure's files, and runs gnuplot unless it would draw what is there.
  public func draw(_ data: FigureData, provenance: FigureProvenance? = nil) throws(FigureError)
    -> Outcome
  {
    let stem = Self.stem(data.name)
    var formats: [GnuplotScript.Format] = [.svg, .pdf]
    if writesPNG { formats.append(.png) }
    let script = GnuplotScript(data: data, style: style, formats: formats, stem: stem).text
    let paths = (formats.map(\.rawValue) + ["csv", "gp"]).map { "\(folder)/\(stem).\($0)" }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .file(FileError(path: folder, reason: "cannot be made"))
    }
    let csv = csv(of: data.name)
    guard let gnuplot else {
      try write(FigureCSV.text(data, state: nil), to: csv)
      try write(script, to: "\(folder)/\(stem).gp")
      throw .gnuplotMissing(figure: data.name)
    }
    let parts = [FigureCSV.text(data, state: nil), script, gnuplotVersion ?? ""]
    let state = ContentHash(of: parts.joined(separator: "\0").utf8)
    if paths.allSatisfy({ LocalFileSystem().exists($0) }),
      let text = try? String(contentsOfFile: csv, encoding: .utf8),
      text == FigureCSV.text(data, state: state.hex),
      let picture = try? String(contentsOfFile: "\(folder)/\(stem).svg", encoding: .utf8),
      FigureSVG(stem: stem).tells(provenance, of: data, in: picture)
    {
      return Outcome(isRedrawn: false, files: paths)
    }
    // Without its state until drawn, so that a run cut short is drawn again.
    try write(FigureCSV.text(data, state: nil), to: csv)
    try write(script, to: "\(folder)/\(stem).gp")
    // -d leaves the person's own ~/.gnuplot out, which would change the figure.
    _ = try run(
      gnuplot, ["-d", "-e", "cd \(GnuplotText.quoted(folder))", "./\(stem).gp"],
      figure: data.name)
    try finish("\(folder)/\(stem).svg", stem, data, provenance)
    try write(FigureCSV.text(data, state: state.hex), to: csv)
    return Outcome(isRedrawn: true, files: paths)
  }

  /// Makes gnuplot's SVG ready for pages.
  private func finish(
    _ path: String, _ stem: String, _ data: FigureData, _ provenance: FigureProvenance?
  ) throws(FigureError) {
    guard let drawn = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw .file(FileError(path: path, reason: "gnuplot wrote no SVG"))
    }
    try write(
      FigureSVG(stem: stem).finished(drawn, data: data, provenance: provenance), to: path)
  }

  /// What gnuplot writes to its standard output; its complaints where it fails.
  private func run(_ gnuplot: ExternalProgram, _ arguments: [String], figure: String)
    throws(FigureError) -> [UInt8]
  {
    let outcome: ExternalProgram.Outcome
    do {
      outcome = try gnuplot.run(
        arguments, variables: Self.environment(variables), limit: 1 << 20)
    } catch {
      throw .file(error)
    }
    guard outcome.ending == .exited(0) else {
      let words = outcome.complaints.split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && $0 != "^" }
      throw .gnuplotFailed(figure: figure, words: words.suffix(2).joined(separator: "; "))
    }
    return outcome.output
  }

  /// A locale in which numbers have points and texts are UTF-8.
  private static func environment(_ variables: [String: String]) -> [String: String] {
    variables.merging(["LC_ALL": "C.UTF-8", "GDFONTPATH": ""]) { _, new in new }
  }

  private func write(_ text: String, to path: String) throws(FigureError) {
    do { try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw .file(FileError(path: path, reason: "cannot be written"))
    }
  }

  /// A name that is safe as a file's on any system; a name that had to change keeps its own by a
  /// few digits of its digest.
  public static func stem(_ name: String) -> String {
    let safe = String(
      name.map { character in
        character.isASCII && (character.isLetter || character.isNumber || "-_".contains(character))
          ? character : "-"
      }.prefix(80))
    guard safe != name || safe.isEmpty else { return name }
    return "\(safe.isEmpty ? "figure" : safe)-\(ContentHash(of: name.utf8).hex.prefix(8))"
  }
}
