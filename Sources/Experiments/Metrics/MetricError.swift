/// Why a measurement failed, with what to do about it.
enum MetricError: Error, Sendable, Hashable, CustomStringConvertible {
  case tooManyPlayers(Int, metric: String, limit: Int)
  case noRows(metric: String)
  case notFinite(metric: String, sample: Int64)
  case unknownSplit(String, known: [String])
  case tooFewSamples(asked: Int, found: Int)

  /// The fault and the next step, one line.
  var description: String {
    switch self {
    case .tooManyPlayers(let count, let metric, let limit):
      "\(metric) is exact and needs 2 to \(limit) players, these are \(count): use a coarser grid"
        + " of players"
    case .noRows(let metric): "\(metric): the chunks hold no rows to summarise"
    case .notFinite(let metric, let sample):
      "\(metric): the network's output for sample \(sample) is not finite; look at its training"
        + " curve"
    case .unknownSplit(let name, let known):
      "no split `\(name)`; this data set has \(known.joined(separator: ", "))"
    case .tooFewSamples(let asked, let found):
      "the pool asks for \(asked) samples, the split holds \(found) that fit: ask for fewer"
    }
  }
}
