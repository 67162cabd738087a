import Base

/// Numbers as colours: from pale to dark, or from blue over white to vermilion around 0.
///
/// Both run monotonically in lightness on each side, so they read in grey and with any colour vision.
struct ColourScale: Sendable, Hashable {
  /// The least and largest number.
  let low: Double
  let high: Double
  /// Whether 0 is the middle.
  let isDiverging: Bool

  /// The scale of `values`: diverging where there are negative ones.
  init(_ values: [Double]) {
    let least = values.min() ?? 0
    let largest = values.max() ?? 1
    isDiverging = least < 0
    let reach = max(abs(least), abs(largest))
    low = isDiverging ? -reach : least
    high = isDiverging ? reach : (largest > least ? largest : least + (least == 0 ? 1 : abs(least)))
  }

  /// The colour of `value` as red, green and blue from 0 to 255.
  func colour(_ value: Double) -> Int {
    guard high > low else { return 0xFFFFFF }
    return Self.mixed(
      isDiverging ? Self.diverging : Self.sequential,
      at: min(1, max(0, (value - low) / (high - low))))
  }

  /// The colour of the line of this number among so many in order, from light to dark.
  static func step(_ index: Int, of count: Int) -> Int {
    mixed(steps, at: count > 1 ? Double(index) / Double(count - 1) : 1)
  }

  /// The colour at a place from 0, the first of `stops`, to 1, the last.
  private static func mixed(_ stops: [Int], at place: Double) -> Int {
    let position = place * Double(stops.count - 1)
    let lower = min(stops.count - 2, Int(position))
    let rest = position - Double(lower)
    func mixed(_ shift: Int) -> Int {
      let (a, b) = (stops[lower] >> shift & 0xFF, stops[lower + 1] >> shift & 0xFF)
      return Int((Double(a) * (1 - rest) + Double(b) * rest).rounded())
    }
    return mixed(16) << 16 | mixed(8) << 8 | mixed(0)
  }

  /// Whether dark letters can be read on the colour of `value`.
  func isLight(_ value: Double) -> Bool {
    let colour = colour(value)
    let (red, green, blue) = (colour >> 16 & 0xFF, colour >> 8 & 0xFF, colour & 0xFF)
    return 0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue) > 130
  }

  /// Lines on white: amber over vermilion and purple to nearly black, darker with every step.
  private static let steps = [0xE8A33D, 0xD95F30, 0xA8327D, 0x5A2A8A, 0x150B37]
  /// White over Okabe and Ito's blue to nearly black.
  private static let sequential = [0xF7FBFF, 0xC6DBEF, 0x7FB8DA, 0x3690C0, 0x0072B2, 0x08306B]
  /// Okabe and Ito's blue and vermilion, darkened at the ends.
  private static let diverging = [
    0x084A78, 0x0072B2, 0x7FB8DA, 0xF7F7F7, 0xF0A878, 0xD55E00, 0x8A3C00,
  ]
}
