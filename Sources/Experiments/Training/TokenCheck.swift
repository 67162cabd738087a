import Neural

/// Refuses samples with tokens that the first layer of a network has no row for.
struct TokenCheck {
  /// Number of different tokens; nil for networks that read numbers.
  let vocabulary: Int?

  init(_ blueprint: NetworkBlueprint) { vocabulary = blueprint.vocabulary }

  /// Looks at every token of a split; `ids` tells which sample one is in.
  func check(_ inputs: [Float], ids: [Int64], split: String) throws(UnknownToken) {
    guard let vocabulary, !ids.isEmpty else { return }
    let tokens = inputs.count / ids.count
    let top = Float(vocabulary)
    for (place, token) in inputs.enumerated()
    where !(token >= 0 && token < top && token == token.rounded(.down)) {
      throw UnknownToken(
        token: token, sample: ids[place / tokens], split: split, vocabulary: vocabulary)
    }
  }
}

/// A sample has a token that is not in the vocabulary.
struct UnknownToken: Error, Hashable, CustomStringConvertible {
  var token: Float
  var sample: Int64
  var split: String
  var vocabulary: Int

  var description: String {
    let whole = Int(exactly: token)
    let shown = whole.map(String.init) ?? "\(token)"
    let next =
      whole.map { $0 >= vocabulary ? "set architecture.vocabulary to at least \($0 + 1)" : nil }
      ?? nil
    return
      "split `\(split)`: sample \(sample) has token \(shown), and the network knows tokens 0 to"
      + " \(vocabulary - 1): " + (next ?? "tokens are whole numbers from 0")
  }
}
