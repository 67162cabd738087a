import Base
import Experiments
import Neural

/// The small CNN of the table, its 28×28 images and the players laid over them.
struct GridImages {
  static let side = 28
  static let classes = 10
  private static let architecture = #"{"name": "cnn", "filters": [8, 16], "hidden": [64]}"#

  let forward: MaskedForward<Float>
  private let images: [Float]
  private let labels: [Int]
  private let baseline = [Float](repeating: 0, count: side * side)

  /// Reads the weights and images; the players are the cells of a `grid` × `grid`, that of pixel y
  /// being ⌊y·grid/28⌋.
  init(_ folder: ExchangeFolder, grid: Int, route: MaskedRoute? = nil) throws {
    let blueprint = try NetworkBlueprint.architecture(
      Value(json: Array(Self.architecture.utf8)), inputShape: [Self.side, Self.side, 1],
      classes: Self.classes)
    let network = try Network<Float>(blueprint)
    try Checkpoint.restore(
      network, from: Safetensors(contentsOf: folder.file("cnn.safetensors")))
    let players = (0..<Self.side).flatMap { y in
      (0..<Self.side).map { x in
        Int32(y * grid / Self.side * grid + x * grid / Self.side)
      }
    }
    forward = MaskedForward(
      network, players: PlayerRuns(playerOfElement: players, playerCount: grid * grid),
      route: route)
    images = try folder.numbers("images").map { Float($0) }
    labels = try folder.numbers("labels").map { Int($0) }
  }

  /// The number of images.
  var count: Int { labels.count }

  /// The class looked at in an image.
  func label(of image: Int) -> Int { labels[image] }

  /// Takes an image to mask; absent cells are 0.
  func load(_ image: Int) {
    let size = Self.side * Self.side
    forward.load(input: Array(images[image * size..<(image + 1) * size]), baseline: baseline)
  }
}
