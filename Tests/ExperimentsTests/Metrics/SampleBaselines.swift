import Glibc

/// Baselines of a sample by their definitions, pixel by pixel.
enum SampleBaselines {
  /// The mean of each channel at every pixel.
  static func averages(of image: [Float], shape: [Int]) -> [Double] {
    let channels = shape[2]
    let pixels = Double(shape[0] * shape[1])
    return image.indices.map { element in
      let own = stride(from: element % channels, to: image.count, by: channels)
      return own.reduce(0) { $0 + Double(image[$1]) } / pixels
    }
  }

  /// Each pixel as the mean of those in the square of ⌈3σ⌉ around it, by the Gaussian of both
  /// distances at once.
  static func blurred(_ image: [Float], shape: [Int], deviation: Double) -> [Double] {
    let reach = Int((3 * deviation).rounded(.up))
    return image.indices.map { element in
      let channel = element % shape[2]
      let (y, x) = (element / shape[2] / shape[1], element / shape[2] % shape[1])
      var sum = 0.0
      var total = 0.0
      for v in 0..<shape[0] where abs(v - y) <= reach {
        for u in 0..<shape[1] where abs(u - x) <= reach {
          let distance = Double((v - y) * (v - y) + (u - x) * (u - x))
          let weight = exp(-distance / (2 * deviation * deviation))
          sum += weight * Double(image[(v * shape[1] + u) * shape[2] + channel])
          total += weight
        }
      }
      return sum / total
    }
  }
}
