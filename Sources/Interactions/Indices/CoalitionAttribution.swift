/// What a coalition contributes as one, beside what its members contribute each, on given AND and OR
/// interactions.
///
/// With I(T) = I_and(T) + I_or(T): an interaction among |T| players gives each an equal share, and a
/// coalition S the shares of its members in the interactions that contain all of S,
/// φ(S) = Σ_{T⊇S} |S|/|T|·I(T); for one player that is the Shapley value. Interactions with only a
/// part of S are in conflict with taking S as one ("Towards attributions of input variables in a
/// coalition", ICML 2025).
///
/// φ of two or more players and the ratios depend on how v is split into AND and OR, which is not
/// unique: compare coalitions under one extraction only.
public struct CoalitionAttribution: Sendable {
  /// What is found for one coalition S of one player or more.
  public struct Report: Sendable, Hashable {
    /// S.
    public var coalition: Coalition
    /// φ(S).
    public var attribution: Double
    /// φ(i) of each member, ascending.
    public var memberAttributions: [Double]
    /// Σ |T∩S|/|T|·I(T) over the T that hold some but not all of S: Σ_{i∈S} φ(i) − φ(S).
    public var conflict: Double
    /// R(i) = |U|/(|U| + |φ(i) − U|) of each member, U = `sharePerMember`: how much of a member's
    /// attribution it has through S; nil where both are 0.
    public var memberRatios: [Double?]
    /// R′(i), the strength of the interactions with all of S over that of all with i, each divided
    /// by |T|; nil where i interacts with nobody.
    public var memberStrengthRatios: [Double?]
    /// Q(S), the strength of S's shares in interactions with all of S over that in all with any of
    /// S: 1 for a coalition that always acts as one; nil where its members interact with nobody.
    public var faithfulness: Double?

    /// U = φ(S)/|S|, the part of each member in φ(S).
    public var sharePerMember: Double { attribution / Double(coalition.count) }
  }

  /// The number of players n.
  public let playerCount: Int
  /// I_and + I_or, and |I_and| + |I_or|, of every coalition.
  private let sums: [Double]
  private let strengths: [Double]

  /// Holds AND and OR interactions, 2ⁿ each, index = bits of the coalition; what they say of the
  /// empty set is in no attribution.
  public init(and: [Double], or: [Double]) {
    precondition(and.count == or.count, "\(and.count) AND and \(or.count) OR interactions")
    precondition(and.count.nonzeroBitCount == 1, "\(and.count) interactions are no table")
    playerCount = and.count.trailingZeroBitCount
    sums = zip(and, or).map { $0 + $1 }
    strengths = zip(and, or).map { abs($0) + abs($1) }
  }

  /// What `coalition`, of one player or more, contributes.
  public func report(on coalition: Coalition) -> Report {
    precondition(
      !coalition.isEmpty && coalition.isSubset(of: .grand(playerCount)),
      "no coalition of \(playerCount) players: \(coalition)")
    let members = coalition.players
    let size = Double(coalition.count)
    var attribution = 0.0
    var conflict = 0.0
    var whole = 0.0
    var touching = 0.0
    var member = [Double](repeating: 0, count: members.count)
    var memberStrength = member
    for index in 1..<sums.count {
      let set = Coalition(bits: UInt64(index))
      let common = set.intersection(coalition).count
      guard common > 0 else { continue }
      let share = sums[index] / Double(set.count)
      let strength = strengths[index] / Double(set.count)
      touching += Double(common) * strength
      if common == coalition.count {
        attribution += share
        whole += strength
      } else {
        conflict += Double(common) * share
      }
      for (place, player) in members.enumerated() where set.contains(player) {
        member[place] += share
        memberStrength[place] += strength
      }
    }
    return Report(
      coalition: coalition, attribution: size * attribution, memberAttributions: member,
      conflict: conflict,
      memberRatios: member.map {
        Self.ratio(abs(attribution), abs(attribution) + abs($0 - attribution))
      },
      memberStrengthRatios: memberStrength.map { Self.ratio(whole, $0) },
      faithfulness: Self.ratio(size * whole, touching))
  }

  private static func ratio(_ part: Double, _ whole: Double) -> Double? {
    whole > 0 ? part / whole : nil
  }
}
