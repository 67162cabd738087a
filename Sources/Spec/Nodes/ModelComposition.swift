import Base

/// What of other models a training begins with, keeps, and learns from.
public struct ModelComposition: Sendable {
  /// Layers taken from other models before training, in this order.
  public var loads: [LayerLoad] = []
  /// Layers that are not trained.
  public var frozen: LayerSelection?
  /// Layers initialised again after loading.
  public var reset: LayerSelection?
  /// A new last layer on one of this model's layers.
  public var head: ProbeHead?
  /// The models whose weights are averaged instead of training; empty for a trained model.
  public var averaged: [Reference] = []

  /// Makes a composition of nothing.
  public init() {}
}

/// Layers taken from another model's checkpoint.
public struct LayerLoad: Sendable {
  /// The model and its checkpoint.
  public let from: Reference
  /// Which layers; nil for all.
  public let layers: LayerSelection?
}

/// A linear layer trained on what one layer of a network gives, everything before it frozen.
public struct ProbeHead: Sendable, Hashable {
  /// The layer it reads.
  public let layer: String
  /// Where the name stands.
  public let span: SourceSpan

  /// Whether both read the same layer, wherever it is written.
  public static func == (a: ProbeHead, b: ProbeHead) -> Bool { a.layer == b.layer }

  /// Hashes the layer's name.
  public func hash(into hasher: inout Hasher) { hasher.combine(layer) }
}

/// Layers of a network, as a spec names them: by number, in ranges, or by name.
///
/// Layers with parameters are counted from 0 in their order. `0..1` are the first two, `3` the
/// fourth, `fc1` the layer of that name, `layer1` every layer whose name begins with `layer1.`;
/// several are separated by commas or written as a list.
public struct LayerSelection: Sendable, Hashable {
  /// One of the things selected.
  public enum Part: Sendable, Hashable {
    /// Layers by number, both ends included.
    case numbers(ClosedRange<Int>)
    /// A layer, or every layer below a name.
    case name(String)
  }

  /// The things selected, as written.
  public let parts: [Part]
  /// Where they stand.
  public let span: SourceSpan

  /// Reads `0..1`, `fc1`, `layer1, linear`; nil when an end of a range is no number or they fall.
  public init?(_ texts: [String], span: SourceSpan) {
    var parts: [Part] = []
    for text in texts.flatMap({ $0.split(separator: ",") }) {
      let word = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
      guard let part = Part(String(word)) else { return nil }
      parts.append(part)
    }
    guard !parts.isEmpty else { return nil }
    self.parts = parts
    self.span = span
  }

  /// The places in `layers` – names in their order – that are selected, ascending; nil with the
  /// first part that selects nothing.
  public func places(in layers: [String]) -> (places: [Int], missing: Part?) {
    var selected: Set<Int> = []
    for part in parts {
      let found = layers.indices.filter { part.selects(layers[$0], at: $0) }
      if case .numbers(let range) = part, range.upperBound >= layers.count {
        return ([], part)
      }
      guard !found.isEmpty else { return ([], part) }
      selected.formUnion(found)
    }
    return (selected.sorted(), nil)
  }

  /// Whether both select the same, wherever they are written.
  public static func == (a: LayerSelection, b: LayerSelection) -> Bool { a.parts == b.parts }

  /// Hashes the parts.
  public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

  /// The canonical form, such as `0..1,fc3`.
  public var text: String { parts.map(\.text).joined(separator: ",") }
}

extension LayerSelection.Part {
  fileprivate init?(_ word: String) {
    guard !word.isEmpty else { return nil }
    if let number = Int(word) {
      guard number >= 0 else { return nil }
      self = .numbers(number...number)
      return
    }
    let ends = word.split(separator: ".", omittingEmptySubsequences: false)
    if ends.count == 3, ends[1].isEmpty {
      guard let first = Int(ends[0]), let last = Int(ends[2]), 0 <= first, first <= last else {
        return nil
      }
      self = .numbers(first...last)
      return
    }
    self = .name(word)
  }

  fileprivate func selects(_ layer: String, at place: Int) -> Bool {
    switch self {
    case .numbers(let range): range.contains(place)
    case .name(let name): layer == name || layer.hasPrefix(name + ".")
    }
  }

  /// As a spec writes it.
  public var text: String {
    switch self {
    case .numbers(let range):
      range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)..\(range.upperBound)"
    case .name(let name): name
    }
  }
}
