import Base
import Spec

/// Which sample of which data is looked at with which checkpoint of which cell.
public struct InspectionQuestion: Sendable, Hashable {
  /// The model.
  public var model: String
  /// Its epoch; nil for its last checkpoint.
  public var checkpoint: Int?
  /// The data node.
  public var data: String
  /// The split.
  public var split: String
  /// The sample's stable id.
  public var sample: Int64
  /// The cell's label; nil for any.
  public var cell: String?
  /// The variant; nil for any.
  public var variant: String?
  /// The swept seed; nil for any.
  public var seed: Int?
  /// The players, as the spec names them; nil for those of any measurement.
  public var players: String?
  /// How many interactions are told.
  public var top: Int

  /// Reads `main@20` (or `main`, `main@last`) and `main.test/17`.
  public init(model: String, sample: String, top: Int) throws(Diagnostic) {
    let parts = model.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let epoch = parts.count == 2 && parts[1] != "last" ? Int(parts[1]) : nil
    guard let name = parts.first, !name.isEmpty,
      parts.count == 1 || parts[1] == "last" || epoch != nil
    else {
      throw Diagnostic(
        .error, "`\(model)` names no checkpoint of a model",
        notes: ["write main@20, or main@last for its last one"])
    }
    let pieces = sample.split(separator: "/", omittingEmptySubsequences: false)
    let source = pieces.first.map { $0.split(separator: ".", omittingEmptySubsequences: false) }
    guard pieces.count == 2, let id = Int64(pieces[1]), let source, source.count == 2,
      !source[0].isEmpty, !source[1].isEmpty
    else {
      throw Diagnostic(
        .error, "`\(sample)` names no sample",
        notes: ["write DATA.SPLIT/NUMBER, such as main.test/17; numbers are those of `metrics`"])
    }
    self.model = String(name)
    checkpoint = epoch
    data = String(source[0])
    split = String(source[1])
    self.sample = id
    self.top = top
  }
}
