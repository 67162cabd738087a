import Base
import Spec

/// Random crops of padded images, of the images' own size.
struct Crop: SampleChange {
  /// The name in specs.
  static let name = "crop"
  /// One line for the catalog.
  static let summary = "random crops, of the images' own size, of images padded with raw 0"

  /// Pixels added at each side.
  let pad: Int
  let splits: [String]

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    pad = read.integer("pad", default: 4, in: 1...10_000, "pixels added at each side")
    splits = read.splitsChanged()
  }

  func change<Number: RawNumber>(
    _ sample: UnsafePointer<Number>, _ form: SampleForm, _ stream: inout RandomStream,
    into result: UnsafeMutablePointer<Number>
  ) {
    // A crop that starts at row r of the padded image shows the image pad − r rows lower.
    let down = pad - stream.below(2 * pad + 1)
    let right = pad - stream.below(2 * pad + 1)
    form.move(sample, down: down, right: right, into: result)
  }
}
