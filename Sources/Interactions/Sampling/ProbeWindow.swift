/// The pairs that share contexts: those whose first player lies in one window.
///
/// The window is fixed before any context is drawn, and a context never avoids it on purpose: if
/// it did, a pair would only meet contexts without its neighbours, and its estimate be biased.
struct ProbeWindow {
  /// Which window of the layout it is.
  let name: Int
  /// The pairs by their index in the sampling; at least one.
  let indices: [Int]
  /// The same with the places of their two players in `players`.
  private let pairs: [(index: Int32, first: Int32, second: Int32)]
  private let players: [Int32]
  /// The contexts of the present round.
  private var slots = 0..<0
  /// Sets drawn so far in this round.
  private(set) var draws = 0
  /// The slot of each pair's next context: how many of the sets left it out.
  private var next: [Int32] = []
  /// The pairs that lack contexts of this round, as places in `pairs`.
  private var lacking: [Int32] = []

  /// Whether any pair lacks a context.
  var lacks: Bool { !lacking.isEmpty }

  /// The windows of a sampling, in the order in which the list of pairs first enters them.
  static func windows(of sampling: InteractionSampling) -> [ProbeWindow] {
    var names: [Int] = []
    var members: [Int: [Int]] = [:]
    for (index, pair) in sampling.pairs.enumerated() {
      let name = sampling.layout.window(of: pair.first)
      if members[name] == nil { names.append(name) }
      members[name, default: []].append(index)
    }
    return names.map { ProbeWindow(name: $0, indices: members[$0] ?? [], of: sampling.pairs) }
  }

  private init(name: Int, indices: [Int], of all: [PlayerPair]) {
    self.name = name
    self.indices = indices
    var placeOf: [Int: Int32] = [:]
    var players: [Int32] = []
    func place(_ player: Int) -> Int32 {
      if let place = placeOf[player] { return place }
      placeOf[player] = Int32(players.count)
      players.append(Int32(player))
      return Int32(players.count - 1)
    }
    pairs = indices.map { (Int32($0), place(all[$0].first), place(all[$0].second)) }
    self.players = players
  }

  /// Makes every pair lack the contexts `slots`; the sets are drawn again from the first, so that
  /// a pair's contexts do not depend on how they are cut into rounds.
  mutating func begin(_ slots: Range<Int>) {
    self.slots = slots
    draws = 0
    next = [Int32](repeating: 0, count: pairs.count)
    lacking = slots.isEmpty ? [] : pairs.indices.map(Int32.init)
  }

  /// Has the drawn set serve the lacking pairs it leaves out.
  mutating func serve(_ set: [UInt64], into request: inout DifferenceRequest) {
    let unit = Int32(draws)
    draws += 1
    // The row of each player's v(S∪i), −1 where none is asked.
    var rowOf = [Int32](repeating: -1, count: players.count)
    var served: [Int32] = []
    for place in lacking {
      let pair = pairs[Int(place)]
      guard !contains(set, pair.first), !contains(set, pair.second) else { continue }
      next[Int(place)] += 1
      guard next[Int(place)] > slots.lowerBound else { continue }
      served.append(place)
      rowOf[Int(pair.first)] = 0
      rowOf[Int(pair.second)] = 0
    }
    guard !served.isEmpty else { return }
    let base = Int32(request.rows.count)
    var row: Int32 = 1
    for player in rowOf.indices where rowOf[player] == 0 {
      rowOf[player] = row
      row += 1
    }
    let firstPair = row
    let width = request.rows.wordCount
    request.rows.append(Int(firstPair) + served.count) { words in
      for row in 0..<Int(firstPair) + served.count {
        let target = words + row &* width
        for word in 0..<width { target[word] = set[word] }
      }
      for player in rowOf.indices where rowOf[player] > 0 {
        DifferenceRequest.add(Int(players[player]), to: words + Int(rowOf[player]) &* width)
      }
      for (offset, place) in served.enumerated() {
        let pair = pairs[Int(place)]
        let target = words + (Int(firstPair) &+ offset) &* width
        DifferenceRequest.add(Int(players[Int(pair.first)]), to: target)
        DifferenceRequest.add(Int(players[Int(pair.second)]), to: target)
      }
    }
    for (offset, place) in served.enumerated() {
      let pair = pairs[Int(place)]
      request.differences.append(
        DifferenceRequest.Difference(
          pair: pair.index, slot: next[Int(place)] - 1, unit: unit, neither: base,
          first: base + rowOf[Int(pair.first)], second: base + rowOf[Int(pair.second)],
          both: base + firstPair + Int32(offset)))
    }
    lacking.removeAll { next[Int($0)] == slots.upperBound }
  }

  private func contains(_ set: [UInt64], _ place: Int32) -> Bool {
    let player = players[Int(place)]
    return set[Int(player >> 6)] >> UInt64(player & 63) & 1 != 0
  }
}
