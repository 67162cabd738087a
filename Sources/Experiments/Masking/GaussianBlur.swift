import Glibc

/// Images blurred with a Gaussian, channel by channel.
///
/// Weights e^(−d²/2σ²) of up to ⌈3σ⌉ pixels to each side, divided by the sum of those inside the
/// image, so that an image of one colour stays as it is.
struct GaussianBlur {
  /// σ, in pixels.
  let deviation: Double

  /// The nearest Floats to the sums in Double; `shape` is height, width and channels.
  func blurred(_ image: [Float], shape: [Int]) -> [Float] {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let rows = line(image.map { Double($0) }, count: height, step: width * channels)
    return line(rows, count: width, step: channels).map { Float($0) }
  }

  /// Blurs along one axis: `count` pixels, `step` numbers from one to the next.
  private func line(_ image: [Double], count: Int, step: Int) -> [Double] {
    let reach = Int((3 * deviation).rounded(.up))
    let weights = (0...reach).map { exp(-Double($0 * $0) / (2 * deviation * deviation)) }
    return image.indices.map { index in
      let place = index / step % count
      var sum = 0.0
      var total = 0.0
      for other in max(0, place - reach)...min(count - 1, place + reach) {
        let weight = weights[abs(other - place)]
        sum += weight * image[index + (other - place) * step]
        total += weight
      }
      return sum / total
    }
  }
}
