/// How raw values become network inputs: x = (raw / scale − mean) / deviation, per channel.
///
/// The channels of an image are its colours; each feature of a table is a channel of its own.
public struct Normalisation: Sendable, Hashable {
  /// The mean of each channel, in raw / scale.
  public var mean: [Double]
  /// The standard deviation of each channel, in raw / scale.
  public var deviation: [Double]
  /// The raw value that counts as one: 255 for bytes of full range, 1 for numbers.
  public var scale: Double

  /// Makes a normalisation of as many channels as there are means.
  public init(mean: [Double], deviation: [Double], scale: Double = 255) {
    precondition(
      mean.count == deviation.count && !mean.isEmpty, "Normalisation: one mean per deviation")
    precondition(
      scale > 0 && deviation.allSatisfy { $0 > 0 }, "Normalisation: deviations are above 0")
    self.mean = mean
    self.deviation = deviation
    self.scale = scale
  }

  /// Numbers as they are.
  public static func unchanged(channels: Int) -> Normalisation {
    Normalisation(
      mean: [Double](repeating: 0, count: channels),
      deviation: [Double](repeating: 1, count: channels), scale: 1)
  }

  /// Number of channels.
  public var channels: Int { mean.count }

  /// The network input of raw value `raw` in `channel`.
  public func value(raw: Double, channel: Int) -> Double {
    (raw / scale - mean[channel]) / deviation[channel]
  }

  /// The raw value whose network input is `value`.
  func raw(_ value: Double, channel: Int) -> Double {
    (value * deviation[channel] + mean[channel]) * scale
  }

  /// The network inputs of raw values whose channels lie side by side.
  ///
  /// Each is the nearest Float to the exact quotient of Doubles.
  public func apply(to raw: RawValues) -> [Float] {
    switch raw {
    case .bytes(let values): apply(to: values)
    case .numbers(let values): apply(to: values)
    }
  }

  private func apply(to raw: [UInt8]) -> [Float] {
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

  private func apply(to raw: [Float]) -> [Float] {
    let channels = channels
    return [Float](unsafeUninitializedCapacity: raw.count) { buffer, count in
      var channel = 0
      for index in 0..<raw.count {
        buffer[index] = Float(value(raw: Double(raw[index]), channel: channel))
        channel += 1
        if channel == channels { channel = 0 }
      }
      count = raw.count
    }
  }
}
