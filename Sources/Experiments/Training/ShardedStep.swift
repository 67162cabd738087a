import Dispatch
import Neural

/// The gradients of a batch, cut into fixed parts that are passed on their own and, where there are
/// cores, at once.
///
/// Every part has its own copy of the network, which reads the same parameters; gradients are added
/// in the order of the parts. So the bits depend on the number of parts, which is part of a stage's
/// key, and not on the number of threads. Batch normalisation normalises each part alone; what it
/// records is the mean over the parts.
final class ShardedStep {
  private let network: Network<Float>
  /// The first works on the trained network itself.
  private let steps: [TrainingStep]
  private let threads: Int
  private var parts: [TrainingStep.Part] = []
  private let losses: Buffer<Double>

  /// `threads` bounds how many parts are passed at once.
  init(
    _ network: Network<Float>, _ objective: TrainingObjective, seeds: TrainingStep.Seeds,
    shards: Int, threads: Int
  ) throws {
    precondition(shards > 0 && threads > 0, "\(shards) shards on \(threads) threads")
    self.network = network
    let networks = try (0..<shards).map {
      $0 == 0 ? network : try Network(sharingParametersOf: network)
    }
    steps = try networks.map { network in
      let gated = try objective.units.map { try GatedPass(network, behind: $0.layer) }
      if let gated, gated.unitCount < 2 {
        throw TooFewUnits(layer: objective.units?.layer ?? "", units: gated.unitCount)
      }
      return TrainingStep(network, objective, seeds: seeds, gated: gated)
    }
    self.threads = min(shards, threads)
    losses = Buffer(count: shards)
  }

  /// The places of each part in a batch of `count`: equal parts, one more in the last ones where
  /// they cannot be.
  static func cut(_ count: Int, into shards: Int) -> [Range<Int>] {
    let (least, rest) = count.quotientAndRemainder(dividingBy: shards)
    var start = 0
    return (0..<shards).map { shard in
      let end = start + least + (shard >= shards - rest ? 1 : 0)
      defer { start = end }
      return start..<end
    }
  }

  /// Sets the gradients of the parameters to those of a batch; returns its loss.
  ///
  /// `rows` are places in `data`; `firstDraw` counts samples over the whole training, `epoch` from 0.
  func differentiate(
    rows: ArraySlice<Int>, firstDraw: UInt64, epoch: Int = 0, of data: LabelledInputs
  ) -> Double {
    if steps.count == 1 {
      network.zeroGradients()
      return steps[0].accumulate(
        TrainingStep.Part(rows: rows, firstDraw: firstDraw, epoch: epoch), of: data)
    }
    parts = Self.cut(rows.count, into: steps.count).map { range in
      TrainingStep.Part(
        rows: rows[(rows.startIndex + range.lowerBound)..<(rows.startIndex + range.upperBound)],
        firstDraw: firstDraw + UInt64(range.lowerBound), epoch: epoch,
        share: Double(range.count) / Double(rows.count))
    }
    // Here and not after the step before: the network may have been restored since.
    for step in steps.dropFirst() { step.network.copyStatistics(from: network) }
    if threads == 1 {
      for shard in steps.indices { pass(shard, of: data) }
    } else {
      // Each thread touches the steps of its own shards alone, and all have ended before the call
      // returns.
      nonisolated(unsafe) let own = self
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        for shard in stride(from: thread, to: own.steps.count, by: own.threads) {
          own.pass(shard, of: data)
        }
      }
    }
    var loss = losses[0]
    for shard in steps.indices.dropFirst() {
      network.addGradients(of: steps[shard].network)
      loss += losses[shard]
    }
    if !network.statistics.isEmpty {
      network.averageStatistics(
        with: steps.dropFirst().map(\.network), shares: parts.map(\.share))
    }
    return loss
  }

  /// One part, on any thread: it touches nothing that another part touches.
  private func pass(_ shard: Int, of data: LabelledInputs) {
    let step = steps[shard]
    step.network.zeroGradients()
    let part = parts[shard]
    losses.pointer[shard] = part.rows.isEmpty ? 0 : step.accumulate(part, of: data)
  }
}
