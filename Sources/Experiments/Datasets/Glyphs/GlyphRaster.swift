import Base

/// Turns pen lines into pixels.
enum GlyphRaster {
  /// Rows and columns of the image.
  static let side = 28

  /// Writes the side × side pixels of `shape`, row by row, with grain drawn from `stream`.
  static func draw(
    _ shape: GlyphShape, stream: inout RandomStream, into pixels: UnsafeMutableBufferPointer<UInt8>
  ) {
    // Squared distance of each pixel's centre to the nearest pen line; far away where untouched.
    withUnsafeTemporaryAllocation(of: Double.self, capacity: side * side) { distances in
      distances.initialize(repeating: 1e6)
      let reach = shape.radius + shape.softness
      for segment in shape.segments {
        measure(from: segment, within: reach, into: distances)
      }
      for index in 0..<side * side {
        let gap = distances[index].squareRoot() - shape.radius
        let cover = min(max(0.5 - gap / shape.softness, 0), 1)
        // The number of ones in 32 random bits: mean 16, standard deviation √8.
        let grain = Double(stream.nextWord().nonzeroBitCount - 16) * noise
        let value = cover * shape.brightness * 255 + grain
        pixels[index] = UInt8(min(max(value.rounded(), 0), 255))
      }
    }
  }

  /// Grey levels of grain per random bit off the mean.
  private static let noise = 4.0

  private static func measure(
    from segment: GlyphShape.Segment, within reach: Double,
    into distances: UnsafeMutableBufferPointer<Double>
  ) {
    let (start, end) = (segment.start, segment.end)
    let left = first(min(start.x, end.x) - reach)
    let right = last(max(start.x, end.x) + reach)
    let top = first(min(start.y, end.y) - reach)
    let bottom = last(max(start.y, end.y) + reach)
    guard left <= right, top <= bottom else { return }
    let along = end - start
    let length = along.x * along.x + along.y * along.y
    let scale = length > 0 ? 1 / length : 0
    for row in top...bottom {
      let y = Double(row) + 0.5 - start.y
      for column in left...right {
        let x = Double(column) + 0.5 - start.x
        let t = min(max((x * along.x + y * along.y) * scale, 0), 1)
        let (dx, dy) = (x - t * along.x, y - t * along.y)
        let index = row * side + column
        distances[index] = min(distances[index], dx * dx + dy * dy)
      }
    }
  }

  private static func first(_ position: Double) -> Int {
    max(0, Int((position - 0.5).rounded(.up)))
  }

  private static func last(_ position: Double) -> Int {
    min(side - 1, Int((position - 0.5).rounded(.down)))
  }
}
