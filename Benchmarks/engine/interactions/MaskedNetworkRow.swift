import Interactions
import Neural

/// All masks of one image over 4×4 players, the log-odds of each, and I⁽ᵐ⁾ of every pair and order.
struct MaskedNetworkRow: InteractionRow {
  private let images: GridImages
  private var table: ValueTable?
  private var byOrder: PairsByOrder?

  init(_ folder: ExchangeFolder, route: MaskedRoute?) throws {
    images = try GridImages(folder, grid: 4, route: route)
  }

  mutating func work() throws {
    let table = try images.table(of: 0)
    byOrder = PairwiseInteractionsByOrder(of: table, magnitudes: false).means
    self.table = table
  }

  var results: [String: [Double]] {
    ["table": table?.values ?? [], "by-order": byOrder?.values ?? []]
  }
}

extension GridImages {
  /// The log-odds of an image under all masks.
  func table(of image: Int) throws -> ValueTable {
    load(image)
    return try ValueTable(
      values: OutputScore.logOdds.scores(
        of: forward.allMasks(), classes: Self.classes, label: label(of: image)))
  }
}
