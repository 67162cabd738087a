import Base

/// Which player each element of an input belongs to.
///
/// An input is flat, height × width × channels with channels innermost; a player is a set of
/// elements that are present or absent together.
struct Players: Sendable, Hashable {
  /// Number of players n.
  let count: Int
  /// The player of each element, 0 ..< count.
  let playerOfElement: [Int32]

  /// Image cells: a `rows` × `columns` grid, all channels of a pixel together.
  ///
  /// The cell of pixel y is ⌊y·rows/H⌋, so cells differ by a pixel where the grid does not divide
  /// the image (science: nearest-neighbour resizing of the grid's mask). Players count row by row.
  /// Throws `PlayersError` when the grid is finer than the image or has over 63 cells.
  init(grid rows: Int, by columns: Int, shape: [Int]) throws(PlayersError) {
    guard shape.count == 3 else { throw .notAnImage(shape: shape) }
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    guard rows <= height, columns <= width else {
      throw .finerThanImage(grid: [rows, columns], shape: shape)
    }
    guard rows * columns <= 63 else { throw .tooMany(rows * columns) }
    count = rows * columns
    playerOfElement = (0..<height).flatMap { y in
      (0..<width).flatMap { x in
        let player = Int32(y * rows / height * columns + x * columns / width)
        return Array(repeating: player, count: channels)
      }
    }
  }

  /// One player per element: the features of a table row.
  init(featuresOf shape: [Int]) throws(PlayersError) {
    let elements = shape.reduce(1, *)
    guard elements <= 63 else { throw .tooMany(elements) }
    count = elements
    playerOfElement = (0..<elements).map(Int32.init)
  }
}

/// Why players cannot be laid over an input.
enum PlayersError: Error, Sendable, Hashable, CustomStringConvertible {
  case notAnImage(shape: [Int])
  case finerThanImage(grid: [Int], shape: [Int])
  case tooMany(Int)

  /// The fault and what to do, one line.
  var description: String {
    switch self {
    case .notAnImage(let shape):
      "players.patches needs images; these inputs have shape \(shape): use players: {features: each}"
    case .finerThanImage(let grid, let shape):
      "players.patches.grid \(grid) is finer than the images, \(shape[0])×\(shape[1]): use a grid"
        + " of at most \(shape[0]) by \(shape[1]) cells"
    case .tooMany(let count):
      "\(count) players: at most 63 can be masked"
    }
  }
}
