/// The salient interactions of a target network divided into those that reference networks,
/// trained on other data, have too, and those they do not.
///
/// "Quantifying and analyzing the generalization power of a DNN …" (arXiv:2505.06993) has one
/// reference, "… generalizable and non-generalizable interactions" (arXiv:2502.10162) several.
public struct GeneralizableSplit: Sendable, Hashable {
  /// The target's interactions that enough references have.
  public let generalizable: InteractionSet
  /// The target's other salient interactions.
  public let other: InteractionSet
  /// How often independent random sets of the references' sizes have an interaction, by interaction
  /// order 1...n: the share of generalizable interactions to expect of chance.
  public let chanceByInteractionOrder: [Double]

  /// One reference network on the same sample.
  public struct Reference: Sendable, Hashable {
    /// Its interactions.
    public var interactions: AndOrInteractions
    /// Those that are salient.
    public var salient: InteractionSet

    /// Makes a reference.
    public init(interactions: AndOrInteractions, salient: InteractionSet) {
      self.interactions = interactions
      self.salient = salient
    }
  }

  /// Divides `salient` by whether at least `inAtLeast` references have an interaction salient and,
  /// when `sameSign`, with the target's sign.
  public init(
    of target: AndOrInteractions, salient: InteractionSet, references: [Reference],
    inAtLeast: Int = 1, sameSign: Bool = false
  ) {
    precondition(
      (1...max(1, references.count)).contains(inAtLeast),
      "in at least \(inAtLeast) of \(references.count) references")
    let n = target.playerCount
    let entries = target.entries
    let references = references.map { ($0.interactions.entries, $0.salient) }
    let found = salient.entries.filter { entry in
      let having = references.filter { interactions, set in
        set.contains[entry] && (!sameSign || (interactions[entry] > 0) == (entries[entry] > 0))
      }
      return having.count >= inAtLeast
    }
    generalizable = InteractionSet(playerCount: n, entries: found)
    let isFound = generalizable.contains
    other = InteractionSet(playerCount: n, entries: salient.entries.filter { !isFound[$0] })
    // Random signs agree with the target's half of the time.
    let agreeing = sameSign ? 0.5 : 1
    let counts = references.map { $0.1.countsByInteractionOrder }
    chanceByInteractionOrder = (0..<n).map { index in
      let universe = InteractionSet.universe(interactionOrder: index + 1, playerCount: n)
      return probability(
        ofAtLeast: inAtLeast,
        among: counts.map { agreeing * Double($0[index + 1]) / Double(universe) })
    }
  }

  /// The share of the target's salient interactions that are generalizable; nil where none is
  /// salient.
  public var share: Double? {
    let all = generalizable.count + other.count
    return all > 0 ? Double(generalizable.count) / Double(all) : nil
  }

  /// The share to expect of chance, given how many salient interactions of each order the target
  /// has.
  public var chanceShare: Double? {
    let counts = zip(generalizable.countsByInteractionOrder, other.countsByInteractionOrder)
      .map { Double($0 + $1) }.dropFirst()
    let all = counts.reduce(0, +)
    guard all > 0 else { return nil }
    return zip(counts, chanceByInteractionOrder).reduce(0) { $0 + $1.0 * $1.1 } / all
  }
}

/// The probability that at least `least` of independent events happen (Poisson's binomial).
func probability(ofAtLeast least: Int, among probabilities: [Double]) -> Double {
  var exactly = [1.0] + [Double](repeating: 0, count: probabilities.count)
  for (index, probability) in probabilities.enumerated() {
    for count in (0...index).reversed() {
      exactly[count + 1] += exactly[count] * probability
      exactly[count] *= 1 - probability
    }
  }
  return exactly.dropFirst(least).reduce(0, +)
}
