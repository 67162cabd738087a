/// Why games cannot be split into AND and OR interactions.
public enum AndOrExtractionError: Error, Sendable, Hashable {
  /// More players than `AndOrExtraction.mostPlayers`.
  case tooManyPlayers(Int)
  /// Games worked on together differ in their players.
  case differentPlayers(Int, Int)
  /// ζ is negative or not a number.
  case noiseBound(Double)
  /// A joint extraction was asked of this many models.
  case models(Int)
}

extension AndOrExtractionError: CustomStringConvertible {
  /// One line for a person, lower case, no full stop.
  public var description: String {
    switch self {
    case .tooManyPlayers(let count):
      "AND-OR extraction takes at most \(AndOrExtraction.mostPlayers) players, not \(count); "
        + "choose fewer players"
    case .differentPlayers(let first, let second):
      "games extracted together must have equally many players, not \(first) and \(second)"
    case .noiseBound(let bound):
      "the noise bound must be a finite number of at least 0, not \(bound)"
    case .models(let count):
      "a joint extraction takes 1 to \(LaneBuffers.width) models, not \(count)"
    }
  }
}
