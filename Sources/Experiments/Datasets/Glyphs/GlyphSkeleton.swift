/// The lines along which a digit is drawn, in the unit square (x right, y down).
///
/// Each digit has a few styles, as people write it: a one with or without flag and foot, a four
/// open or closed, a seven with or without bar. The points are our own; no data set was traced.
struct GlyphSkeleton: Sendable {
  /// One movement of the pen.
  enum Stroke: Sendable {
    /// Straight from point to point.
    case line([SIMD2<Double>])
    /// A smooth curve through the points.
    case curve([SIMD2<Double>])
    /// A smooth closed curve through the points.
    case loop([SIMD2<Double>])
  }

  /// The pen's movements, in order.
  let strokes: [Stroke]

  init(_ strokes: Stroke...) { self.strokes = strokes }

  /// The styles of each digit, 0 to 9.
  static let styles: [[GlyphSkeleton]] = [
    [
      GlyphSkeleton(
        .loop([
          p(50, 0), p(18, 17), p(10, 50), p(20, 85), p(50, 100), p(82, 83), p(90, 50), p(80, 15),
        ])
      ),
      GlyphSkeleton(
        .curve([
          p(66, 4), p(36, 4), p(16, 32), p(16, 70), p(42, 99), p(74, 86), p(86, 48), p(74, 14),
          p(50, 2),
        ])),
      GlyphSkeleton(
        .loop([
          p(50, 0), p(28, 20), p(22, 52), p(30, 84), p(52, 100), p(72, 80), p(78, 48), p(70, 16),
        ])
      ),
    ],
    [
      GlyphSkeleton(.line([p(50, 0), p(50, 100)])),
      GlyphSkeleton(.line([p(28, 24), p(54, 0), p(54, 100)])),
      GlyphSkeleton(.line([p(30, 22), p(52, 0), p(52, 100)]), .line([p(26, 100), p(78, 100)])),
    ],
    [
      GlyphSkeleton(
        .curve([p(12, 26), p(30, 4), p(62, 1), p(84, 22), p(72, 50), p(42, 76), p(8, 99)]),
        .line([p(8, 99), p(92, 98)])),
      GlyphSkeleton(
        .curve([
          p(16, 20), p(48, 0), p(78, 18), p(68, 50), p(38, 84), p(16, 96), p(10, 82), p(28, 78),
          p(58, 96), p(92, 92),
        ])),
      GlyphSkeleton(
        .curve([p(14, 12), p(44, 0), p(76, 12), p(80, 36), p(56, 66), p(18, 98)]),
        .curve([p(18, 98), p(50, 92), p(88, 100)])),
    ],
    [
      GlyphSkeleton(
        .curve([p(14, 14), p(42, 0), p(74, 10), p(74, 34), p(42, 47)]),
        .curve([p(42, 47), p(78, 55), p(88, 78), p(58, 99), p(12, 88)])),
      GlyphSkeleton(
        .line([p(14, 3), p(82, 3), p(44, 41)]),
        .curve([p(44, 41), p(76, 48), p(86, 74), p(58, 98), p(12, 90)])),
      GlyphSkeleton(
        .curve([
          p(18, 6), p(56, 0), p(78, 22), p(58, 44), p(36, 50), p(64, 54), p(82, 76), p(56, 98),
          p(14, 96),
        ])),
    ],
    [
      GlyphSkeleton(.line([p(26, 2), p(10, 58), p(90, 56)]), .line([p(70, 22), p(64, 100)])),
      GlyphSkeleton(.line([p(66, 100), p(66, 0), p(8, 66), p(92, 66)])),
      GlyphSkeleton(
        .curve([p(20, 4), p(16, 36), p(34, 54), p(62, 50), p(80, 34)]),
        .curve([p(82, 2), p(78, 48), p(74, 100)])),
    ],
    [
      GlyphSkeleton(
        .line([p(84, 2), p(26, 2), p(20, 46)]),
        .curve([p(20, 46), p(54, 36), p(84, 56), p(80, 84), p(48, 99), p(12, 90)])),
      GlyphSkeleton(
        .line([p(30, 4), p(24, 44)]),
        .curve([p(24, 44), p(64, 42), p(84, 68), p(60, 96), p(16, 94)]),
        .line([p(30, 4), p(84, 0)])),
      GlyphSkeleton(
        .curve([
          p(80, 4), p(44, 4), p(26, 14), p(26, 36), p(54, 48), p(78, 66), p(70, 92), p(40, 100),
          p(14, 88),
        ])),
    ],
    [
      GlyphSkeleton(
        .curve([
          p(72, 2), p(38, 26), p(16, 64), p(28, 94), p(60, 100), p(84, 80), p(70, 56), p(40, 58),
          p(18, 76),
        ])),
      GlyphSkeleton(
        .curve([
          p(48, 0), p(26, 40), p(20, 76), p(42, 100), p(70, 94), p(74, 68), p(50, 58), p(22, 74),
        ])
      ),
      GlyphSkeleton(
        .curve([
          p(82, 10), p(56, 0), p(28, 22), p(16, 60), p(32, 96), p(66, 98), p(82, 72), p(58, 52),
          p(22, 64),
        ])),
    ],
    [
      GlyphSkeleton(.line([p(10, 4), p(88, 3), p(42, 100)])),
      GlyphSkeleton(.line([p(10, 4), p(88, 3), p(44, 100)]), .line([p(32, 52), p(80, 50)])),
      GlyphSkeleton(
        .line([p(12, 22), p(16, 4), p(86, 4)]), .curve([p(86, 4), p(62, 44), p(50, 100)])),
    ],
    [
      GlyphSkeleton(
        .loop([
          p(50, 0), p(20, 20), p(48, 47), p(82, 76), p(50, 100), p(16, 76), p(52, 47), p(80, 20),
        ])
      ),
      GlyphSkeleton(
        .loop([p(50, 0), p(24, 22), p(50, 45), p(76, 22)]),
        .loop([p(50, 45), p(16, 72), p(50, 100), p(84, 72)])),
      GlyphSkeleton(
        .curve([
          p(78, 12), p(48, 0), p(22, 18), p(48, 44), p(80, 72), p(56, 100), p(20, 82), p(46, 50),
          p(74, 28), p(80, 8),
        ])),
    ],
    [
      GlyphSkeleton(
        .curve([p(80, 26), p(58, 1), p(24, 10), p(18, 40), p(46, 54), p(78, 34)]),
        .line([p(82, 10), p(76, 100)])),
      GlyphSkeleton(
        .curve([
          p(80, 24), p(52, 0), p(20, 20), p(30, 50), p(62, 46), p(80, 22), p(84, 58), p(66, 94),
          p(24, 96),
        ])),
      GlyphSkeleton(
        .loop([p(48, 0), p(20, 24), p(46, 50), p(76, 26)]),
        .curve([p(76, 24), p(72, 66), p(48, 100)])),
    ],
  ]

  /// A point given in hundredths.
  private static func p(_ x: Double, _ y: Double) -> SIMD2<Double> { SIMD2(x, y) / 100 }
}
