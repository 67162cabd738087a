import Base
import Foundation
import Views

/// What a network makes of one sample, in words, blocks and JSON.
struct InspectionText {
  var inspection: SampleInspection
  /// How many cells the question could mean.
  var cells: Int
  /// The file it was drawn into.
  var file: String?

  /// Columns a picture takes at most.
  private static let widest = 36
  /// From black to white on a dark terminal.
  private static let shades: [Character] = [" ", "░", "▒", "▓", "█"]

  // MARK: A person's form

  /// The lines of the terminal.
  var lines: [String] {
    var lines = [
      "\(inspection.sample) seen by \(inspection.model)@\(inspection.checkpoint) of"
        + " \(inspection.study), cell \(inspection.cell)"
        + (cells > 1 ? " (the first of \(cells); choose with --cell, --variant, --seed)" : "")
    ]
    let predicted = inspection.predicted.map { ", the network says \($0)" } ?? ""
    lines.append(
      "class \(inspection.label)\(predicted); v: \(inspection.output) of class"
        + " \(inspection.playedClass); \(Amount.count(inspection.players.count, "player")) of"
        + " \(inspection.measure)")
    lines.append("v(N) = \(number(inspection.grand)), v(∅) = \(number(inspection.empty))")
    if let image = inspection.image { lines += [""] + blocks(image) }
    lines += [""] + (inspection.attributions.isEmpty ? [absence] : tables)
    if let file { lines.append("drawn in \(file)") }
    return lines
  }

  private var absence: String {
    "no interactions: no measurement recorded them, and \(inspection.players.count) players are too"
      + " many to evaluate all their sets"
  }

  private var tables: [String] {
    var players = TextTable(
      columns: [
        TextTable.Column("player", .right), TextTable.Column("name"),
        TextTable.Column("Shapley value", .right),
      ], rows: [])
    let isOfValues = inspection.players.contains { !$0.values.isEmpty }
    if isOfValues { players.columns.append(TextTable.Column("input (absent)")) }
    for (place, player) in inspection.players.enumerated() {
      var row = ["\(place)", player.name, number(inspection.attributions[place])]
      if isOfValues { row.append(values(player)) }
      players.rows.append(row)
    }
    let sets = TextTable(
      columns: [
        TextTable.Column("order", .right), TextTable.Column("kind"),
        TextTable.Column("interaction", .right), TextTable.Column("players"),
      ],
      rows: inspection.interactions.map { interaction in
        [
          "\(interaction.order)", interaction.kind.rawValue, number(interaction.value),
          interaction.players.map(String.init).joined(separator: " "),
        ]
      })
    return players.lines + ["", "strongest interactions, \(origin):"] + sets.lines
  }

  private var origin: String {
    switch inspection.source {
    case .recorded: "as \(inspection.measure) recorded them"
    case .recordedValues: "of the values that \(inspection.measure) recorded"
    case .computed, .none: "computed now"
    }
  }

  private func values(_ player: SampleInspection.Player) -> String {
    let shown = zip(player.values, player.absentValues).prefix(3).map { here, absent in
      "\(short(here)) (\(short(absent)))"
    }
    return shown.joined(separator: ", ") + (player.values.count > 3 ? ", …" : "")
  }

  /// Six digits that count.
  private func number(_ value: Double) -> String { String(format: "%.6g", value) }
  private func short(_ value: Double) -> String { String(format: "%.4g", value) }

  /// The input and the masked input side by side, a character for two pixels one above the other.
  private func blocks(_ image: SampleInspection.Image) -> [String] {
    let step = (image.input.width + Self.widest - 1) / Self.widest
    let pictures = [image.input, image.masked].map { picture in
      stride(from: 0, to: picture.height, by: 2 * step).map { row in
        String(
          stride(from: 0, to: picture.width, by: step).map { column in
            Self.shade(
              picture, rows: row..<min(row + 2 * step, picture.height),
              columns: column..<min(column + step, picture.width))
          })
      }
    }
    let width = pictures[0].first?.count ?? 0
    let title = "input".padding(toLength: width + 3, withPad: " ", startingAt: 0)
    return [title + "all players absent"] + zip(pictures[0], pictures[1]).map { $0 + "   " + $1 }
  }

  private static func shade(
    _ picture: SampleInspection.Picture, rows: Range<Int>, columns: Range<Int>
  ) -> Character {
    var sum = 0.0
    for row in rows {
      for column in columns { sum += picture.brightness(row: row, column: column) }
    }
    let mean = sum / Double(rows.count * columns.count)
    return shades[min(shades.count - 1, Int(mean * Double(shades.count)))]
  }

  // MARK: A script's form

  /// All of it as JSON; pictures are left out.
  var value: Value {
    let players: [Value] = inspection.players.enumerated().map { place, player in
      var members: [String: Value] = ["player": .integer(place), "name": .text(player.name)]
      if !player.values.isEmpty {
        members["values"] = .list(player.values.map { .number($0) })
        members["absent_values"] = .list(player.absentValues.map { .number($0) })
      }
      if !inspection.attributions.isEmpty {
        members["shapley_value"] = .number(inspection.attributions[place])
      }
      return .map(members)
    }
    let interactions: [Value] = inspection.interactions.map { interaction in
      [
        "kind": .text(interaction.kind.rawValue), "order": .integer(interaction.order),
        "players": .list(interaction.players.map { .integer($0) }),
        "value": .number(interaction.value),
      ]
    }
    return .map([
      "schema": 1, "study": .text(inspection.study), "cell": .text(inspection.cell),
      "matching_cells": .integer(cells), "model": .text(inspection.model),
      "checkpoint": .integer(inspection.checkpoint), "sample": .text(inspection.sample),
      "label": .integer(inspection.label),
      "predicted": inspection.predicted.map { .integer($0) } ?? .null,
      "class": .integer(inspection.playedClass), "output": .text(inspection.output),
      "measure": .text(inspection.measure), "v_all": .number(inspection.grand),
      "v_none": .number(inspection.empty), "source": .text(inspection.source.rawValue),
      "players": .list(players), "interactions": .list(interactions),
      "file": file.map { .text($0) } ?? .null,
    ])
  }
}
