import Base
import Interactions
import Neural

/// J⁽ᵐ⁾ of one image over 16×16 players, sampled.
struct SampledSharesRow: InteractionRow {
  /// How it is sampled.
  enum Plan {
    /// The official scheme and counts: 200 local pairs, 100 contexts of each at 13 orders.
    case official
    /// All local pairs, contexts shared in windows.
    case sharedContexts
  }

  private static let grid = 16
  private static let radius = 2

  private let game: SampledImage
  private let plan: Plan
  private let sampling: InteractionSampling
  private var found: SampledInteractions?

  init(_ folder: ExchangeFolder, plan: Plan) throws {
    self.plan = plan
    game = SampledImage(images: try GridImages(folder, grid: Self.grid))
    let candidates = PairCandidates.local(
      rows: Self.grid, columns: Self.grid, radius: Self.radius)
    let official = InteractionSampling.official(of: candidates, seed: 1)
    switch plan {
    case .official:
      // The pairs are those of one image; the error over pairs is that of drawing them from all.
      sampling = official
    case .sharedContexts:
      sampling = InteractionSampling(
        of: candidates, contextOrders: official.contextOrders, seed: 1)
    }
  }

  mutating func work() throws {
    game.images.load(0)
    found = try SampledInteractions(of: game, sampling)
  }

  /// J⁽ᵐ⁾ with its standard errors, S⁽ᵐ⁾ likewise, the forward passes, and v of the coalitions of the
  /// first 1, 2, … players.
  var results: [String: [Double]] {
    guard let found else { return [:] }
    // The papers take the mean of |Î| for S.
    let strengths = found[plan == .official ? .strengthUpper : .strength]
    let orders = found.orders.indices
    return [
      "shares": strengths.shares.map(\.value),
      "share-errors": strengths.shares.map(\.standardError),
      "strengths": strengths.values, "strength-errors": orders.map { strengths[$0].standardError },
      "passes": [Double(found.forwardPasses)],
      "some-values": game.values(of: game.firstPlayers),
    ]
  }
}

/// The log-odds of the first image, for coalitions of any number of players.
private struct SampledImage: Game {
  let images: GridImages

  /// The coalitions of the first 1, 2, …, n players.
  var firstPlayers: CoalitionBlock {
    var words = [UInt64](repeating: 0, count: (playerCount + 63) / 64)
    var coalitions = CoalitionBlock(playerCount: playerCount)
    for player in 0..<playerCount {
      words[player / 64] |= 1 << UInt64(player % 64)
      coalitions.append(words)
    }
    return coalitions
  }

  var playerCount: Int { images.forward.players.playerCount }

  func values(of coalitions: CoalitionBlock) -> [Double] {
    OutputScore.logOdds.scores(
      of: images.forward.masks(coalitions.words), classes: GridImages.classes,
      label: images.label(of: 0))
  }
}
