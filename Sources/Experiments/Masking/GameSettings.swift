import Base
import Neural
import Spec

/// The value function of a measurement, as its stage's parameters carry it.
struct GameSettings: Sendable, Hashable {
  /// Who plays.
  var players: PlayersChoice.Definition
  /// What stands in place of absent players.
  var baseline: DataBaseline
  /// The number of the network that is v.
  var output: OutputScore
  /// The class looked at.
  var label: Spec.Game.Label
  /// Whether the network computes in Float64.
  var isDouble: Bool

  /// Reads the `game` of a measure stage's parameters.
  init(_ value: Value) throws {
    players = try PlayersChoice.Definition(stageValue: value["players"])
    baseline = try DataBaseline(stageValue: value["baseline"])
    guard let output = value["output"]?.text.flatMap(OutputScore.init(rawValue:)) else {
      throw StageParameterError.unreadable("game.output", value["output"])
    }
    guard let label = value["label"]?.text.flatMap(Spec.Game.Label.init(rawValue:)) else {
      throw StageParameterError.unreadable("game.label", value["label"])
    }
    self.output = output
    self.label = label
    isDouble = value["precision"]?.text == Spec.Game.Precision.float64.rawValue
  }
}

/// A stage's parameters are not what this program wrote.
struct StageParameterError: Error, Sendable, CustomStringConvertible {
  /// What is wrong.
  let description: String

  static func unreadable(_ name: String, _ value: Value?) -> StageParameterError {
    StageParameterError(
      description: "stage parameter `\(name)` cannot be \(value?.json ?? "absent"); the stage was"
        + " planned by another version of runexp")
  }
}

extension PlayersChoice.Definition {
  /// Reads what `PlayersChoice.value` wrote.
  init(stageValue value: Value?) throws {
    switch value?["kind"]?.text {
    case "grid":
      guard let grid = value?["grid"]?.list?.compactMap(\.integer), grid.count == 2 else {
        throw StageParameterError.unreadable("players.grid", value)
      }
      self = .grid(rows: grid[0], columns: grid[1])
    case "features": self = .features
    default: throw StageParameterError.unreadable("players", value)
    }
  }

  /// The players over inputs of `shape`.
  func players(over shape: [Int]) throws(PlayersError) -> Players {
    switch self {
    case .grid(let rows, let columns): try Players(grid: rows, by: columns, shape: shape)
    case .features: try Players(featuresOf: shape)
    case .other(let kind, _): preconditionFailure("players \(kind) are planned as blocked")
    }
  }
}

extension DataBaseline {
  /// Reads what `Baseline.value` wrote.
  init(stageValue value: Value?) throws {
    switch value?["name"]?.text {
    case "channel-mean": self = .channelMean
    case "pixel-mean", "feature-mean": self = .pixelMean
    case "raw-zero": self = .rawZero
    case "constant":
      guard let number = value?["value"]?.number else {
        throw StageParameterError.unreadable("baseline.value", value)
      }
      self = .constant(number)
    default: throw StageParameterError.unreadable("baseline", value)
    }
  }
}
