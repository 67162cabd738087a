import Base
import Glibc

/// Draws the contexts of one context order – or of random ones –, round by round, and says which
/// coalitions they need.
///
/// At orders above (n−2)/2 the *absent* players are drawn instead, n−2−m of them, and every
/// coalition is replaced by its complement at the end. So the drawn set is never larger than half
/// of the players, and a pair stays out of it with probability at least ¼.
struct ContextDraws {
  /// How the contexts of an order are chosen.
  enum Route {
    /// All of them.
    case enumerated
    /// Some, each once per pair: where there are so few that repeats would be common.
    case distinct
    /// Independently, each pair its own.
    case independent
    /// Independently, shared by the pairs of a window.
    case shared
    /// Cut out of random permutations and their reverses.
    case permuted
  }

  let sampling: InteractionSampling
  /// m; nil where each context has an order of its own, uniform over 0...n−2.
  let contextOrder: Int?
  let route: Route
  /// C(n−2,m).
  let contextCount: Double
  private let seed: UInt64
  /// The chances of orders up to each one, where the order is drawn.
  private let cumulative: [Double]
  private var windows: [ProbeWindow]
  /// The window of each pair, or the pair itself where contexts are not shared: units of different
  /// groups are different.
  private(set) var groups: [Int32]
  /// How many of the contexts that are not common to all windows each gets, 1 on the mean over
  /// pairs; empty where they are spread evenly.
  private var weights: [Double] = []
  private var sampler = SubsetSampler()

  init(_ sampling: InteractionSampling, contextOrder: Int?) {
    self.sampling = sampling
    self.contextOrder = contextOrder
    seed = sampling.sampleSeed
    let others = sampling.playerCount - 2
    contextCount = contextOrder.map { Binomial.coefficient(others, $0) } ?? .infinity
    if let contextOrder, sampling.isEnumerated(contextOrder) {
      route = .enumerated
    } else {
      switch sampling.scheme {
      case .official: route = .independent
      case .permutations: route = .permuted
      case .probeWindows:
        let few =
          contextCount <= InteractionSampling.distinctness * Double(sampling.largestContexts)
        route = few ? .distinct : .shared
      }
    }
    cumulative =
      contextOrder == nil
      ? Self.cumulativeChances(
        sampling.randomOrders, playerCount: sampling.playerCount, shared: route == .shared) : []
    windows = route == .shared ? ProbeWindow.windows(of: sampling) : []
    groups = sampling.pairs.indices.map(Int32.init)
    for (place, window) in windows.enumerated() {
      for index in window.indices { groups[index] = Int32(place) }
    }
  }

  /// Contexts that are drawn together, per pair: a permutation and its reverse give two.
  var contextsPerUnit: Int { route == .permuted ? 2 : 1 }

  /// The contexts of one pair once `contexts` of the specification are drawn.
  ///
  /// With shared contexts half of them are common to all windows, the other half is spread by the
  /// windows' weights; rounded down, so that the total is never above `contexts` for each pair.
  func contexts(_ contexts: Int, ofPair index: Int) -> Int {
    switch route {
    case .enumerated: return Int(contextCount)
    case .permuted: return contexts / 2 * 2
    case .distinct, .independent: return contexts
    case .shared:
      let common = max(2, contexts / 2)
      let weight = weights.isEmpty ? 1 : weights[Int(groups[index])]
      return common + Int(Double(contexts - common) * weight)
    }
  }

  /// 1 − K/C(n−2,m), the finite-population factor of the variance of a mean of K contexts.
  func populationFactor(contexts: Int) -> Double {
    switch route {
    case .enumerated: return 0
    case .distinct: return 1 - Double(contexts) / contextCount
    case .independent, .shared, .permuted: return 1
    }
  }

  /// Spreads shared contexts over the windows by a strength of each pair that is known beforehand.
  mutating func spread(by strengths: [Double]) {
    guard route == .shared else { return }
    let mean = strengths.reduce(0, +) / Double(strengths.count)
    guard mean > 0 else { return }
    weights = windows.map { window in
      let sum = window.indices.reduce(0) { $0 + strengths[$1] }
      return sum / Double(window.indices.count) / mean
    }
  }

  /// The coalitions that bring each pair from the contexts of `old` to those of `new`.
  mutating func request(from old: Int, to new: Int) -> DifferenceRequest {
    var request = DifferenceRequest(playerCount: sampling.playerCount)
    let slots = (old == 0 ? 0 : contexts(old, ofPair: 0))..<contexts(new, ofPair: 0)
    switch route {
    case .enumerated: enumerate(into: &request)
    case .distinct: drawDistinct(slots, into: &request)
    case .independent:
      for pair in sampling.pairs.indices {
        for slot in slots { drawOwn(pair, slot: slot, into: &request) }
      }
    case .permuted: permute(slots, into: &request)
    case .shared: share(from: old, to: new, into: &request)
    }
    return request
  }

  private func stream(_ purpose: String, of code: UInt64, _ subindex: Int) -> RandomStream {
    RandomStream(
      seed: seed, purpose: purpose,
      index: UInt64(contextOrder ?? sampling.playerCount) << 40 | code,
      subindex: UInt32(truncatingIfNeeded: subindex))
  }

  /// The size of the set that is drawn, and whether it is that of the absent players.
  private func shape(of order: Int) -> (size: Int, complemented: Bool) {
    let others = sampling.playerCount - 2
    return (min(order, others - order), 2 * order > others)
  }

  /// The context order of one draw.
  private func order(_ purpose: String, of code: UInt64, _ subindex: Int) -> Int {
    if let contextOrder { return contextOrder }
    var stream = stream(purpose + ", orders", of: code, subindex)
    let chance = stream.uniform()
    return cumulative.firstIndex { chance < $0 } ?? sampling.playerCount - 2
  }

  /// The chances that contexts of a pair shall have; for shared sets over the chance that one leaves
  /// out a pair, so that the orders of those that do are as asked for.
  private static func cumulativeChances(
    _ orders: InteractionSampling.RandomOrders, playerCount: Int, shared: Bool
  ) -> [Double] {
    let others = playerCount - 2
    let weights = (0...others).map { order in
      let chance =
        orders == .uniform
        ? 1 : exp(Binomial.logarithm(others, order) - Double(others) * log(2))
      let out = Double(playerCount - min(order, others - order))
      return shared ? chance / (out * (out - 1)) : chance
    }
    let sum = weights.reduce(0, +)
    var chance = 0.0
    return weights.map { weight in
      chance += weight / sum
      return chance
    }
  }

  private mutating func drawOwn(_ index: Int, slot: Int, into request: inout DifferenceRequest) {
    let pair = sampling.pairs[index]
    let (size, complemented) = shape(of: order("own contexts", of: pair.code, slot))
    let stream = stream("own contexts", of: pair.code, slot)
    let start = request.rows.count
    request.appendOwn(pair, index: index, slot: slot, unit: slot) { words in
      sampler.add(size: size, of: labels, without: pair, stream: stream, to: words)
    }
    if complemented { request.rows.complement(from: start) }
  }

  private mutating func drawDistinct(_ slots: Range<Int>, into request: inout DifferenceRequest) {
    guard let contextOrder else { return }
    let (size, complemented) = shape(of: contextOrder)
    let count = Int(contextCount)
    for (index, pair) in sampling.pairs.enumerated() {
      var stream = stream("distinct contexts", of: pair.code, 0)
      var ranks = Array(0..<count)
      for place in 0..<slots.upperBound {
        ranks.swapAt(place, place + stream.below(count - place))
      }
      for slot in slots {
        let members = Combination.members(rank: ranks[slot], size: size, of: labels)
        append(members, of: pair, index: index, slot: slot, unit: slot, into: &request)
      }
    }
    if complemented { request.rows.complement() }
  }

  private mutating func permute(_ slots: Range<Int>, into request: inout DifferenceRequest) {
    guard let contextOrder else { return }
    let (size, complemented) = shape(of: contextOrder)
    for (index, pair) in sampling.pairs.enumerated() {
      for half in slots.lowerBound / 2..<slots.upperBound / 2 {
        // One permutation for all orders: the order is no part of the key.
        let stream = RandomStream(
          seed: seed, purpose: "context permutations", index: pair.code,
          subindex: UInt32(truncatingIfNeeded: half))
        let order = sampler.permutation(labels, stream: stream)
        // The context is the first m players; where absent players are drawn, the others.
        for (slot, members) in [
          (2 * half, complemented ? order.suffix(size) : order.prefix(size)),
          (2 * half + 1, complemented ? order.prefix(size) : order.suffix(size)),
        ] {
          append(members, of: pair, index: index, slot: slot, unit: half, into: &request)
        }
      }
    }
    if complemented { request.rows.complement() }
  }

  private var labels: Int { sampling.playerCount - 2 }

  private func append(
    _ members: some Collection<Int>, of pair: PlayerPair, index: Int, slot: Int, unit: Int,
    into request: inout DifferenceRequest
  ) {
    request.appendOwn(pair, index: index, slot: slot, unit: unit) { words in
      for label in members { DifferenceRequest.add(pair.player(label: label), to: words) }
    }
  }
}

// MARK: - All contexts

extension ContextDraws {
  /// Every context of every pair; a coalition that several pairs or contexts need stands once.
  private mutating func enumerate(into request: inout DifferenceRequest) {
    guard let contextOrder else { return }
    let (size, complemented) = shape(of: contextOrder)
    var rowOf: [[UInt64]: Int32] = [:]
    let members = (0..<Int(contextCount)).map {
      Combination.members(rank: $0, size: size, of: labels)
    }
    func row(_ words: [UInt64], _ request: inout DifferenceRequest) -> Int32 {
      if let row = rowOf[words] { return row }
      let row = Int32(request.rows.count)
      rowOf[words] = row
      request.rows.append(1) { target in
        for (place, word) in words.enumerated() { target[place] = word }
      }
      return row
    }
    func adding(_ player: Int, to words: [UInt64]) -> [UInt64] {
      var words = words
      words[player >> 6] |= 1 << UInt64(player & 63)
      return words
    }
    for (index, pair) in sampling.pairs.enumerated() {
      for (slot, labels) in members.enumerated() {
        var context = [UInt64](repeating: 0, count: request.rows.wordCount)
        for label in labels { context = adding(pair.player(label: label), to: context) }
        let first = adding(pair.first, to: context)
        request.differences.append(
          DifferenceRequest.Difference(
            pair: Int32(index), slot: Int32(slot), unit: Int32(slot),
            neither: row(context, &request), first: row(first, &request),
            second: row(adding(pair.second, to: context), &request),
            both: row(adding(pair.second, to: first), &request)))
      }
    }
    if complemented { request.rows.complement() }
  }
}

// MARK: - Shared contexts

extension ContextDraws {
  /// Draws sets for one window after the other until every pair has its contexts.
  ///
  /// A set serves each pair that it leaves out and that still lacks a context: v(S) is asked once,
  /// v(S∪i) once per player, v(S∪{i,j}) once per pair; never more than the four of a pair alone.
  /// Given that a uniform set leaves out i and j, it is a uniform context of theirs, so a pair's
  /// contexts – the first sets of its window that leave it out – are independent and uniform, and
  /// no other pair has a say in them.
  private mutating func share(from old: Int, to new: Int, into request: inout DifferenceRequest) {
    var set = [UInt64](repeating: 0, count: request.rows.wordCount)
    for place in windows.indices {
      let pair = windows[place].indices[0]
      windows[place].begin(
        (old == 0 ? 0 : contexts(old, ofPair: pair))..<contexts(new, ofPair: pair))
      while windows[place].lacks {
        let (name, draw) = (UInt64(windows[place].name), windows[place].draws)
        let (size, complemented) = shape(of: order("shared contexts", of: name, draw))
        let stream = stream("shared contexts", of: name, draw)
        for word in set.indices { set[word] = 0 }
        set.withUnsafeMutableBufferPointer { words in
          guard let words = words.baseAddress else { return }
          sampler.add(
            size: size, of: sampling.playerCount, without: nil, stream: stream, to: words)
        }
        let start = request.rows.count
        windows[place].serve(set, into: &request)
        if complemented { request.rows.complement(from: start) }
      }
    }
  }
}
