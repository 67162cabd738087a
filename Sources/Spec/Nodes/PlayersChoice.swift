import Base

/// The players of a game over inputs, as a spec names them.
public struct PlayersChoice: Sendable, Hashable {
  /// How inputs are cut into players.
  public enum Definition: Sendable, Hashable {
    /// Cells of an image, all channels together.
    case grid(rows: Int, columns: Int)
    /// Some cells of a grid, numbered row by row from 0; nobody owns the others.
    case cells([Int], rows: Int, columns: Int, others: Background)
    /// One player per element of the input.
    case features
    /// One player per group of elements; nobody owns those in no group.
    case groups([[Feature]], others: Background)
    /// One player per token of a sequence.
    case tokens
    /// A form that has no stage yet: its kind and parameters.
    case other(kind: String, parameters: Value)
  }

  /// What elements that nobody owns are in every masked input.
  public enum Background: String, Sendable, Hashable, CaseIterable {
    /// The input's.
    case kept
    /// The baseline's.
    case masked
  }

  /// An element of an input.
  public enum Feature: Sendable, Hashable {
    /// A column of a table.
    case name(String)
    /// Its number in the flat input, from 0.
    case number(Int)

    /// As a spec writes it.
    public var text: String {
      switch self {
      case .name(let name): name
      case .number(let number): "\(number)"
      }
    }

    /// The same as a value.
    public var value: Value {
      switch self {
      case .name(let name): .text(name)
      case .number(let number): .integer(number)
      }
    }
  }

  /// The name under the top-level `players`; nil when written in place.
  ///
  /// Not part of identity.
  public let name: String?
  /// How inputs are cut.
  public let definition: Definition
  /// Where the definition stands.
  ///
  /// Not part of identity.
  public let span: SourceSpan

  /// Whether two choices cut inputs alike, whatever they are called.
  public static func == (left: PlayersChoice, right: PlayersChoice) -> Bool {
    left.definition == right.definition
  }

  /// Hashes how inputs are cut.
  public func hash(into hasher: inout Hasher) { hasher.combine(definition) }

  /// How many play; nil when only the data tells.
  public var playerCount: Int? {
    switch definition {
    case .grid(let rows, let columns): rows * columns
    case .cells(let cells, _, _, _): cells.count
    case .groups(let groups, _): groups.count
    case .features, .tokens, .other: nil
    }
  }

  /// What keys are hashed from: the definition without the name.
  public var value: Value {
    switch definition {
    case .grid(let rows, let columns):
      .map(["kind": "grid", "grid": .list([.integer(rows), .integer(columns)])])
    case .cells(let cells, let rows, let columns, let others):
      .map([
        "kind": "cells", "grid": .list([.integer(rows), .integer(columns)]),
        "cells": .list(cells.map { .integer($0) }), "others": .text(others.rawValue),
      ])
    case .features: .map(["kind": "features"])
    case .groups(let groups, let others):
      .map([
        "kind": "groups", "groups": Self.value(of: groups), "others": .text(others.rawValue),
      ])
    case .tokens: .map(["kind": "tokens"])
    case .other(let kind, let parameters): .map(["kind": .text(kind), "parameters": parameters])
    }
  }

  /// As a spec writes it.
  var written: Value {
    if let name { return .text(name) }
    return switch definition {
    case .grid(let rows, let columns): .map(["grid": .list([.integer(rows), .integer(columns)])])
    case .cells(let cells, let rows, let columns, let others):
      .map([
        "grid": .list([.integer(rows), .integer(columns)]),
        "cells": .list(cells.map { .integer($0) }), "others": .text(others.rawValue),
      ])
    case .features: "features"
    case .groups(let groups, let others):
      .map(["groups": Self.value(of: groups), "others": .text(others.rawValue)])
    case .tokens: "tokens"
    case .other(let kind, let parameters): .map([kind: parameters])
    }
  }

  private static func value(of groups: [[Feature]]) -> Value {
    .list(groups.map { .list($0.map(\.value)) })
  }
}
