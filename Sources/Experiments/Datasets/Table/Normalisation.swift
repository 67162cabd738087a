/// How raw values become network inputs: x = (raw / 255 − mean) / deviation, per channel.
public struct Normalisation: Sendable, Hashable {
  /// The mean of each channel, in raw / 255.
  public var mean: [Double]
  /// The standard deviation of each channel, in raw / 255.
  public var deviation: [Double]

  /// Makes a normalisation of as many channels as there are means.
  public init(mean: [Double], deviation: [Double]) {
    precondition(
      mean.count == deviation.count && !mean.isEmpty, "Normalisation: one mean per deviation")
    precondition(deviation.allSatisfy { $0 > 0 }, "Normalisation: deviations are above 0")
    self.mean = mean
    self.deviation = deviation
  }

  /// Number of channels.
  public var channels: Int { mean.count }

  /// The network input of raw value `raw` (0…255) in `channel`.
  public func value(raw: Double, channel: Int) -> Double {
    (raw / 255 - mean[channel]) / deviation[channel]
  }

  /// The network inputs of raw values whose channels lie side by side.
  ///
  /// Each is the nearest Float to the exact quotient of Doubles.
  public func apply(to raw: [UInt8]) -> [Float] {
    let channels = channels
    // Every value there is, by raw value and channel.
    let table = (0..<256).flatMap { raw in
      (0..<channels).map { Float(value(raw: Double(raw), channel: $0)) }
    }
    return [Float](unsafeUninitializedCapacity: raw.count) { buffer, count in
      raw.withUnsafeBufferPointer { raw in
        table.withUnsafeBufferPointer { table in
          var channel = 0
          for index in 0..<raw.count {
            buffer[index] = table[Int(raw[index]) * channels + channel]
            channel += 1
            if channel == channels { channel = 0 }
          }
        }
      }
      count = raw.count
    }
  }
}
