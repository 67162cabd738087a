import Base
import Interactions

/// The interactions of one sample's players: as recorded, made of recorded values, or computed now.
struct InspectedInteractions {
  /// Where they come from.
  var source: SampleInspection.Source
  /// The Shapley value of each player; empty where the interactions are not known.
  var attributions: [Double] = []
  /// The strongest, strongest first.
  var strongest: [SampleInspection.Interaction] = []

  /// Takes what is recorded, else asks the game where it has at most `limit` players.
  init(
    _ recorded: InspectedStages.Recorded?, or game: MaskedNetworkGame, upTo limit: Int, top: Int
  ) throws {
    if let kept = recorded?.interactions {
      source = .recorded
      fill(and: kept.and, or: kept.or, top: top)
    } else if let table = recorded?.table?.table {
      source = .recordedValues
      fill(and: HarsanyiDividends(of: table).values, or: [], top: top)
    } else if game.playerCount <= limit {
      source = .computed
      fill(and: HarsanyiDividends(of: try game.table()).values, or: [], top: top)
    } else {
      source = .none
    }
  }

  /// A dividend, of either kind, is shared equally by its players: that is their Shapley value.
  private mutating func fill(and: [Double], or: [Double], top: Int) {
    attributions = [Double](repeating: 0, count: and.count.trailingZeroBitCount)
    var all: [SampleInspection.Interaction] = []
    for (kind, values) in [(SampleInspection.Interaction.Kind.and, and), (.or, or)] {
      for (bits, value) in values.enumerated().dropFirst() where value != 0 {
        let players = Coalition(bits: UInt64(bits)).players
        for player in players { attributions[player] += value / Double(players.count) }
        all.append(SampleInspection.Interaction(kind: kind, players: players, value: value))
      }
    }
    // The order of equals is that in which they were made.
    strongest = all.enumerated().sorted {
      (abs($0.element.value), $1.offset) > (abs($1.element.value), $0.offset)
    }.prefix(top).map(\.element)
  }
}
