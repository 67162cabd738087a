import Base

/// A claim's estimate and intervals against its threshold, on one line.
struct IntervalChart {
  let claim: ReportedClaim

  private static let width = 360.0
  private static let left = 12.0
  private static let right = 348.0

  /// The picture; nothing where nothing was estimated.
  func picture(id: String) -> Markup {
    guard let estimate = claim.estimate, let adjusted = claim.adjustedInterval,
      let threshold = claim.threshold
    else { return .nothing }
    let units = claim.units.filter { $0.arm == nil }.map(\.number)
    let marks = Self.marks(threshold)
    let scale = AxisScale(
      showing: Self.spread([adjusted.low, adjusted.high, estimate] + marks + units),
      from: Self.left, to: Self.right, ticks: 5, rounded: false)
    let middle = 40.0
    let raw = claim.interval ?? adjusted
    var pieces = region(threshold, scale)
    pieces.append(Drawing.line("axis", Self.left, 62, Self.right, 62))
    for tick in scale.ticks {
      let x = scale.place(tick)
      pieces.append(Drawing.line("axis", x, 62, x, 66))
      pieces.append(Drawing.word("tick", x, 78, scale.label(tick)))
    }
    for mark in marks {
      let x = scale.place(mark)
      pieces.append(Drawing.line("threshold", x, 16, x, 62))
    }
    if let needed = claim.needed {
      pieces.append(Drawing.word("needed", labelPlace(marks, scale), 10, "needed \(needed)"))
    }
    for unit in units { pieces.append(Drawing.dot("unit", scale.place(unit), 22, radius: 2)) }
    let (low, high) = (scale.place(adjusted.low), scale.place(adjusted.high))
    pieces.append(Drawing.line("holm", low, middle, high, middle))
    pieces.append(Drawing.line("holm", low, middle - 5, low, middle + 5))
    pieces.append(Drawing.line("holm", high, middle - 5, high, middle + 5))
    pieces.append(
      Drawing.line("raw", scale.place(raw.low), middle, scale.place(raw.high), middle))
    pieces.append(Drawing.dot("estimate", scale.place(estimate), middle, radius: 5))
    return Drawing.picture(
      id: id, title: title(estimate, adjusted), width: Self.width, height: 84,
      style: "chart interval \(claim.verdict.rawValue)", pieces)
  }

  /// Where the effect has to lie for the claim to hold.
  private func region(_ threshold: Claim.Threshold, _ scale: AxisScale) -> [Markup] {
    let ends: (Double, Double)
    switch threshold {
    case .atLeast(let number): ends = (scale.place(number), Self.right)
    case .atMost(let number): ends = (Self.left, scale.place(number))
    case .within(let number): ends = (scale.place(-abs(number)), scale.place(abs(number)))
    }
    return [
      Drawing.box("holds", x: ends.0, y: 16, width: max(0, ends.1 - ends.0), height: 46)
    ]
  }

  private static func marks(_ threshold: Claim.Threshold) -> [Double] {
    switch threshold {
    case .atLeast(let number), .atMost(let number): [number]
    case .within(let number): [-abs(number), abs(number)]
    }
  }

  /// Room beside the outermost numbers.
  private static func spread(_ numbers: [Double]) -> [Double] {
    guard let low = numbers.min(), let high = numbers.max() else { return numbers }
    let room = (high - low) * 0.08
    return [low - room, high + room]
  }

  private func labelPlace(_ marks: [Double], _ scale: AxisScale) -> Double {
    let middle = marks.map(scale.place).reduce(0, +) / Double(max(1, marks.count))
    return min(max(middle, Self.left + 50), Self.right - 50)
  }

  private func title(_ estimate: Double, _ interval: Interval) -> String {
    "Effect \(claim.text(estimate)), interval \(claim.text(interval.low)) to"
      + " \(claim.text(interval.high)) after Holm's adjustment; needed \(claim.needed ?? "nothing")"
  }
}
