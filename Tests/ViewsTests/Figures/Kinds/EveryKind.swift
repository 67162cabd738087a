import Base

@testable import Views

/// A figure of every kind, small, with `text` wherever a text may stand.
enum EveryKind {
  static func contents(_ text: String) -> [(name: String, content: FigureData.Content)] {
    let axis = FigureAxis(text)
    let points = [
      FigurePoint(x: 1, y: 0.5, low: 0.4, high: 0.6),
      FigurePoint(x: 2, y: 0.25, low: 0.2, high: 0.3),
    ]
    let published = [
      PublishedMark(
        label: text, x: 1, value: 0.7, evidence: .paper, source: text, ink: .series(0)),
      PublishedMark(
        label: text, x: nil, value: 0.3, evidence: .readOff, source: text, ink: .neutral),
    ]
    let curve = LineFigure.Curve(
      label: text, stroke: .solid, ink: .series(0), seeds: 2, images: 3, points: points)
    var lines = LineFigure.Panel(
      title: text, x: axis, y: axis, startsAtZero: true, curves: [curve])
    lines.published = published
    var decay = lines
    decay.x.isLog = true
    decay.y.isLog = true
    var scatter = ScatterFigure.Panel(
      title: text, x: axis, y: axis,
      series: [
        ScatterFigure.Series(
          label: text, ink: .series(0),
          points: [(1.0, 2.0), (2, 3), (3, 5)].map {
            ScatterFigure.Point(unit: text, x: $0.0, y: $0.1)
          })
      ])
    scatter.published = published
    var means = scatter
    means.series[0].means = points
    means.series[0].trend = 0.5
    let categories = FigureAxis(text, categories: [text, "b"])
    func bars(_ stacked: Bool) -> FigureData.Content {
      let groups = [(0, false, 1.0), (0, true, -1.0), (1, false, 0.5)].map { slot, hatched, sign in
        BarFigure.Group(
          label: "\(text) \(slot) \(hatched)", slot: slot, ink: .series(slot), isHatched: hatched,
          seeds: 2, images: 3,
          bars: [
            FigurePoint(x: 0, y: 0.5 * sign, low: 0.4 * sign, high: 0.6 * sign), nil,
          ])
      }
      let panel = BarFigure.Panel(title: text, x: categories, y: axis, groups: groups)
      return .bars(BarFigure(panels: [panel], isStacked: stacked))
    }
    let map = HeatMapFigure(
      panels: [
        HeatMapFigure.Panel(title: text, seeds: 2, images: 3, values: [[1, nil], [-0.5, 0.25]])
      ], x: categories, y: categories, label: text)
    let mark = IntervalFigure.Mark(ratio: 2, interval: Interval(1.5, 2.5), null: 40)
    let intervals = IntervalFigure(
      panels: [
        IntervalFigure.Panel(
          title: text, x: FigureAxis(text, isLog: true),
          rows: [
            IntervalFigure.Row(
              label: text, isUntrained: false, seeds: 2, marks: [mark, nil], word: text),
            IntervalFigure.Row(
              label: text, isUntrained: true, seeds: 2, marks: [mark, mark], word: text),
          ])
      ], marks: [text, "high end"], reference: 1)
    let image = ImageFigure.Image(
      title: text, sample: 7, width: 2, pixels: [0, 0xFF0000, 0x00FF00, 0xFFFFFF],
      players: [0, 1, 0, -1], values: [0.5, -1])
    let network = NetworkFigure(
      players: [text, "b", "c"],
      links: [
        NetworkFigure.Link(members: [0, 1], value: 0.5, isOr: false),
        NetworkFigure.Link(members: [0, 1, 2], value: -0.25, isOr: true),
        NetworkFigure.Link(members: [2], value: 0.1, isOr: false),
      ])
    return [
      ("lines", .lines(LineFigure(panels: [lines]))),
      ("panels", .lines(LineFigure(panels: [lines, lines, lines, lines, lines], columns: 2))),
      ("decay", .lines(LineFigure(panels: [decay]))),
      ("scatter", .scatter(ScatterFigure(panels: [scatter]))),
      ("sweep", .scatter(ScatterFigure(panels: [means]))),
      ("bars", bars(false)), ("stacked", bars(true)),
      ("intervals", .intervals(intervals)), ("map", .heatMap(map)),
      ("images", .images(ImageFigure(images: [image, image, image], label: text))),
      ("network", .network(network)),
    ]
  }

  static func figures(_ text: String) -> [FigureData] {
    contents(text).map { name, content in
      FigureData(name: name, title: text, content, caption: text, note: text)
    }
  }
}
