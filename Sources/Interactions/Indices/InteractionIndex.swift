/// The indices by name: what each is in one line, and its values for a table.
public enum InteractionIndex: String, Sendable, CaseIterable {
  case moebius
  case coMoebius = "co-moebius"
  case or
  case shapley
  case banzhaf
  case sii
  case kSII = "k-sii"
  case bii
  case stii
  case fsii
  case fbii
  case multiOrder = "multi-order"

  /// One line for a list of indices.
  public var summary: String {
    switch self {
    case .moebius: "Harsanyi dividends (AND interactions) of every coalition"
    case .coMoebius: "co-Möbius transform of every coalition"
    case .or: "OR interactions of every coalition"
    case .shapley: "Shapley values"
    case .banzhaf: "Banzhaf values"
    case .sii: "Shapley interaction index"
    case .kSII: "n-Shapley values, the interaction index made additive"
    case .bii: "Banzhaf interaction index"
    case .stii: "Shapley–Taylor interaction index"
    case .fsii: "faithful Shapley interaction index"
    case .fbii: "faithful Banzhaf interaction index, with its constant"
    case .multiOrder: "interaction of every pair at every context order"
    }
  }

  /// Whether every coalition has a value, so that the whole table is needed at once; the others
  /// follow from its `CoalitionSums`.
  public var needsTable: Bool {
    switch self {
    case .moebius, .coMoebius, .or: true
    default: false
    }
  }

  /// Whether `interactionOrder` bears on it.
  public var hasInteractionOrder: Bool {
    switch self {
    case .sii, .kSII, .bii, .stii, .fsii, .fbii: true
    default: false
    }
  }

  /// The largest interaction order of those that have one.
  public static let largestInteractionOrder = 3

  /// The sets of players that `CoalitionSums` must hold for the index: 1 to 3 players.
  public func sumsOrder(interactionOrder: Int) -> Int {
    switch self {
    case .shapley, .banzhaf: 1
    case .multiOrder: 2
    default: interactionOrder
    }
  }

  /// Every value of the index: by coalition bits for the transforms, by size and then
  /// lexicographically for sets of few players, by context order for `multiOrder`.
  ///
  /// `interactionOrder`, 1 to 3, is the size of the largest sets of those that have one.
  public func interactions(of table: ValueTable, interactionOrder: Int = 2) -> InteractionList {
    switch self {
    case .moebius: InteractionList(ofEveryCoalition: HarsanyiDividends(of: table).values)
    case .coMoebius: InteractionList(ofEveryCoalition: CoMoebiusTransform(of: table).values)
    case .or: InteractionList(ofEveryCoalition: OrInteractions(of: table).values)
    default:
      interactions(
        of: CoalitionSums(
          of: table, interactionOrder: sumsOrder(interactionOrder: interactionOrder)),
        interactionOrder: interactionOrder)
    }
  }

  /// The same from the sums of a table; not of an index that `needsTable`.
  public func interactions(of sums: CoalitionSums, interactionOrder: Int = 2) -> InteractionList {
    let differences = MeanDifferences(sums)
    switch self {
    case .moebius, .coMoebius, .or: preconditionFailure("\(rawValue) needs the whole table")
    case .shapley: return differences.shapleyValues.interactions
    case .banzhaf: return differences.banzhafValues.interactions
    case .sii: return differences.shapleyInteractions(upTo: interactionOrder).interactions
    case .kSII: return differences.nShapleyValues(upTo: interactionOrder).interactions
    case .bii: return differences.banzhafInteractions(upTo: interactionOrder).interactions
    case .stii: return differences.shapleyTaylorInteractions(upTo: interactionOrder).interactions
    case .fsii: return differences.faithfulShapleyInteractions(upTo: interactionOrder).interactions
    case .fbii: return differences.faithfulBanzhafInteractions(upTo: interactionOrder).interactions
    case .multiOrder:
      return InteractionList(
        values: sums.interactions.values,
        sets: PlayerSets.all(size: 2, playerCount: sums.playerCount), hasContextOrders: true)
    }
  }
}
