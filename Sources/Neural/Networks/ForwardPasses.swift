import Synchronization

/// Counts what the networks of this process evaluate.
///
/// One forward pass is one input, masked or not, whose outputs were asked for: a row of a training
/// batch, a row of an evaluation, a mask of a game. A row counts once however it is evaluated –
/// through every layer, from sums over subsets, from tables of memoised layers – and rows that fill
/// up a block, or that only fill such tables, do not count.
public enum ForwardPasses {
  private static let counter = Atomic<Int>(0)

  /// Forward passes since the process began.
  public static var total: Int { counter.load(ordering: .relaxed) }

  static func add(_ rows: Int) { counter.add(rows, ordering: .relaxed) }
}
