import Base
import Neural
import Spec

/// A network's input as a person sees it: players by name, and images as pictures.
struct InspectedInput {
  /// Who plays.
  var players: [SampleInspection.Player]
  /// The input and the masked input; nil where inputs are no images.
  var image: SampleInspection.Image?

  /// Shows a normalised input of `training`'s shape.
  init(_ input: [Float], settings: GameSettings, training: DataTable) throws {
    let players = try settings.players.players(
      over: training.shape, features: training.features)
    let baseline = try training.baseline(settings.baseline, of: input)
    let masked = zip(players.playerOfElement, zip(input, baseline)).map { player, values in
      player == PlayerRuns.kept ? values.0 : values.1
    }
    let raw = Self.raw(input, training.normalisation)
    let absent = Self.raw(masked, training.normalisation)
    let isImage = training.shape.count == 3
    self.players = (0..<players.count).map { player in
      let elements = players.playerOfElement.indices.filter {
        players.playerOfElement[$0] == Int32(player)
      }
      let name = Self.name(of: player, elements, settings.players, training)
      guard !isImage else { return SampleInspection.Player(name: name) }
      return SampleInspection.Player(
        name: name, values: elements.map { raw[$0] }, absentValues: elements.map { absent[$0] })
    }
    guard isImage else { return }
    let range = Self.range(raw + absent, scale: training.normalisation.scale)
    image = SampleInspection.Image(
      input: Self.picture(raw, training.shape, range),
      masked: Self.picture(absent, training.shape, range),
      players: (0..<training.shape[0] * training.shape[1]).map { pixel in
        let player = players.playerOfElement[pixel * training.shape[2]]
        return player >= 0 ? Int(player) : nil
      })
  }

  private static func raw(_ input: [Float], _ normalisation: Normalisation) -> [Double] {
    input.enumerated().map { element, value in
      normalisation.raw(Double(value), channel: element % normalisation.channels)
    }
  }

  /// What is black and what is white: 0 and 255 where images are of bytes, else the least and the
  /// greatest number shown.
  private static func range(_ values: [Double], scale: Double) -> ClosedRange<Double> {
    if scale == 255 { return 0...255 }
    return (values.min() ?? 0)...(values.max() ?? 1)
  }

  /// Pixels of one or three channels; of other numbers of channels, their mean.
  private static func picture(
    _ values: [Double], _ shape: [Int], _ range: ClosedRange<Double>
  ) -> SampleInspection.Picture {
    let channels = shape[2]
    let width = max(range.upperBound - range.lowerBound, .leastNormalMagnitude)
    func level(_ value: Double) -> UInt8 {
      UInt8(min(max(((value - range.lowerBound) / width * 255).rounded(), 0), 255))
    }
    let levels: [UInt8] =
      channels == 1 || channels == 3
      ? values.map(level)
      : stride(from: 0, to: values.count, by: channels).map { start in
        level(values[start..<start + channels].reduce(0, +) / Double(channels))
      }
    return SampleInspection.Picture(
      height: shape[0], width: shape[1], channels: channels == 3 ? 3 : 1, levels: levels)
  }

  private static func name(
    of player: Int, _ elements: [Int], _ definition: PlayersChoice.Definition,
    _ training: DataTable
  ) -> String {
    func cell(_ number: Int, _ columns: Int) -> String {
      "row \(number / columns), column \(number % columns)"
    }
    func feature(_ element: Int) -> String {
      training.features.indices.contains(element)
        ? training.features[element] : "feature \(element)"
    }
    return switch definition {
    case .grid(_, let columns): cell(player, columns)
    case .cells(let cells, _, let columns, _): cell(cells[player], columns)
    case .tokens: "token \(player)"
    case .features: feature(player)
    case .groups:
      elements.count > 3
        ? "group \(player), \(elements.count) features"
        : elements.map(feature).joined(separator: " + ")
    case .other: "player \(player)"
    }
  }
}
