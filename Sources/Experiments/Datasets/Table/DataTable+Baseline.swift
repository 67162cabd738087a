/// What stands in place of an absent player.
public enum DataBaseline: Sendable, Hashable {
  /// Each channel's mean over the data set: 0 in every network input.
  case channelMean
  /// Each element's mean over the training split: of pixels or of features.
  case pixelMean
  /// Raw value 0: a black image.
  case rawZero
  /// One number in every network input (after normalisation).
  case constant(Double)
  /// Network inputs as they are.
  case tensor([Float])
  /// The sample, blurred with a Gaussian of this deviation in pixels.
  case blur(deviation: Double)
  /// The mean of each channel over the pixels of the sample.
  case sampleAverage
  /// The sample, each network input moved by this towards 0 and not beyond (science: P6).
  case push(by: Double)

  /// Whether it differs from sample to sample.
  public var dependsOnSample: Bool {
    switch self {
    case .channelMean, .pixelMean, .rawZero, .constant, .tensor: false
    case .blur, .sampleAverage, .push: true
    }
  }
}

extension DataTable {
  /// The baseline as the network inputs of `sample`, which one that is of the data alone ignores.
  public func baseline(_ baseline: DataBaseline, of sample: [Float] = [])
    throws(DatasetError) -> [Float]
  {
    let channels = normalisation.channels
    switch baseline {
    case .channelMean: return [Float](repeating: 0, count: elements)
    case .constant(let value): return [Float](repeating: Float(value), count: elements)
    case .rawZero:
      return (0..<elements).map { Float(normalisation.value(raw: 0, channel: $0 % channels)) }
    case .pixelMean:
      return try means(over: trainingSplit).enumerated().map { element, mean in
        Float(normalisation.value(raw: mean, channel: element % channels))
      }
    case .tensor(let numbers):
      guard numbers.count == elements else {
        throw .baselineLength(found: numbers.count, shape: shape)
      }
      return numbers
    case .blur(let deviation):
      guard shape.count == 3 else { throw .baselineNeedsImages("blur", shape: shape) }
      return GaussianBlur(deviation: deviation).blurred(sample, shape: shape)
    case .sampleAverage:
      guard shape.count == 3 else { throw .baselineNeedsImages("sample-average", shape: shape) }
      var sums = [Double](repeating: 0, count: channels)
      for (element, value) in sample.enumerated() { sums[element % channels] += Double(value) }
      let means = sums.map { Float($0 / Double(elements / channels)) }
      return (0..<elements).map { means[$0 % channels] }
    case .push(let distance):
      let distance = Float(distance)
      return sample.map { $0 > 0 ? max($0 - distance, 0) : min($0 + distance, 0) }
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
