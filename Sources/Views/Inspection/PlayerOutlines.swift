import Base

/// Where the players of an image lie, in the drawing's units from the picture's corner.
struct PlayerOutlines {
  private let image: SampleInspection.Image
  private let scale: Double
  /// The middle of each player's pixels; nil for one without pixels.
  let centres: [(x: Double, y: Double)?]
  /// The upper left pixel of each player.
  let corners: [(x: Double, y: Double)?]

  init(_ image: SampleInspection.Image, scale: Double) {
    self.image = image
    self.scale = scale
    let count = (image.players.compactMap(\.self).max() ?? -1) + 1
    let width = image.input.width
    var sums = [(x: Double, y: Double, pixels: Int)](repeating: (0, 0, 0), count: count)
    var corners = [(x: Double, y: Double)?](repeating: nil, count: count)
    for (pixel, player) in image.players.enumerated() {
      guard let player else { continue }
      sums[player].x += Double(pixel % width) + 0.5
      sums[player].y += Double(pixel / width) + 0.5
      sums[player].pixels += 1
      if corners[player] == nil {
        corners[player] = (Double(pixel % width) * scale, Double(pixel / width) * scale)
      }
    }
    self.corners = corners
    centres = sums.map { sum in
      guard sum.pixels > 0 else { return nil }
      let pixels = Double(sum.pixels)
      return (sum.x / pixels * scale, sum.y / pixels * scale)
    }
  }

  /// Whether a number fits into the players' areas.
  var areNumbersLegible: Bool {
    let owned = image.players.count { $0 != nil }
    guard !centres.isEmpty else { return false }
    return (Double(owned) / Double(centres.count)).squareRoot() * scale >= 18
  }

  /// The lines between pixels of different players, and around the picture.
  func path(x: Double, y: Double) -> String {
    let (height, width) = (image.input.height, image.input.width)
    func player(_ row: Int, _ column: Int) -> Int {
      guard (0..<height).contains(row), (0..<width).contains(column) else { return -2 }
      return image.players[row * width + column] ?? -1
    }
    var path = ""
    func place(_ value: Double, _ start: Double) -> String {
      SVGDocument.number(start + value * scale)
    }
    for row in 0...height {
      for run in runs(width, where: { player(row - 1, $0) != player(row, $0) }) {
        path += "M\(place(Double(run.lowerBound), x)) \(place(Double(row), y))"
        path += "H\(place(Double(run.upperBound), x))"
      }
    }
    for column in 0...width {
      for run in runs(height, where: { player($0, column - 1) != player($0, column) }) {
        path += "M\(place(Double(column), x)) \(place(Double(run.lowerBound), y))"
        path += "V\(place(Double(run.upperBound), y))"
      }
    }
    return path
  }

  /// A player's pixels, row by row.
  func area(of player: Int, x: Double, y: Double) -> String {
    let (height, width) = (image.input.height, image.input.width)
    var path = ""
    for row in 0..<height {
      for run in runs(width, where: { image.players[row * width + $0] == player }) {
        let left = SVGDocument.number(x + Double(run.lowerBound) * scale)
        let top = SVGDocument.number(y + Double(row) * scale)
        let wide = SVGDocument.number(Double(run.count) * scale)
        path += "M\(left) \(top)h\(wide)v\(SVGDocument.number(scale))h-\(wide)z"
      }
    }
    return path
  }

  /// The longest ranges of 0 ..< count in which a condition holds throughout.
  private func runs(_ count: Int, where holds: (Int) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for place in 0...count {
      if place < count, holds(place) {
        start = start ?? place
      } else if let begun = start {
        runs.append(begun..<place)
        start = nil
      }
    }
    return runs
  }
}
