/// Where everything of a figure stands, in inches from the lower left corner.
struct FigureLayout {
  /// The edges of one set of axes.
  struct Place {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double
  }

  /// An entry of the key and where it begins.
  struct KeyPlace {
    var entry: KeyEntry
    var label: String
    var x: Double
    var y: Double
  }

  /// The width of a mark in the key, and the gap to its word.
  static let markWidth = 0.3
  static let markGap = 0.06

  private let style: FigureStyle
  private let columns: Int
  private let rows: Int
  private let axesCount: Int
  private let isFramed: Bool
  private let hasColours: Bool
  private let hasTallTics: Bool
  private let framedHeight: Double
  /// Room for numbers of vertical axes that are longer than most.
  private let numberRoom: Double
  private let keyRows: [[(entry: KeyEntry, label: String, width: Double)]]
  /// The title, broken into lines.
  let titleLines: [String]
  /// The note below, broken into lines.
  let noteLines: [String]
  /// The whole figure.
  let width: Double

  private static func inches(_ millimetres: Double) -> Double { millimetres / 25.4 }

  init(_ data: FigureData, axes: [FigureAxes], style: FigureStyle) {
    self.style = style
    axesCount = axes.count
    numberRoom = axes.map { Self.numberRoom($0, style) }.max() ?? 0
    isFramed = axes.first?.isFramed ?? true
    hasColours = axes.contains { $0.colourBar != nil }
    hasTallTics = axes.contains { axes in
      axes.settings.contains { $0.hasPrefix("set xtics") && $0.contains("rotate") }
    }
    // Panels in one row up to three, four in two rows; images smaller, side by side.
    let most = isFramed ? 3 : 5
    let kind = data.kind
    framedHeight = Self.inches(kind.rowHeight ?? style.rowHeight)
    let columns = kind.columns ?? (isFramed && axes.count == 4 ? 2 : min(most, axes.count))
    self.columns = max(1, columns)
    rows = (axes.count + self.columns - 1) / self.columns
    let isNarrow = axes.count == 1 && !kind.isWide
    let width = Self.inches(isNarrow ? style.columnWidth : style.pageWidth)
    self.width = width
    titleLines = GnuplotText.wrapped(
      data.title, inches: width - 0.3, points: style.fontSize + 1, most: 3)
    noteLines = GnuplotText.wrapped(
      data.note, inches: width - 0.2, points: style.fontSize - 1, most: 3)
    keyRows = Self.keyRows(kind.key(style), width: width, style)
  }

  /// Whether categories run into each other below one of `count` sets of axes: side by side each has as
  /// much room as the longest needs.
  static func lacksRoom(_ categories: [String], below count: Int, _ style: FigureStyle) -> Bool {
    let columns = count == 4 ? 2 : min(3, max(1, count))
    let width = inches(count == 1 ? style.columnWidth : style.pageWidth) / Double(columns) - 0.59
    let longest = Double((categories.map(\.count).max() ?? 0) + 1)
    return longest * Double(categories.count) * GnuplotText.letterWidth(style.fontSize) > width
  }

  /// What the numbers of a vertical axis need beside the room for five letters, in inches.
  private static func numberRoom(_ axes: FigureAxes, _ style: FigureStyle) -> Double {
    let mark = "set yrange ["
    guard !axes.yLabel.isEmpty, let range = axes.settings.last(where: { $0.hasPrefix(mark) }) else {
      return 0
    }
    let ends = range.dropFirst(mark.count).dropLast().split(separator: ":").compactMap {
      Double($0)
    }
    guard ends.count == 2, ends[1] > ends[0] else { return 0 }
    let letters = FigureNumber.letters(
      from: ends[0], to: ends[1], isLog: axes.settings.contains("set logscale y"))
    return Double(max(0, letters - 5)) * GnuplotText.letterWidth(style.fontSize) * 1.1
  }

  /// As many entries in each row as fit.
  private static func keyRows(_ entries: [KeyEntry], width: Double, _ style: FigureStyle)
    -> [[(entry: KeyEntry, label: String, width: Double)]]
  {
    var rows: [[(entry: KeyEntry, label: String, width: Double)]] = []
    var used = Double.infinity
    for entry in entries {
      let label = GnuplotText.fitted(
        entry.label, inches: width - 1, points: style.fontSize)
      let size =
        markWidth + markGap + Double(label.count) * GnuplotText.letterWidth(style.fontSize) + 0.22
      if used + size > width - 0.2 {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append((entry, label, size))
      used += size
    }
    return rows
  }

  private var titleHeight: Double {
    titleLines.isEmpty ? 0.06 : 0.1 + Double(titleLines.count) * 0.16
  }

  private var footHeight: Double {
    Double(noteLines.count) * 0.13 + Double(keyRows.count) * 0.16 + 0.13
  }

  /// The whole figure.
  var height: Double { titleHeight + Double(rows) * rowHeight + footHeight }

  private var rowHeight: Double {
    guard !isFramed else { return framedHeight + (hasTallTics ? 0.24 : 0) }
    // Square pictures: as high as they are wide, with their title.
    return axesCount == 1 ? Self.inches(style.columnWidth) - 0.4 : cell + 0.1
  }

  private var cell: Double { (width - 0.1 - barWidth) / Double(columns) }
  private var barWidth: Double { hasColours ? 0.72 : 0 }
  /// From the axes' left edge to the middle of the label.
  var yLabelGap: Double { 0.48 + numberRoom }

  /// A place as gnuplot writes it.
  func screen(_ x: Double, _ y: Double) -> String {
    "screen \(GnuplotText.fixed(x / width, 4)), screen \(GnuplotText.fixed(y / height, 4))"
  }

  /// Whether the axes of this number carry the scale of colours: the last of a row.
  func hasColourBar(_ index: Int) -> Bool {
    index % columns == columns - 1 || index == axesCount - 1
  }

  /// The edges of the axes of this number, as large as their aspect allows.
  func place(of axes: FigureAxes, index: Int) -> Place {
    let row = index / columns
    let column = index % columns
    // Room for the vertical axis' label and numbers left of each panel.
    let left = isFramed ? 0.57 : 0.06
    let top = height - titleHeight - Double(row) * rowHeight
    var place = Place(
      left: Double(column) * cell + left + numberRoom + axes.leftRoom,
      right: Double(column + 1) * cell - 0.02 - axes.rightRoom,
      top: top - (axes.title.isEmpty ? 0.08 : 0.24),
      bottom: top - rowHeight + (isFramed ? 0.46 + (hasTallTics ? 0.24 : 0) : 0.06))
    guard let aspect = axes.aspect, aspect > 0 else { return place }
    let (free, tall) = (place.right - place.left, place.top - place.bottom)
    let used = min(free, tall / aspect)
    let middle = (place.left + place.right) / 2
    place.left = middle - used / 2
    place.right = middle + used / 2
    place.bottom = place.top - used * aspect
    return place
  }

  /// The entries of the key, row by row, each row centred.
  var keyPlaces: [KeyPlace] {
    let top = Double(noteLines.count) * 0.13 + Double(keyRows.count) * 0.16 - 0.02
    return keyRows.enumerated().flatMap { row, entries in
      var x = (width - entries.reduce(0) { $0 + $1.width } + 0.22) / 2
      let y = top - Double(row) * 0.16
      return entries.map { entry in
        defer { x += entry.width }
        return KeyPlace(entry: entry.entry, label: entry.label, x: x, y: y)
      }
    }
  }
}
