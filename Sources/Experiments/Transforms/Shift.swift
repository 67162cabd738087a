import Base
import Spec

/// Images moved, by a fixed distance and at random; what moves out is lost.
struct Shift: SampleChange {
  /// The name in specs.
  static let name = "shift"
  /// One line for the catalog.
  static let summary = "images moved; raw 0 moves in"

  /// Pixels down.
  let rows: Int
  /// Pixels to the right.
  let columns: Int
  /// Further pixels at random, in both directions.
  let random: Int
  let splits: [String]

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    let pixels = -10_000...10_000
    rows = read.integer("rows", default: 0, in: pixels, "pixels down")
    columns = read.integer("columns", default: 0, in: pixels, "pixels to the right")
    random = read.integer(
      "random", default: 0, in: 0...10_000, "at most so many further pixels each way, at random")
    splits = read.splitsChanged()
    if rows == 0, columns == 0, random == 0 {
      read.fault(
        at: nil, "shift moves nothing", notes: ["give `rows`, `columns` or `random` pixels"])
    }
  }

  func change<Number: RawNumber>(
    _ sample: UnsafePointer<Number>, _ form: SampleForm, _ stream: inout RandomStream,
    into result: UnsafeMutablePointer<Number>
  ) {
    let down = rows + stream.below(2 * random + 1) - random
    let right = columns + stream.below(2 * random + 1) - random
    form.move(sample, down: down, right: right, into: result)
  }
}

extension SampleForm {
  /// Writes an image moved by so many pixels; raw 0 moves in.
  func move<Number: RawNumber>(
    _ sample: UnsafePointer<Number>, down: Int, right: Int,
    into result: UnsafeMutablePointer<Number>
  ) {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let background = background.map { Number(nearest: $0) }
    let kept = max(0, width - abs(right))
    for y in 0..<height {
      let row = result + y * width * channels
      let from = y - down
      let isInside = from >= 0 && from < height && kept > 0
      let first = max(0, right)
      for x in 0..<width where !isInside || x < first || x >= first + kept {
        for channel in 0..<channels { row[x * channels + channel] = background[channel] }
      }
      guard isInside else { continue }
      let start = (from * width + max(0, -right)) * channels
      (row + first * channels).update(from: sample + start, count: kept * channels)
    }
  }
}
