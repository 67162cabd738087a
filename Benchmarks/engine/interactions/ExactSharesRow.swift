import Interactions

/// J⁽ᵐ⁾ of all images together, from all masks of each over 4×4 players.
struct ExactSharesRow: InteractionRow {
  private let images: GridImages
  private var perImage: [OrderStrength] = []
  private var shares: [Double] = []

  init(_ folder: ExchangeFolder) throws { images = try GridImages(folder, grid: 4) }

  mutating func work() throws {
    perImage = try (0..<images.count).map { image in
      OrderStrength(
        of: PairwiseInteractionsByOrder(of: try images.table(of: image), magnitudes: false))
    }
    shares = OrderStrength(averaging: perImage)?.shares ?? []
  }

  /// S⁽ᵐ⁾ by image and order, and J⁽ᵐ⁾.
  var results: [String: [Double]] {
    ["strengths": perImage.flatMap(\.strengths), "shares": shares]
  }
}
