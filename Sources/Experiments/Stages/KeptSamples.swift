import Base
import Interactions
import Pipeline
import Spec

/// What the stages of measurements keep of single samples, for pictures of them.
public struct KeptSamples: Sendable {
  private let folder: ResultsFolder

  /// The samples of stages in a results folder.
  public init(in folder: ResultsFolder) { self.folder = folder }

  /// The interactions of every set of one sample's players.
  public struct Interactions: Sendable, Hashable {
    /// The sample's id.
    public var sample: Int64
    /// I of every set, the set's bits its place; AND interactions, or all that there are.
    public var and: [Double]
    /// The same of OR interactions; empty where there are none.
    public var or: [Double]
  }

  /// A sample as a picture.
  public struct Image: Sendable, Hashable {
    /// The sample's id.
    public var sample: Int64
    /// Its class.
    public var label: Int
    /// Pixels in a row.
    public var width: Int
    /// Red, green and blue from 0 to 255 of each pixel as one number, row by row.
    public var pixels: [Int]
    /// The player of each pixel; negative for nobody's.
    public var players: [Int]
  }

  /// The interactions a stage keeps, in its order; empty for a stage that keeps none.
  ///
  /// Throws when the stage's folder is not there, or its files were removed to save space.
  public func interactions(ofStage key: ContentHash) throws -> [Interactions] {
    let stage = try published(key)
    let record = try stage.record()
    guard record.outputs.contains(where: { $0.name == StageFiles.interactionsName }) else {
      return []
    }
    guard LocalFileSystem().exists(stage.path(of: StageFiles.interactionsName)) else {
      throw FileError(
        path: stage.path(of: StageFiles.interactionsName),
        reason:
          "removed to save space; run the spec again with the stage's checkpoint, or restore it"
      )
    }
    return try StageFiles.interactions(of: stage).map {
      Interactions(sample: $0.id, and: $0.and, or: $0.or)
    }
  }

  /// What the players of a stage's game are called: features by their names, else numbers.
  public func playerNames(ofStage key: ContentHash) throws -> [String] {
    guard let game = try game(ofStage: key) else { return [] }
    let players = try game.players.players(over: game.data.shape, features: game.data.features)
    let features = game.data.features
    if case .features = game.players, features.count == players.count { return features }
    return (0..<players.count).map(String.init)
  }

  /// The samples of a stage as images with their players, of `ids` only where given.
  ///
  /// Empty for a stage without a game of its own; throws when the samples are no images.
  public func images(ofStage key: ContentHash, ids: [Int64]?) throws -> [Image] {
    guard let game = try game(ofStage: key) else { return [] }
    let data = game.data
    guard data.shape.count == 3 else {
      throw StageFailure("the samples have shape \(data.shape) and are no images")
    }
    let pool = try MeasureStage.pool(game.parameters, from: data)
    var range = 0..<pool.ids.count
    if let bounds = game.parameters["chunk"]?.list?.compactMap(\.integer), bounds.count == 2 {
      range = bounds[0]..<min(bounds[1], pool.ids.count)
    }
    let chosen = pool.ids[range].filter { ids?.contains($0) ?? true }
    guard !chosen.isEmpty else { return [] }
    let split = game.parameters["split"]?.text ?? "train"
    let samples = try data.samples(of: split, ids: Array(chosen))
    let players = try game.players.players(over: data.shape, features: data.features)
    let (width, channels) = (data.shape[1], data.shape[2])
    let owners = stride(from: 0, to: data.elements, by: channels).map {
      Int(players.playerOfElement[$0])
    }
    let values = Self.bytes(samples.inputs)
    return chosen.enumerated().map { place, id in
      let pixels = stride(from: 0, to: data.elements, by: channels).map { start in
        let at = place * data.elements + start
        let (red, green, blue) =
          channels >= 3
          ? (values[at], values[at + 1], values[at + 2]) : (values[at], values[at], values[at])
        return red << 16 | green << 8 | blue
      }
      return Image(
        sample: id, label: Int(samples.labels[place]), width: width, pixels: pixels,
        players: owners)
    }
  }

  // MARK: - Where samples come from

  private func published(_ key: ContentHash) throws -> PublishedStage {
    PublishedStage(key: key, path: folder.stage(key))
  }

  private struct Game {
    var data: DataTable
    var players: PlayersChoice.Definition
    var parameters: Value
  }

  /// The game a stage plays on samples, or that of the tables it reads; nil for other stages.
  private func game(ofStage key: ContentHash) throws -> Game? {
    let record = try published(key).record()
    if let tables = record.inputs["tables"]?.first { return try game(ofStage: tables) }
    guard let value = record.parameters["game"], let data = record.inputs["data"]?.first else {
      return nil
    }
    return Game(
      data: try StageFiles.data(of: try published(data)),
      players: try PlayersChoice.Definition(stageValue: value["players"]),
      parameters: record.parameters)
  }

  /// Values as 0 to 255: bytes as they are, numbers from their least to their largest.
  private static func bytes(_ values: RawValues) -> [Int] {
    switch values {
    case .bytes(let bytes): return bytes.map(Int.init)
    case .numbers(let numbers):
      let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 1)
      let span = high > low ? high - low : 1
      return numbers.map { Int((255 * ($0 - low) / span).rounded()) }
    }
  }
}
