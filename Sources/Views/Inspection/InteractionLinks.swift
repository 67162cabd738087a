import Base

/// Interactions drawn on a picture: a disc for one player, a bent link for two, an area for more.
struct InteractionLinks {
  private let inspection: SampleInspection
  private let centres: [(x: Double, y: Double)?]

  init(_ inspection: SampleInspection, centres: [(x: Double, y: Double)?]) {
    self.inspection = inspection
    self.centres = centres
  }

  /// Draws them with the picture's corner at (x, y), the strongest on top of others of their kind.
  func draw(into svg: inout SVGDocument, x: Double, y: Double) {
    let most = abs(inspection.interactions.first?.value ?? 0)
    guard most > 0 else { return }
    let all = inspection.interactions.reversed()
    for interaction in all where interaction.order > 2 && isDrawn(interaction) {
      let points = hull(interaction.players.compactMap { point($0, x, y) })
      guard points.count > 1 else { continue }
      let path = "M" + points.map(Self.place).joined(separator: "L") + "Z"
      let colour = InspectionDrawing.colour(interaction.value)
      svg.add(area: path, colour: colour, opacity: 0.1 + 0.25 * abs(interaction.value) / most)
      if interaction.kind == .or {
        svg.add(path: path, colour: colour, width: 0.8, isDashed: true)
      }
    }
    for interaction in all where interaction.order == 2 {
      guard let from = point(interaction.players[0], x, y),
        let to = point(interaction.players[1], x, y)
      else { continue }
      let share = abs(interaction.value) / most
      svg.add(
        path: link(from, to), colour: InspectionDrawing.colour(interaction.value),
        width: 1 + 4 * share, opacity: 0.9, isDashed: interaction.kind == .or)
    }
    // Small dots show which players are meant; discs those that act alone.
    let named = Set(
      inspection.interactions.filter { $0.order > 1 && isDrawn($0) }.flatMap(\.players)
    ).sorted()
    for player in named {
      guard let place = point(player, x, y) else { continue }
      svg.add(disc: place.x, place.y, radius: 2, colour: "#000000", isDashed: false)
    }
    for interaction in all where interaction.order == 1 {
      guard let place = point(interaction.players[0], x, y) else { continue }
      svg.add(
        disc: place.x, place.y, radius: 3 + 5 * (abs(interaction.value) / most).squareRoot(),
        colour: InspectionDrawing.colour(interaction.value), isDashed: interaction.kind == .or)
    }
  }

  /// An area of more than half of the players would cover the others and tell nothing.
  private func isDrawn(_ interaction: SampleInspection.Interaction) -> Bool {
    interaction.order <= max(3, inspection.players.count / 2)
  }

  private func point(_ player: Int, _ x: Double, _ y: Double) -> (x: Double, y: Double)? {
    guard centres.indices.contains(player), let centre = centres[player] else { return nil }
    return (x + centre.x, y + centre.y)
  }

  /// A bend keeps a link apart from those of players between its ends.
  private func link(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double)) -> String {
    let bend = 0.12
    let middle = (
      x: (from.x + to.x) / 2 - bend * (to.y - from.y),
      y: (from.y + to.y) / 2 + bend * (to.x - from.x)
    )
    return "M\(Self.place(from))Q\(Self.place(middle)) \(Self.place(to))"
  }

  private static func place(_ point: (x: Double, y: Double)) -> String {
    "\(SVGDocument.number(point.x)) \(SVGDocument.number(point.y))"
  }

  /// The convex hull of points, around; two points where all lie on one line.
  private func hull(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 2 else { return sorted }
    func half(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
      var kept: [(x: Double, y: Double)] = []
      for point in points {
        while kept.count >= 2 {
          let (a, b) = (kept[kept.count - 2], kept[kept.count - 1])
          let turn = (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x)
          guard turn <= 1e-9 else { break }
          kept.removeLast()
        }
        kept.append(point)
      }
      return kept
    }
    return half(sorted).dropLast() + half(sorted.reversed()).dropLast()
  }
}
