import Base

/// Images in a grid, each with the players' cells and over them what each player is worth.
public struct ImageFigure: Sendable, Hashable {
  /// The images, row by row.
  public var images: [Image]
  /// How many stand side by side.
  public var columns: Int?
  /// What the colours over the images mean; empty without an overlay.
  public var label: String

  /// Makes a figure; see the properties.
  public init(images: [Image], columns: Int? = nil, label: String) {
    self.images = images
    self.columns = columns
    self.label = label
  }

  /// One image.
  public struct Image: Sendable, Hashable {
    /// Text above it.
    public var title: String
    /// The sample's id.
    public var sample: Int64
    /// Pixels in a row.
    public var width: Int
    /// The pixels row by row from above, each red, green and blue from 0 to 255 as one number.
    public var pixels: [Int]
    /// The player of each pixel; negative for nobody's, empty without a grid.
    public var players: [Int]
    /// What each player is worth; empty without an overlay.
    public var values: [Double]

    /// Makes an image; see the properties.
    public init(
      title: String, sample: Int64, width: Int, pixels: [Int], players: [Int] = [],
      values: [Double] = []
    ) {
      self.title = title
      self.sample = sample
      self.width = width
      self.pixels = pixels
      self.players = players
      self.values = values
    }

    var height: Int { width > 0 ? pixels.count / width : 0 }
  }
}

extension ImageFigure: FigureKind {
  var table: FigureTable {
    var table = FigureTable(columns: ["sample", "title", "label", "player", "value"])
    for image in images {
      let head: [FigureTable.Cell] = [
        .text("\(image.sample)"), .text(image.title), .text(label),
      ]
      if image.values.isEmpty { table.rows.append(head + [.empty, .empty]) }
      for (player, value) in image.values.enumerated() {
        table.rows.append(head + [.number(Double(player)), .number(value)])
      }
    }
    return table
  }

  func axes(_ style: FigureStyle) -> [FigureAxes] {
    let reach = images.flatMap(\.values).map { abs($0) }.max() ?? 1
    let scale = ColourScale([-reach, reach])
    return images.enumerated().map { index, image in
      var axes = FigureAxes(title: image.title)
      axes.isFramed = false
      axes.aspect = Double(image.height) / Double(max(1, image.width))
      axes.settings = [
        "set xrange [-0.5:\(Double(image.width) - 0.5)]",
        "set yrange [\(Double(image.height) - 0.5):-0.5]",
      ]
      axes.blocks.append(
        (
          "$image\(index)",
          image.pixels.indices.map { place in
            "\(place % image.width) \(place / image.width) \(colour(place, of: image, scale))"
          }
        ))
      axes.elements.append(
        "$image\(index) using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):3 with boxxyerror fillstyle"
          + " solid 1.0 noborder fillcolor rgb variable")
      if !image.values.isEmpty { axes.colourBar = (scale, label) }
      let borders = self.borders(image)
      if !borders.isEmpty {
        axes.blocks.append(("$grid\(index)", borders))
        axes.elements.append(
          "$grid\(index) using 1:2:3:4 with vectors nohead linewidth 0.5 linecolor rgb '#7F7F7F'")
      }
      return axes
    }
  }

  /// A pixel's own colour, the more covered by its player's the more that player is worth.
  private func colour(_ place: Int, of image: Image, _ scale: ColourScale) -> Int {
    let pixel = image.pixels[place]
    guard image.players.indices.contains(place),
      image.values.indices.contains(image.players[place]), scale.high > 0
    else { return pixel }
    let value = image.values[image.players[place]]
    let cover = 0.8 * min(1, abs(value) / scale.high)
    let over = scale.colour(value)
    func mixed(_ shift: Int) -> Int {
      let (own, other) = (Double(pixel >> shift & 0xFF), Double(over >> shift & 0xFF))
      return Int((own * (1 - cover) + other * cover).rounded()) << shift
    }
    return mixed(16) | mixed(8) | mixed(0)
  }

  /// The lines between pixels of different players.
  private func borders(_ image: Image) -> [String] {
    guard image.players.count == image.pixels.count else { return [] }
    var lines: [String] = []
    for y in 0..<image.height {
      for x in 0..<image.width {
        let player = image.players[y * image.width + x]
        if x + 1 < image.width, image.players[y * image.width + x + 1] != player {
          lines.append("\(Double(x) + 0.5) \(Double(y) - 0.5) 0 1")
        }
        if y + 1 < image.height, image.players[(y + 1) * image.width + x] != player {
          lines.append("\(Double(x) - 0.5) \(Double(y) + 0.5) 1 0")
        }
      }
    }
    return lines
  }

  func key(_ style: FigureStyle) -> [KeyEntry] { [] }
}
