/// Why a measurement failed, with what to do about it.
enum MetricError: Error, Sendable, Hashable, CustomStringConvertible {
  case playerCount(Int, metric: String, limit: Int)
  case noRows(metric: String)
  case otherShape([Int], wanted: [Int])
  case tooFewSamples(asked: Int, found: Int)
  case noClassifier(outputs: Int, classes: Int)
  case noClass(Int, of: Int)
  case needsGrid(metric: String)
  case sampledDropout
  case tooManyUnits(Int, layer: String, limit: Int)
  case tooFewUnits(Int, layer: String)
  case noGrid(parameter: String)

  /// The fault and the next step, one line.
  var description: String {
    switch self {
    case .playerCount(let count, let metric, let limit):
      "\(metric) is exact and needs 2 to \(limit) players, these are \(count): use a"
        + " \(count > limit ? "coarser" : "finer") grid of players"
    case .noRows(let metric): "\(metric): the chunks hold no rows to summarise"
    case .otherShape(let found, let wanted):
      "the pool's samples have shape \(found), the model was trained on \(wanted): take the pool"
        + " from data of that shape"
    case .tooFewSamples(let asked, let found):
      "the pool asks for \(asked) samples, the split holds \(found) that fit: ask for fewer"
    case .noClassifier(let outputs, let classes):
      "a network with \(outputs) outputs is no classifier of \(classes) classes, and has no"
        + " accuracy"
    case .noClass(let label, let classes):
      "there is no class \(label): the network's are 0 to \(classes - 1)"
    case .needsGrid(let metric):
      "\(metric) masks cells by their place and needs a whole grid: use players: {grid: [8, 8]}"
    case .tooManyUnits(let count, let layer, let limit):
      "layer \(layer) has \(count) units, and exact interactions need at most \(limit): set"
        + " `estimate: sampled`"
    case .tooFewUnits(let count, let layer):
      "layer \(layer) has \(count) unit\(count == 1 ? "" : "s"), and an interaction needs two: name a"
        + " wider layer"
    case .sampledDropout:
      "`keep` below 1 is a mean over all coalitions, and these are sampled: set `estimate: exact`,"
        + " with a coarser grid of players if need be"
    case .noGrid(let parameter):
      "`\(parameter)` needs players that are cells of a grid: leave it out, or use"
        + " `players: {grid: [rows, columns]}`"
    }
  }
}
