extension AndOrInteractions {
  /// All interactions in one list: AND by the bits of their coalitions, then OR.
  public var entries: [Double] { and + or }

  /// The players of an entry's coalition.
  func interactionOrder(ofEntry entry: Int) -> Int {
    Self.interactionOrder(ofEntry: entry, playerCount: playerCount)
  }

  static func interactionOrder(ofEntry entry: Int, playerCount: Int) -> Int {
    (entry & ((1 << playerCount) - 1)).nonzeroBitCount
  }

  /// The largest |I| of a non-empty coalition.
  public var maximum: Double {
    max(
      and.dropFirst().reduce(0) { max($0, abs($1)) }, or.dropFirst().reduce(0) { max($0, abs($1)) })
  }

  /// Only the interactions of a set, and those of the empty coalition; all others 0.
  public func keeping(_ set: InteractionSet) -> AndOrInteractions {
    filtered { $0 & ((1 << playerCount) - 1) == 0 || set.contains[$0] }
  }

  /// All interactions but those of a set; that of the empty coalition always stays.
  public func removing(_ set: InteractionSet) -> AndOrInteractions {
    filtered { $0 & ((1 << playerCount) - 1) == 0 || !set.contains[$0] }
  }

  private func filtered(_ keeps: (Int) -> Bool) -> AndOrInteractions {
    AndOrInteractions(
      playerCount: playerCount, and: and.indices.map { keeps($0) ? and[$0] : 0 },
      or: or.indices.map { keeps(and.count + $0) ? or[$0] : 0 })
  }
}
