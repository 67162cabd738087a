import Base
import Neural
import Spec

/// Which player each element of an input belongs to.
///
/// An input is flat, height × width × channels with channels innermost; a player is a set of
/// elements that are present or absent together.
struct Players: Sendable, Hashable {
  /// Number of players n.
  let count: Int
  /// The player of each element, 0 ..< count; `PlayerRuns.kept` or `.masked` for nobody's.
  let playerOfElement: [Int32]

  /// Image cells: a `rows` × `columns` grid, all channels of a pixel together.
  ///
  /// The cell of pixel y is ⌊y·rows/H⌋, so cells differ by a pixel where the grid does not divide
  /// the image (science: nearest-neighbour resizing of the grid's mask). Players count row by row.
  /// Throws `PlayersError` when the grid is finer than the image.
  init(grid rows: Int, by columns: Int, shape: [Int]) throws(PlayersError) {
    guard shape.count == 3 else { throw .notAnImage(shape: shape) }
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    guard rows <= height, columns <= width else {
      throw .finerThanImage(grid: [rows, columns], shape: shape)
    }
    count = rows * columns
    playerOfElement = (0..<height).flatMap { y in
      (0..<width).flatMap { x in
        let player = Int32(y * rows / height * columns + x * columns / width)
        return Array(repeating: player, count: channels)
      }
    }
  }

  /// Some cells of a grid, in the order given; nobody owns the others.
  init(
    cells: [Int], ofGrid rows: Int, by columns: Int, shape: [Int],
    others: PlayersChoice.Background
  ) throws(PlayersError) {
    let all = try Players(grid: rows, by: columns, shape: shape)
    let players = Dictionary(uniqueKeysWithValues: zip(cells.map(Int32.init), Int32(0)...))
    count = cells.count
    playerOfElement = all.playerOfElement.map { players[$0] ?? others.player }
  }

  /// One player per element: the features of a table row.
  init(featuresOf shape: [Int]) {
    count = shape.reduce(1, *)
    playerOfElement = (0..<count).map(Int32.init)
  }

  /// One player per token.
  init(tokensOf shape: [Int]) throws(PlayersError) {
    guard shape.count == 1 else { throw .notTokens(shape: shape) }
    self.init(featuresOf: shape)
  }

  /// One player per group of elements, which are called `names` in a table; nobody owns the others.
  init(
    groups: [[PlayersChoice.Feature]], names: [String], shape: [Int],
    others: PlayersChoice.Background
  ) throws(PlayersError) {
    let elements = shape.reduce(1, *)
    var owners = [Int32](repeating: others.player, count: elements)
    var owned: Set<Int> = []
    for (player, group) in groups.enumerated() {
      for feature in group {
        let element: Int
        switch feature {
        case .number(let number): element = number
        case .name(let name):
          guard let place = names.firstIndex(of: name) else {
            throw .unknownFeature(name, legal: names)
          }
          element = place
        }
        guard element < elements else { throw .noSuchElement(element, elements: elements) }
        guard owned.insert(element).inserted else { throw .ownedTwice(feature.text) }
        owners[element] = Int32(player)
      }
    }
    count = groups.count
    playerOfElement = owners
  }

  /// The players made ready for masking.
  var runs: PlayerRuns { PlayerRuns(playerOfElement: playerOfElement, playerCount: count) }
}

extension PlayersChoice.Background {
  /// The player of elements that nobody owns.
  var player: Int32 {
    switch self {
    case .kept: PlayerRuns.kept
    case .masked: PlayerRuns.masked
    }
  }
}

/// Why players cannot be laid over an input.
enum PlayersError: Error, Sendable, Hashable, CustomStringConvertible {
  case notAnImage(shape: [Int])
  case finerThanImage(grid: [Int], shape: [Int])
  case notTokens(shape: [Int])
  case unknownFeature(String, legal: [String])
  case noSuchElement(Int, elements: Int)
  case ownedTwice(String)

  /// The fault and what to do, one line.
  var description: String {
    switch self {
    case .notAnImage(let shape):
      "players.patches needs images; these inputs have shape \(shape): use players: {features: each}"
    case .finerThanImage(let grid, let shape):
      "players.patches.grid \(grid) is finer than the images, \(shape[0])×\(shape[1]): use a grid"
        + " of at most \(shape[0]) by \(shape[1]) cells"
    case .notTokens(let shape):
      "players.tokens needs sequences; these inputs have shape \(shape): use players: {features:"
        + " each} or a grid"
    case .unknownFeature(let name, let legal):
      legal.isEmpty
        ? "players.groups names \(name), but these features have no names: number them from 0"
        : "players.groups names \(name); features: \(legal.joined(separator: ", "))"
    case .noSuchElement(let number, let elements):
      "players.groups has feature \(number); features are numbered from 0 to \(elements - 1)"
    case .ownedTwice(let feature):
      "players.groups has feature \(feature) twice, by name and by number: a feature belongs to one"
        + " player"
    }
  }
}
