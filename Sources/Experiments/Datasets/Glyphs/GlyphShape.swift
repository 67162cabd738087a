import Base

/// A digit as one hand drew it: pen lines in pixels, after every distortion.
///
/// Distortions are applied to the pen's path, not to pixels: wobble of the skeleton's points, a
/// smooth curve through them, an affine map, then a smooth random displacement field (the
/// elastic distortions of Simard, Steinkraus and Platt, "Best practices for convolutional neural
/// networks applied to visual document analysis", ICDAR 2003, who displace pixels instead).
/// Only +, −, ×, ÷ and √ are used, each rounded as IEEE 754 says, so the pixels are the same on
/// every machine.
struct GlyphShape: Sendable {
  /// A straight piece of a pen line, in pixels of the image; pixel (r, c) has its centre at
  /// (c + 0.5, r + 0.5).
  struct Segment: Sendable {
    var start: SIMD2<Double>
    var end: SIMD2<Double>
  }

  /// The pen lines.
  private(set) var segments: [Segment] = []
  /// Half the width of the line, in pixels.
  let radius: Double
  /// Over how many pixels the line's edge fades.
  let softness: Double
  /// The value of a fully inked pixel, 0…1.
  let brightness: Double

  /// Draws digit `digit` with the numbers of `stream`.
  init(digit: Int, stream: inout RandomStream) {
    let styles = GlyphSkeleton.styles[digit]
    let skeleton = styles[stream.below(styles.count)]
    radius = stream.uniform(0.75, 1.75)
    softness = stream.uniform(0.9, 1.6)
    brightness = stream.uniform(0.7, 1)
    let map = AffineMap(stream: &stream)
    let field = DisplacementField(stream: &stream)
    for stroke in skeleton.strokes {
      var path = Self.path(of: stroke, stream: &stream)
      for index in path.indices {
        let point = map(path[index])
        path[index] = point + field(point)
      }
      for (start, end) in zip(path, path.dropFirst()) {
        segments.append(Segment(start: start, end: end))
      }
    }
  }

  /// The stroke's points, each moved by a bell-shaped wobble, joined by lines or a smooth curve.
  private static func path(of stroke: GlyphSkeleton.Stroke, stream: inout RandomStream)
    -> [SIMD2<Double>]
  {
    func wobbled(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
      points.map { $0 + SIMD2(stream.bell(), stream.bell()) * 0.02 }
    }
    switch stroke {
    case .line(let points): return subdivided(wobbled(points))
    case .curve(let points):
      let points = wobbled(points)
      return spline([points[0]] + points + [points[points.count - 1]])
    case .loop(let points):
      let points = wobbled(points)
      return spline([points[points.count - 1]] + points + [points[0], points[1]])
    }
  }

  /// Lines cut into pieces short enough to bend with the displacement field.
  private static func subdivided(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var path = [points[0]]
    for (start, end) in zip(points, points.dropFirst()) {
      for step in 1...4 { path.append(start + (end - start) * (Double(step) / 4)) }
    }
    return path
  }

  /// A Catmull–Rom curve through all points but the first and the last, which give directions.
  private static func spline(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let steps = 5
    var path = [points[1]]
    for i in 1..<points.count - 2 {
      let (a, b, c, d) = (points[i - 1], points[i], points[i + 1], points[i + 2])
      for step in 1...steps {
        let t = Double(step) / Double(steps)
        let linear = (c - a) * t
        let square = (a * 2 - b * 5 + c * 4 - d) * (t * t)
        let cube = (b * 3 - a - c * 3 + d) * (t * t * t)
        path.append(b + (linear + square + cube) * 0.5)
      }
    }
    return path
  }
}

/// Rotation, shear, scale and translation from the unit square to the 28 × 28 image.
private struct AffineMap {
  private let columnX: SIMD2<Double>
  private let columnY: SIMD2<Double>
  private let centre: SIMD2<Double>

  init(stream: inout RandomStream) {
    // A rotation from the tangent t of half its angle: cos = (1 − t²)/(1 + t²), sin = 2t/(1 + t²);
    // |t| ≤ 0.12 is about ±14°.
    let t = stream.uniform(-0.12, 0.12)
    let cosine = (1 - t * t) / (1 + t * t)
    let sine = 2 * t / (1 + t * t)
    let width = stream.uniform(11.5, 17)
    let height = stream.uniform(16.5, 21.5)
    let shear = stream.uniform(-0.25, 0.25)
    columnX = SIMD2(cosine, sine) * width
    columnY = SIMD2(-sine - shear * cosine, cosine - shear * sine) * height
    centre = SIMD2(14 + stream.uniform(-2.3, 2.3), 14 + stream.uniform(-2.3, 2.3))
  }

  func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
    centre + columnX * (point.x - 0.5) + columnY * (point.y - 0.5)
  }
}

/// A smooth random displacement of the plane: a uniform cubic B-spline over 7 × 7 random vectors.
private struct DisplacementField {
  /// Pixels between neighbouring vectors.
  private static let spacing = 7.0
  private static let side = 7
  private let vectors: [SIMD2<Double>]

  init(stream: inout RandomStream) {
    vectors = (0..<Self.side * Self.side).map { _ in
      SIMD2(stream.bell(), stream.bell()) * 1.7
    }
  }

  func callAsFunction(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let limit = Double(Self.side - 3)
    let x = min(max(point.x / Self.spacing, 0), limit - 0x1p-20)
    let y = min(max(point.y / Self.spacing, 0), limit - 0x1p-20)
    let (column, row) = (Int(x), Int(y))
    let weightsX = Self.weights(x - Double(column))
    let weightsY = Self.weights(y - Double(row))
    var sum = SIMD2<Double>.zero
    for i in 0..<4 {
      let start = (row + i) * Self.side + column
      for j in 0..<4 { sum += vectors[start + j] * (weightsY[i] * weightsX[j]) }
    }
    return sum
  }

  private static func weights(_ t: Double) -> SIMD4<Double> {
    let u = 1 - t
    return SIMD4(
      u * u * u, 3 * t * t * t - 6 * t * t + 4, 3 * u * u * u - 6 * u * u + 4, t * t * t) / 6
  }
}

extension RandomStream {
  /// A bell-shaped number of mean 0 and standard deviation 1 within ±√12: four uniforms added.
  ///
  /// Unlike `normal()` it needs no logarithm, whose last bit differs between machines.
  fileprivate mutating func bell() -> Double {
    var sum: UInt64 = 0
    for _ in 0..<4 { sum += UInt64(nextWord()) }
    return (Double(sum) * 0x1p-32 - 2) * 3.0.squareRoot()
  }
}
