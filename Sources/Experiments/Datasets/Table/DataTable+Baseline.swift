/// A baseline that depends on data alone: what stands in place of an absent player.
public enum DataBaseline: Sendable, Hashable {
  /// Each channel's mean over the data set: 0 in every network input.
  case channelMean
  /// Each pixel's mean over the training split.
  case pixelMean
  /// Raw value 0: a black image.
  case rawZero
  /// One number in every network input (after normalisation).
  case constant(Double)
}

extension DataTable {
  /// The baseline as the network inputs of one sample, height × width × channels.
  ///
  /// `training` names the split that pixel means are taken over.
  public func baseline(_ baseline: DataBaseline, training: String = "train")
    throws(DatasetError) -> [Float]
  {
    let channels = normalisation.channels
    switch baseline {
    case .channelMean: return [Float](repeating: 0, count: elements)
    case .constant(let value): return [Float](repeating: Float(value), count: elements)
    case .rawZero:
      return (0..<elements).map { Float(normalisation.value(raw: 0, channel: $0 % channels)) }
    case .pixelMean:
      let split = try split(training)
      guard split.count > 0 else { throw DatasetError.emptySplit(training) }
      // Sums of raw values are integers, so the mean does not depend on the order of samples.
      var sums = [Int](repeating: 0, count: elements)
      for sample in 0..<split.count {
        for element in 0..<elements {
          sums[element] += Int(split.inputs[sample * elements + element])
        }
      }
      return sums.enumerated().map { element, sum in
        Float(
          normalisation.value(raw: Double(sum) / Double(split.count), channel: element % channels))
      }
    }
  }
}
