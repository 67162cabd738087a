import Store

/// A cell of a sweep: how far it is, and the number the sweep is looked at by.
public struct SweepCell: Sendable, Hashable {
  /// How far a cell is.
  public enum State: Sendable, Hashable {
    /// All its stages have results.
    case finished
    /// Some of its stages have none yet.
    case pending
    /// A stage it needs failed when it was last to run.
    case failed(stage: String, reason: String)
    /// Successive halving left it behind at an epoch, up to which it has its results.
    case dropped(epoch: Int)
  }

  /// The cell.
  public var cell: StudyCell
  /// How far it is.
  public var state: State
  /// Its number; nil where there is none yet.
  public var number: Double?

  /// Makes a cell; see the properties.
  public init(cell: StudyCell, state: State, number: Double?) {
    self.cell = cell
    self.state = state
    self.number = number
  }
}
