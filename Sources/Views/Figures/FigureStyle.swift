/// How figures look: sizes in inches for a two-column page, colours told apart by everyone.
struct FigureStyle: Sendable, Hashable {
  /// The full text width of a two-column page.
  var width = 7.0
  /// Height of the axes' strip, titles and tick labels included.
  var rowHeight = 2.25
  /// Height of the strip with key and note.
  var footHeight = 0.42
  /// Height of the strip with the title, when there is one.
  var titleHeight = 0.26
  /// Letters in points.
  var fontSize = 8.0
  /// The first family a viewer has is used.
  var font = "Helvetica,Arial,Nimbus Sans,Liberation Sans,sans-serif"
  /// One family for the terminals that render at once.
  var cairoFont = "Nimbus Sans"
  /// Okabe and Ito's palette without yellow and black ("Color universal design", 2008), in an
  /// order in which neighbours differ in lightness too.
  var colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"]
  /// The untrained control shared by all, and the null.
  var neutral = "#555555"
  /// Opacity of the bands.
  var bandOpacity = 0.18

  /// The colour of series `index`; more series than colours begin again.
  func colour(_ index: Int) -> String { colours[index % colours.count] }
}
