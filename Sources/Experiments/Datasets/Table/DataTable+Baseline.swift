/// A baseline that depends on data alone: what stands in place of an absent player.
public enum DataBaseline: Sendable, Hashable {
  /// Each channel's mean over the data set: 0 in every network input.
  case channelMean
  /// Each element's mean over the training split: of pixels or of features.
  case pixelMean
  /// Raw value 0: a black image.
  case rawZero
  /// One number in every network input (after normalisation).
  case constant(Double)
}

extension DataTable {
  /// The baseline as the network inputs of one sample.
  ///
  /// `training` names the split that means are taken over; the table's own when nil.
  public func baseline(_ baseline: DataBaseline, training: String? = nil)
    throws(DatasetError) -> [Float]
  {
    let channels = normalisation.channels
    switch baseline {
    case .channelMean: return [Float](repeating: 0, count: elements)
    case .constant(let value): return [Float](repeating: Float(value), count: elements)
    case .rawZero:
      return (0..<elements).map { Float(normalisation.value(raw: 0, channel: $0 % channels)) }
    case .pixelMean:
      return try means(over: training ?? trainingSplit).enumerated().map { element, mean in
        Float(normalisation.value(raw: mean, channel: element % channels))
      }
    }
  }

  /// The mean of each element's raw values over a split.
  private func means(over name: String) throws(DatasetError) -> [Double] {
    let split = try split(name)
    guard split.count > 0 else { throw DatasetError.emptySplit(name) }
    let count = Double(split.count)
    switch split.inputs {
    case .bytes(let values):
      // Sums of bytes are integers, so the mean does not depend on the order of samples.
      var sums = [Int](repeating: 0, count: elements)
      for sample in 0..<split.count {
        for element in 0..<elements { sums[element] += Int(values[sample * elements + element]) }
      }
      return sums.map { Double($0) / count }
    case .numbers(let values):
      var sums = [Double](repeating: 0, count: elements)
      for sample in 0..<split.count {
        for element in 0..<elements {
          sums[element] += Double(values[sample * elements + element])
        }
      }
      return sums.map { $0 / count }
    }
  }
}
