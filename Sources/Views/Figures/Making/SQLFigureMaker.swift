import Base
import Store

/// Makes a figure of a query's answer, as it is: nothing is averaged.
struct SQLFigureMaker {
  let request: FigureRequest
  let sql: SQLFigure

  /// The figure of the answer; refused where a column is missing, a number is none, or several rows
  /// belong to one place.
  func figure(of queries: StudyQueries) throws -> FigureData {
    let answer: QueryResult
    do { answer = try queries.answer(GuardedQuery(sql.sql)) } catch StoreError.query(let refusal) {
      throw FigureError.query(figure: request.name, refusal.description)
    }
    return try figure(of: answer)
  }

  func figure(of answer: QueryResult) throws(FigureError) -> FigureData {
    let rows = try self.rows(answer)
    let content: FigureData.Content =
      switch sql.kind {
      case .line: .lines(try lines(rows))
      case .decay: .lines(decay(rows))
      case .scatter: .scatter(try scatter(rows))
      case .bars, .stackedBars: .bars(try bars(rows))
      case .heatMap: .heatMap(try heatMap(rows))
      }
    let note = counts(answer)
    return FigureData(
      name: request.name, title: "", content,
      caption: "\(rows.count) rows as the query gives them" + (note.isEmpty ? "." : ": \(note).")
        + (sql.low != nil ? " Bands: from the query's columns." : ""), note: note)
  }

  // MARK: - Rows

  /// A row of the answer by what is drawn of it.
  private struct Drawn {
    var x: QueryValue
    var y: QueryValue
    var low: Double?
    var high: Double?
    var value: Double
    var series: String
    var facet: String

    var xNumber: Double { x.number ?? 0 }
    var yNumber: Double { y.number ?? 0 }
  }

  private func rows(_ answer: QueryResult) throws(FigureError) -> [Drawn] {
    func place(_ key: String, _ column: String?) throws(FigureError) -> Int? {
      guard let column else { return nil }
      guard let place = answer.columns.firstIndex(of: column) else {
        throw .noColumn(
          figure: request.name, key: key, column: column, columns: answer.columns)
      }
      return place
    }
    let x = try place("x", sql.kind == .decay ? nil : sql.x)
    let y = try place("y", sql.y)
    let (low, high) = (try place("low", sql.low), try place("high", sql.high))
    let value = try place("value", sql.value)
    let (series, facet) = (try place("series", sql.series), try place("facet", sql.facet))
    guard !answer.rows.isEmpty else { throw .empty(figure: request.name) }
    var rows: [Drawn] = []
    for (index, row) in answer.rows.enumerated() {
      func number(_ column: Int) throws(FigureError) -> Double {
        guard let number = row[column].number, number.isFinite else {
          throw .noNumber(
            figure: request.name, row: index + 1, column: answer.columns[column],
            found: row[column].words)
        }
        return number
      }
      if sql.kind == .scatter, let x { _ = try number(x) }
      if sql.kind != .heatMap, let y { _ = try number(y) }
      rows.append(
        Drawn(
          x: x.map { row[$0] } ?? .null, y: y.map { row[$0] } ?? .null,
          low: try low.map { column throws(FigureError) in try number(column) },
          high: try high.map { column throws(FigureError) in try number(column) },
          value: try value.map { column throws(FigureError) in try number(column) } ?? 0,
          series: series.map { row[$0].text } ?? "", facet: facet.map { row[$0].text } ?? ""))
    }
    return rows
  }

  /// How many seeds and images there are, where the query gives such columns.
  private func counts(_ answer: QueryResult) -> String {
    ["seeds", "images"].compactMap { name -> String? in
      guard let column = answer.columns.firstIndex(of: name) else { return nil }
      let numbers = answer.rows.compactMap { $0[column].number }.map { Int($0) }
      guard let low = numbers.min(), let high = numbers.max() else { return nil }
      return low == high ? "\(low) \(name)" : "\(low) to \(high) \(name)"
    }.joined(separator: " × ")
  }

  private func distinct(_ values: [String]) -> [String] {
    var seen: Set<String> = []
    return values.filter { seen.insert($0).inserted }
  }

  /// Refuses a second row at one place.
  private func refuseSeveral(_ rows: [Drawn], _ place: (Drawn) -> String) throws(FigureError) {
    let counts = Dictionary(grouping: rows, by: place).mapValues(\.count)
    guard let row = rows.first(where: { (counts[place($0)] ?? 0) > 1 }) else { return }
    let unit = [
      "\(sql.x) \(row.x.text)", row.series.isEmpty ? nil : "\(sql.series ?? "") \(row.series)",
      row.facet.isEmpty ? nil : "\(sql.facet ?? "") \(row.facet)",
    ].compactMap(\.self).joined(separator: ", ")
    throw .severalRows(
      figure: request.name, metric: sql.y, count: counts[place(row)] ?? 0, unit: unit)
  }

  private func labelled(_ label: String?, _ column: String, hasUnit: Bool) -> String {
    let text = label ?? column
    guard hasUnit, let unit = sql.unit else { return text }
    return "\(text) (\(unit))"
  }

  private var xAxis: FigureAxis {
    FigureAxis(
      labelled(sql.xLabel, sql.x, hasUnit: false), isLog: request.log.contains(.x))
  }
  private var yAxis: FigureAxis {
    FigureAxis(labelled(sql.yLabel, sql.y, hasUnit: true), isLog: request.log.contains(.y))
  }

  /// The horizontal axis, and the place of each row on it: numbers where all are, else categories
  /// in the order of the rows.
  private func horizontal(_ rows: [Drawn], categorical: Bool) -> (FigureAxis, (Drawn) -> Double) {
    var axis = xAxis
    guard categorical || rows.contains(where: { $0.x.number == nil }) else {
      return (axis, \.xNumber)
    }
    let names = distinct(rows.map(\.x.text))
    axis.categories = names
    axis.isLog = false
    let places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
    return (axis, { Double(places[$0.x.text] ?? 0) })
  }

  // MARK: - Kinds

  private func lines(_ rows: [Drawn]) throws(FigureError) -> LineFigure {
    try refuseSeveral(rows) { "\($0.facet)\u{0}\($0.series)\u{0}\($0.x.text)" }
    let series = distinct(rows.map(\.series))
    let (axis, place) = horizontal(rows, categorical: false)
    return LineFigure(
      panels: distinct(rows.map(\.facet)).map { facet in
        LineFigure.Panel(
          title: facet, x: axis, y: yAxis, startsAtZero: false,
          curves: series.enumerated().compactMap { index, name in
            let points = rows.filter { $0.facet == facet && $0.series == name }.map {
              FigurePoint(x: place($0), y: $0.yNumber, low: $0.low, high: $0.high)
            }.sorted { $0.x < $1.x }
            guard !points.isEmpty else { return nil }
            return LineFigure.Curve(
              label: name.isEmpty ? yAxis.label : name, stroke: .solid, ink: .series(index),
              seeds: 0, images: 0, points: points)
          })
      })
  }

  /// |y| of each series, largest first.
  private func decay(_ rows: [Drawn]) -> LineFigure {
    let series = distinct(rows.map(\.series))
    return LineFigure(
      panels: distinct(rows.map(\.facet)).map { facet in
        LineFigure.Panel(
          title: facet,
          x: FigureAxis(sql.xLabel ?? "rank", isLog: request.log.contains(.x)),
          y: FigureAxis(labelled(sql.yLabel, "|\(sql.y)|", hasUnit: true), isLog: true),
          startsAtZero: false,
          curves: series.enumerated().compactMap { index, name in
            let sizes = rows.filter { $0.facet == facet && $0.series == name }
              .map { abs($0.yNumber) }.filter { $0 > 0 }.sorted(by: >)
            guard !sizes.isEmpty else { return nil }
            return LineFigure.Curve(
              label: name.isEmpty ? "|\(sql.y)|" : name, stroke: .solid, ink: .series(index),
              seeds: 0, images: 0,
              points: sizes.enumerated().map { FigurePoint(x: Double($0 + 1), y: $1) })
          })
      })
  }

  private func scatter(_ rows: [Drawn]) throws(FigureError) -> ScatterFigure {
    let series = distinct(rows.map(\.series))
    return ScatterFigure(
      panels: distinct(rows.map(\.facet)).map { facet in
        ScatterFigure.Panel(
          title: facet, x: xAxis, y: yAxis,
          series: series.enumerated().compactMap { index, name in
            let points = rows.filter { $0.facet == facet && $0.series == name }.map {
              ScatterFigure.Point(unit: "", x: $0.xNumber, y: $0.yNumber)
            }
            return points.isEmpty
              ? nil
              : ScatterFigure.Series(
                label: name.isEmpty ? yAxis.label : name, ink: .series(index), points: points)
          })
      })
  }

  private func bars(_ rows: [Drawn]) throws(FigureError) -> BarFigure {
    try refuseSeveral(rows) { "\($0.facet)\u{0}\($0.series)\u{0}\($0.x.text)" }
    let series = distinct(rows.map(\.series))
    let (axis, place) = horizontal(rows, categorical: true)
    return BarFigure(
      panels: distinct(rows.map(\.facet)).map { facet in
        BarFigure.Panel(
          title: facet, x: axis, y: yAxis,
          groups: series.enumerated().map { index, name in
            var bars = [FigurePoint?](repeating: nil, count: axis.categories.count)
            for row in rows where row.facet == facet && row.series == name {
              bars[Int(place(row))] = FigurePoint(
                x: place(row), y: row.yNumber, low: row.low, high: row.high)
            }
            return BarFigure.Group(
              label: name, slot: index, ink: .series(index), isHatched: false, seeds: 0,
              images: 0, bars: bars)
          })
      }, isStacked: sql.kind == .stackedBars)
  }

  private func heatMap(_ rows: [Drawn]) throws(FigureError) -> HeatMapFigure {
    try refuseSeveral(rows) { "\($0.facet)\u{0}\($0.x.text)\u{0}\($0.y.text)" }
    let (xs, ys) = (distinct(rows.map(\.x.text)), distinct(rows.map(\.y.text)))
    let panels = distinct(rows.map(\.facet)).map { facet in
      var values = [[Double?]](repeating: Array(repeating: nil, count: xs.count), count: ys.count)
      for row in rows where row.facet == facet {
        guard let x = xs.firstIndex(of: row.x.text), let y = ys.firstIndex(of: row.y.text)
        else { continue }
        values[y][x] = row.value
      }
      return HeatMapFigure.Panel(title: facet, seeds: 0, images: 0, values: values)
    }
    return HeatMapFigure(
      panels: panels, x: FigureAxis(xAxis.label, categories: xs),
      y: FigureAxis(sql.yLabel ?? sql.y, categories: ys),
      label: labelled(nil, sql.value ?? "value", hasUnit: true))
  }
}

extension QueryValue {
  /// What a person is told was found.
  fileprivate var words: String {
    switch self {
    case .null: "NULL"
    case .text(let text): "the text `\(text.prefix(40))`"
    default: text
    }
  }
}
