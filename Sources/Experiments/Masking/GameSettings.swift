import Base
import Foundation
import Neural
import Pipeline
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
  /// The number of the class where it is one for all samples.
  var fixedClass: Int?
  /// Whether the network computes in Float64.
  var isDouble: Bool
  /// The probability with which each player is kept.
  var keep: Double

  /// Reads the `game` of a measure stage's parameters; `tensor` is read where the baseline is a file's.
  init(_ value: Value, tensor: () throws -> [Float] = { [] }) throws {
    players = try PlayersChoice.Definition(stageValue: value["players"])
    baseline =
      value["baseline"]?["name"] == "tensor"
      ? .tensor(try tensor()) : try DataBaseline(stageValue: value["baseline"])
    guard let output = value["output"]?.text.flatMap(OutputScore.init(rawValue:)) else {
      throw StageParameterError.unreadable("game.output", value["output"])
    }
    guard let label = value["label"]?.text.flatMap(Spec.Game.Label.init(rawValue:)) else {
      throw StageParameterError.unreadable("game.label", value["label"])
    }
    self.output = output
    self.label = label
    fixedClass = value["class"]?.integer
    isDouble = value["precision"]?.text == Spec.Game.Precision.float64.rawValue
    keep = value["keep"]?.number ?? 1
  }
}

extension GameSettings {
  /// The game a stage plays; nil for one without a game.
  ///
  /// The file of a baseline is where the stage's hints say, and has the digest planned.
  static func of(_ job: StageJob) throws -> GameSettings? {
    try job.parameters["game"].map { value in
      try GameSettings(value) {
        let environment = DataEnvironment(variables: ProcessInfo.processInfo.environment)
        return try BaselineFile(job.hints[BaselineFile.name]?.text ?? "", in: environment)
          .numbers(planned: job.files[BaselineFile.name])
      }
    }
  }
}

/// A stage's parameters are not what this program wrote.
struct StageParameterError: StageError, Sendable, CustomStringConvertible {
  /// What is wrong.
  let description: String
  /// The stage would be told the same again.
  var isPermanent: Bool { true }

  static func unreadable(_ name: String, _ value: Value?) -> StageParameterError {
    StageParameterError(
      description: "stage parameter `\(name)` cannot be \(value?.json ?? "absent"); the stage was"
        + " planned by another version of runexp")
  }
}

extension PlayersChoice.Definition {
  /// Reads what `PlayersChoice.value` wrote.
  init(stageValue value: Value?) throws {
    guard let value, let kind = value["kind"]?.text else {
      throw StageParameterError.unreadable("players", value)
    }
    func grid() throws -> (rows: Int, columns: Int) {
      guard let grid = value["grid"]?.list?.compactMap(\.integer), grid.count == 2 else {
        throw StageParameterError.unreadable("players.grid", value)
      }
      return (grid[0], grid[1])
    }
    func others() throws -> PlayersChoice.Background {
      guard let others = value["others"]?.text.flatMap(PlayersChoice.Background.init(rawValue:))
      else { throw StageParameterError.unreadable("players.others", value) }
      return others
    }
    switch kind {
    case "grid":
      let (rows, columns) = try grid()
      self = .grid(rows: rows, columns: columns)
    case "cells":
      guard let cells = value["cells"]?.list?.compactMap(\.integer) else {
        throw StageParameterError.unreadable("players.cells", value)
      }
      let (rows, columns) = try grid()
      self = .cells(cells, rows: rows, columns: columns, others: try others())
    case "features": self = .features
    case "tokens": self = .tokens
    case "groups":
      guard let groups = value["groups"]?.list else {
        throw StageParameterError.unreadable("players.groups", value)
      }
      self = .groups(
        groups.map { ($0.list ?? []).compactMap(PlayersChoice.Feature.init) },
        others: try others())
    default: throw StageParameterError.unreadable("players", value)
    }
  }

  /// The players over inputs of `shape`, whose elements are called `features` in a table.
  func players(over shape: [Int], features: [String] = []) throws(PlayersError) -> Players {
    switch self {
    case .grid(let rows, let columns): try Players(grid: rows, by: columns, shape: shape)
    case .cells(let cells, let rows, let columns, let others):
      try Players(cells: cells, ofGrid: rows, by: columns, shape: shape, others: others)
    case .features: Players(featuresOf: shape)
    case .groups(let groups, let others):
      try Players(groups: groups, names: features, shape: shape, others: others)
    case .tokens: try Players(tokensOf: shape)
    case .other(let kind, _): preconditionFailure("players \(kind) are planned as blocked")
    }
  }
}

extension PlayersChoice.Feature {
  /// Reads what `value` wrote.
  init?(_ value: Value) {
    if let number = value.integer {
      self = .number(number)
    } else if let name = value.text {
      self = .name(name)
    } else {
      return nil
    }
  }
}

extension DataBaseline {
  /// Reads what `Baseline.value` wrote, of a baseline that is no file's.
  init(stageValue value: Value?) throws {
    func number(_ name: String) throws -> Double {
      guard let number = value?[name]?.number else {
        throw StageParameterError.unreadable("baseline.\(name)", value)
      }
      return number
    }
    switch value?["name"]?.text {
    case "channel-mean": self = .channelMean
    case "pixel-mean", "feature-mean": self = .pixelMean
    case "raw-zero": self = .rawZero
    case "constant": self = .constant(try number("value"))
    case "blur": self = .blur(deviation: try number("deviation"))
    case "sample-average": self = .sampleAverage
    case "push": self = .push(by: try number("by"))
    default: throw StageParameterError.unreadable("baseline", value)
    }
  }
}
