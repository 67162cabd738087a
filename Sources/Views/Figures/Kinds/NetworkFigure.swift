import Base
import Foundation

/// The strongest interactions of one sample, drawn between its players, which stand in a ring.
///
/// A pair is a line, a larger set a star from the middle of its players; width grows with |I|.
/// Positive interactions are solid, negative ones dashed, and both have a colour of their own.
public struct NetworkFigure: Sendable, Hashable {
  /// The players' names.
  public var players: [String]
  /// The interactions, strongest first.
  public var links: [Link]
  /// The unit of the numbers, behind the key's words.
  public var unit: String

  /// Makes a figure; see the properties.
  public init(players: [String], links: [Link], unit: String = "") {
    self.players = players
    self.links = links
    self.unit = unit
  }

  /// One interaction.
  public struct Link: Sendable, Hashable {
    /// The players, ascending.
    public var members: [Int]
    /// I.
    public var value: Double
    /// Whether any of its players sets it off; else all have to be there.
    public var isOr: Bool

    /// Makes a link.
    public init(members: [Int], value: Double, isOr: Bool) {
      self.members = members
      self.value = value
      self.isOr = isOr
    }
  }
}

extension NetworkFigure: FigureKind {
  var table: FigureTable {
    var table = FigureTable(columns: ["rank", "players", "names", "order", "type", "value"])
    for (place, link) in links.enumerated() {
      table.rows.append([
        .number(Double(place + 1)), .text(link.members.map(String.init).joined(separator: " ")),
        .text(link.members.map { players[$0] }.joined(separator: ", ")),
        .number(Double(link.members.count)), .text(link.isOr ? "or" : "and"), .number(link.value),
      ])
    }
    return table
  }

  private func place(_ player: Int, radius: Double = 1) -> (x: Double, y: Double) {
    let angle = Double.pi / 2 - 2 * Double.pi * Double(player) / Double(max(1, players.count))
    return (radius * cos(angle), radius * sin(angle))
  }

  /// The largest |I| of what is drawn as lines.
  private var strongest: Double {
    links.filter { $0.members.count > 1 }.map { abs($0.value) }.max() ?? 1
  }

  func axes(_ style: FigureStyle) -> [FigureAxes] {
    var axes = FigureAxes(title: "")
    axes.isFramed = false
    axes.aspect = 1
    axes.settings = ["set xrange [-1.4:1.4]", "set yrange [-1.3:1.3]"]
    let strongest = self.strongest
    // Weak ones below strong ones.
    for (rank, link) in links.enumerated().reversed() where link.members.count > 1 {
      let width = 0.4 + 3.2 * abs(link.value) / strongest
      let hub = middle(of: link.members, rank: rank)
      let ends = link.members.map { place($0) }
      let lines =
        link.members.count == 2
        ? [Self.vector(ends[0], ends[1])] : ends.map { Self.vector(hub, $0) }
      let name = "$link\(rank)"
      axes.blocks.append((name, lines))
      axes.elements.append(
        "\(name) using 1:2:3:4 with vectors nohead linewidth \(GnuplotText.fixed(width, 2))"
          + " \(Self.dash(link.value)) linecolor rgb '\(Self.colour(link.value, style))'")
      guard link.members.count > 2 || link.isOr else { continue }
      let mark = link.members.count > 2 ? hub : Self.between(ends[0], ends[1])
      axes.blocks.append(("$hub\(rank)", [Self.text(mark)]))
      axes.elements.append(
        "$hub\(rank) using 1:2 with points pointtype \(link.isOr ? 6 : 13) pointsize 0.8 linewidth 1"
          + " linecolor rgb '\(Self.colour(link.value, style))'")
    }
    axes.add(players: players, singles: links.filter { $0.members.count == 1 }, at: { place($0) })
    return [axes]
  }

  /// Where a star's middle stands: moved a little outwards of its members' middle, so that sets of
  /// the same middle are told apart.
  private func middle(of members: [Int], rank: Int) -> (x: Double, y: Double) {
    let ends = members.map { place($0) }
    let x = ends.reduce(0) { $0 + $1.x } / Double(ends.count)
    let y = ends.reduce(0) { $0 + $1.y } / Double(ends.count)
    let angle = 2.4 * Double(rank)
    return (0.8 * x + 0.14 * cos(angle), 0.8 * y + 0.14 * sin(angle))
  }

  private static func between(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double))
    -> (x: Double, y: Double)
  {
    ((a.x + b.x) / 2, (a.y + b.y) / 2)
  }

  private static func vector(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double))
    -> String
  {
    "\(text(from)) \(GnuplotText.fixed(to.x - from.x, 5)) \(GnuplotText.fixed(to.y - from.y, 5))"
  }

  static func text(_ point: (x: Double, y: Double)) -> String {
    "\(GnuplotText.fixed(point.x, 5)) \(GnuplotText.fixed(point.y, 5))"
  }

  private static func colour(_ value: Double, _ style: FigureStyle) -> String {
    style.colour(value >= 0 ? 0 : 1)
  }

  private static func dash(_ value: Double) -> String {
    value >= 0 ? "dashtype 1" : "dashtype (6,4)"
  }

  func key(_ style: FigureStyle) -> [KeyEntry] {
    let larger = links.filter { $0.members.count > 1 }
    var entries: [KeyEntry] = []
    let strongest = FigureNumber.short(self.strongest)
    for (isPositive, word) in [(true, "positive"), (false, "negative")] {
      let value = isPositive ? 1.0 : -1
      guard larger.contains(where: { ($0.value >= 0) == isPositive }) else { continue }
      let colour = Self.colour(value, style)
      entries.append(
        KeyEntry(
          label: word,
          mark: .line(
            style: "linewidth 2 \(Self.dash(value)) linecolor rgb '\(colour)'", marker: nil),
          colour: colour))
    }
    if larger.contains(where: { $0.members.count > 2 && !$0.isOr }) {
      entries.append(
        KeyEntry(label: "AND of 3 or more", mark: .marker(13), colour: style.neutral))
    }
    if larger.contains(where: \.isOr) {
      entries.append(KeyEntry(label: "OR", mark: .marker(6), colour: style.neutral))
    }
    let words = unit.isEmpty ? strongest : "\(strongest) \(unit)"
    entries.append(
      KeyEntry(
        label: "|I| = \(words)",
        mark: .line(style: "linewidth 3.6 linecolor rgb '\(style.neutral)'", marker: nil),
        colour: style.neutral))
    return entries
  }
}

extension FigureAxes {
  /// Draws the players with their names, those with an interaction of their own filled.
  fileprivate mutating func add(
    players: [String], singles: [NetworkFigure.Link], at place: (Int) -> (x: Double, y: Double)
  ) {
    let scale = ColourScale(singles.map(\.value))
    let places = players.indices.map { NetworkFigure.text(place($0)) }
    blocks.append(
      (
        "$players",
        players.indices.map { player in
          let value = singles.first { $0.members == [player] }?.value
          return "\(places[player]) \(value.map(scale.colour) ?? 0xFFFFFF)"
        }
      ))
    elements.append(
      "$players using 1:2:3 with points pointtype 7 pointsize 1.5 linecolor rgb variable")
    elements.append(
      "$players using 1:2 with points pointtype 6 pointsize 1.5 linewidth 0.8 linecolor rgb"
        + " '#333333'")
    for (player, name) in players.enumerated() {
      let at = place(player)
      let side = at.x > 0.2 ? "left" : at.x < -0.2 ? "right" : "center"
      let shown = GnuplotText.fitted(name, inches: 0.75, points: 8)
      settings.append(
        "set label \(1000 + player) \(GnuplotText.quoted(shown)) noenhanced at first"
          + " \(GnuplotText.fixed(at.x * 1.13, 4)), first \(GnuplotText.fixed(at.y * 1.13, 4)) \(side)"
      )
    }
    if !singles.isEmpty { colourBar = (scale, "I of single players") }
  }
}
