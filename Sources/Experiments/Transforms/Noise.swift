import Base
import Spec

/// Independent noise on every element.
struct Noise: SampleChange {
  /// The name in specs.
  static let name = "noise"
  /// One line for the catalog.
  static let summary = "noise added to every element, in units of network inputs"
  var needsImages: Bool { false }
  static let givesFractions = true

  /// The distribution.
  enum Kind: String, Sendable, CaseIterable {
    case gaussian, uniform
  }

  let kind: Kind
  let deviation: Double
  let splits: [String]

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    kind = read.choice("kind", default: Kind.gaussian, "the distribution, of mean 0")
    deviation = read.number(
      "deviation", in: .above(0), "its standard deviation, after normalisation")
    splits = read.splitsChanged()
  }

  func change<Number: RawNumber>(
    _ sample: UnsafePointer<Number>, _ form: SampleForm, _ stream: inout RandomStream,
    into result: UnsafeMutablePointer<Number>
  ) {
    let channels = form.unit.count
    let half = 3.0.squareRoot()
    for element in 0..<form.elements {
      let drawn = kind == .gaussian ? stream.normal() : stream.uniform(-half, half)
      let added = drawn * deviation * form.unit[element % channels]
      result[element] = Number(nearest: sample[element].value + added)
    }
  }
}
