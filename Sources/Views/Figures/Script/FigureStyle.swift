/// How figures look: millimetres on a two-column page, colours told apart by everyone.
public struct FigureStyle: Sendable, Hashable {
  /// The full text width of a two-column page, in millimetres.
  var pageWidth = 178.0
  /// The width of one of its columns: what a figure of one panel gets.
  var columnWidth = 86.0
  /// Height of a row of axes, titles and tick labels included.
  var rowHeight = 57.0
  /// Letters in points.
  var fontSize = 8.0
  /// The first family a viewer has is used.
  var font = "Helvetica,Arial,Nimbus Sans,Liberation Sans,sans-serif"
  /// One family for the terminals that render at once.
  var cairoFont = "Nimbus Sans"
  /// Okabe and Ito's palette without yellow and black ("Color universal design", 2008), in an
  /// order in which neighbours differ in lightness too.
  var colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"]
  /// What follows where there are more series: darker, and violet for the second blue.
  var deepColours = ["#003E63", "#7A3500", "#005A41", "#8A2C62", "#5B3E9E", "#8F6400"]
  /// Markers of the series: filled circle, square, triangle, diamond, triangle downwards and
  /// pentagon, so that series differ without colour.
  var markers = [7, 5, 9, 13, 11, 15]
  /// The untrained control shared by all, and the null.
  var neutral = "#555555"
  /// `neutral` as it looks where it is filled like a band.
  var shade = "#C9C9C9"
  /// Opacity of the bands.
  var bandOpacity = 0.18

  /// The style of every figure.
  public init() {}

  /// The colour of series `index`; more series than colours begin again.
  func colour(_ index: Int) -> String {
    let all = colours + deepColours
    return all[index % all.count]
  }

  /// The colour of `ink`.
  func colour(_ ink: FigureInk) -> String {
    switch ink {
    case .series(let index): colour(index)
    case .ordered(let index, let count):
      "#" + GnuplotText.hexadecimal(ColourScale.step(index, of: count))
    case .neutral: neutral
    }
  }

  /// The colour of `ink` for what lies behind, mostly transparent.
  func faint(_ ink: FigureInk) -> String { "#99" + colour(ink).dropFirst() }

  /// gnuplot's number of the marker of `ink`: filled, then open where colours begin again.
  func marker(_ ink: FigureInk) -> Int {
    let index: Int
    switch ink {
    case .series(let number), .ordered(let number, _): index = number
    case .neutral: return markers[0]
    }
    let filled = markers[index % markers.count]
    return (index / markers.count).isMultiple(of: 2) ? filled : filled - 1
  }
}
