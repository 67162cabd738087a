import Base

/// Published values of a file, chosen by their quantity, to be drawn over what was measured.
///
/// The file is a CSV with a header: `quantity`, `model`, `value`, `source`, `evidence`, and where the
/// values have a place on the horizontal axis, `x`; without one a model that is a category of the axis
/// stands there. Rows without a value are left out.
struct PublishedValues {
  private let selection: PublishedSelection
  private let figure: String
  private let rows: [Row]

  private struct Row {
    var model: String
    var x: String
    var value: Double
    var source: String
    var evidence: PublishedMark.Evidence
  }

  private static let largestFile = 4 << 20

  init(_ selection: PublishedSelection, figure: String, files: any FileSystem)
    throws(FigureError)
  {
    self.selection = selection
    self.figure = figure
    func fault(_ reason: String) -> FigureError {
      .published(figure: figure, file: selection.file, reason: reason)
    }
    let bytes: [UInt8]
    do { bytes = try files.read(selection.file, limit: Self.largestFile) } catch {
      throw fault(error.reason)
    }
    var records = FigureCSV.records(of: String(decoding: bytes, as: UTF8.self))
    let header = records.isEmpty ? [] : records.removeFirst()
    for column in ["quantity", "model", "value", "source", "evidence"]
    where !header.contains(column) {
      throw fault("no column `\(column)`; its columns: \(header.joined(separator: ", "))")
    }
    var rows: [Row] = []
    var quantities: [String] = []
    for (index, record) in records.enumerated() {
      func field(_ name: String) -> String {
        header.firstIndex(of: name).flatMap { $0 < record.count ? record[$0] : nil } ?? ""
      }
      let quantity = field("quantity")
      if !quantity.isEmpty, !quantities.contains(quantity) { quantities.append(quantity) }
      guard quantity == selection.quantity, !field("value").isEmpty else { continue }
      guard let value = Double(field("value")), value.isFinite else {
        throw fault("row \(index + 1): `\(field("value"))` is no number")
      }
      guard let evidence = PublishedMark.Evidence(rawValue: field("evidence")) else {
        let known = PublishedMark.Evidence.allCases.map(\.rawValue).joined(separator: ", ")
        throw fault(
          "row \(index + 1): evidence must be one of \(known), not `\(field("evidence"))`")
      }
      rows.append(
        Row(
          model: field("model"), x: field("x"), value: value, source: field("source"),
          evidence: evidence))
    }
    guard quantities.contains(selection.quantity) else {
      let near = NearestName.suggestion(for: selection.quantity, among: quantities)
        .map { "; did you mean `\($0)`?" }
      throw fault(
        "no quantity `\(selection.quantity)`\(near ?? ""); there are "
          + quantities.map { "`\($0)`" }.joined(separator: ", "))
    }
    guard !rows.isEmpty else {
      throw fault("`\(selection.quantity)` has no value in it: nothing was found in print")
    }
    self.rows = rows
  }

  /// Draws them over the panel asked for, and says so in the caption.
  func add(to figure: inout FigureData) throws(FigureError) {
    var count = 0
    func check(_ panels: Int) throws(FigureError) {
      guard selection.panel >= panels else { return }
      throw .published(
        figure: self.figure, file: selection.file,
        reason: "there is no panel \(selection.panel); panels are numbered from 0 to \(panels - 1)")
    }
    switch figure.content {
    case .lines(var lines):
      try check(lines.panels.count)
      let panel = lines.panels[selection.panel]
      let inks = Dictionary(
        panel.curves.filter { $0.stroke == .solid }.map { ($0.label, $0.ink) }
      ) { first, _ in first }
      lines.panels[selection.panel].published = try marks(panel.x, inks)
      count = lines.panels[selection.panel].published.count
      figure.content = .lines(lines)
    case .scatter(var scatter):
      try check(scatter.panels.count)
      let panel = scatter.panels[selection.panel]
      let inks = Dictionary(panel.series.map { ($0.label, $0.ink) }) { first, _ in first }
      scatter.panels[selection.panel].published = try marks(panel.x, inks)
      count = scatter.panels[selection.panel].published.count
      figure.content = .scatter(scatter)
    case .bars(var bars):
      try check(bars.panels.count)
      let panel = bars.panels[selection.panel]
      let inks = Dictionary(panel.groups.map { ($0.label, $0.ink) }) { first, _ in first }
      bars.panels[selection.panel].published = try marks(panel.x, inks)
      count = bars.panels[selection.panel].published.count
      figure.content = .bars(bars)
    case .intervals, .heatMap, .images, .network:
      throw .recipe(
        figure: self.figure,
        reason: "published values can be drawn over lines, points and bars only")
    }
    let sources = rows.reduce(into: [String]()) { known, row in
      if !known.contains(row.source) { known.append(row.source) }
    }
    figure.caption +=
      " Open symbols: \(count) published value\(count == 1 ? "" : "s"), not measured here"
      + " (\(sources.joined(separator: "; ")))."
  }

  private func marks(_ axis: FigureAxis, _ inks: [String: FigureInk]) throws(FigureError)
    -> [PublishedMark]
  {
    var marks: [PublishedMark] = []
    for row in rows {
      var x = axis.categories.firstIndex(of: row.model).map(Double.init)
      if !row.x.isEmpty {
        x =
          axis.categories.isEmpty
          ? Double(row.x) : axis.categories.firstIndex(of: row.x).map(Double.init)
        guard x != nil else {
          throw .published(
            figure: figure, file: selection.file, reason: "x `\(row.x)` is not on the axis")
        }
      }
      marks.append(
        PublishedMark(
          label: row.model, x: x, value: row.value, evidence: row.evidence, source: row.source,
          ink: inks[row.model] ?? .neutral))
    }
    return marks
  }
}
