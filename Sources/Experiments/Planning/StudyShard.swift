import Base
import Pipeline
import Spec

/// One of several parts of a study's cells, for machines that share no scheduler.
///
/// Every cell has its own order of preference among the shards, made from a hash of its label. In the
/// order of their hashes, cells take the first shard that is not full: no shard has more than its even
/// share, rounded up, and a larger study leaves most cells where they were.
public struct StudyShard: Sendable, Hashable, CustomStringConvertible {
  /// More shards than this are refused.
  public static let most = 1000

  /// Which one it is, from 1.
  public let number: Int
  /// How many there are.
  public let count: Int

  /// The shard that a text such as `2/4` names; nil when it names none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1],
      (1...Self.most).contains(count), (1...count).contains(number)
    else { return nil }
    self.number = number
    self.count = count
  }

  /// `2/4`.
  public var description: String { "\(number)/\(count)" }

  /// Those of `labels` that are in this shard.
  func chosen(among labels: [String]) -> Set<String> {
    let room = (labels.count + count - 1) / count
    var taken = [Int](repeating: 0, count: count)
    var chosen: Set<String> = []
    let cells = labels.map { (label: $0, hash: ContentHash(of: $0.utf8)) }
      .sorted { $0.hash.hex < $1.hash.hex }
    for cell in cells {
      var best: (shard: Int, liking: UInt64)?
      for shard in 0..<count where taken[shard] < room {
        var stream = RandomStream(
          seed: UInt64(cell.hash.prefix60), purpose: "shard", index: UInt64(shard))
        let liking = stream.next()
        if best.map({ liking > $0.liking }) ?? true { best = (shard, liking) }
      }
      guard let shard = best?.shard else { continue }
      taken[shard] += 1
      if shard == number - 1 { chosen.insert(cell.label) }
    }
    return chosen
  }
}

extension StudyPlan {
  /// What a shard runs.
  public struct ShardPart: Sendable {
    /// The stages its cells need.
    public var graph: StageGraph
    /// How many cells it has.
    public var cells: Int
    /// How many relations of its cells are left for a run of the whole study, since they read cells
    /// of other shards.
    public var relationsLeft: Int
  }

  /// The stages that the cells of `shard` need.
  public func part(_ shard: StudyShard) -> ShardPart {
    let labels = shard.chosen(among: study.cells.map(\.label))
    var wanted: Set<ContentHash> = []
    for use in uses where labels.contains(study.cells[use.cell].label) { wanted.insert(use.stage) }
    for node in graph.nodes where node.group.map(labels.contains) ?? false {
      wanted.insert(node.key)
    }
    let isRelation = { (node: StageNode) in node.kind == RelateStage.name }
    var keys = graph.nodes.filter { wanted.contains($0.key) && !isRelation($0) }.map(\.key)
    let here = graph.needed(by: keys)
    var left = 0
    for node in graph.nodes where wanted.contains(node.key) && isRelation(node) {
      if node.inputs.values.joined().allSatisfy({ here[$0] != nil }) {
        keys.append(node.key)
      } else {
        left += 1
      }
    }
    return ShardPart(graph: graph.needed(by: keys), cells: labels.count, relationsLeft: left)
  }
}
