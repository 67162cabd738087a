import Base
import Spec

/// Images mirrored at random.
struct Flip: SampleChange {
  /// The name in specs.
  static let name = "flip"
  /// One line for the catalog.
  static let summary = "images mirrored at random"

  /// What is exchanged.
  enum Axis: String, Sendable, CaseIterable {
    /// Left and right.
    case horizontal
    /// Top and bottom.
    case vertical
  }

  let axis: Axis
  let chance: Double
  let splits: [String]

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    axis = read.choice(
      "axis", default: Axis.horizontal, "horizontal: left and right change places; vertical")
    chance = read.number(
      "chance", default: 0.5, in: .within(0...1), "how likely an image is mirrored")
    splits = read.splitsChanged()
  }

  func change<Number: RawNumber>(
    _ sample: UnsafePointer<Number>, _ form: SampleForm, _ stream: inout RandomStream,
    into result: UnsafeMutablePointer<Number>
  ) {
    guard stream.uniform() < chance else {
      result.update(from: sample, count: form.elements)
      return
    }
    let (height, width, channels) = (form.shape[0], form.shape[1], form.shape[2])
    let row = width * channels
    for y in 0..<height {
      switch axis {
      case .vertical: (result + y * row).update(from: sample + (height - 1 - y) * row, count: row)
      case .horizontal:
        for x in 0..<width {
          let place = y * row + x * channels
          let mirrored = y * row + (width - 1 - x) * channels
          (result + place).update(from: sample + mirrored, count: channels)
        }
      }
    }
  }
}
