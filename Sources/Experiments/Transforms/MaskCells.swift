import Base
import Spec

/// Samples with some of their cells masked, as masked inputs of measurements and of interaction losses
/// are: what such a loss is held against, since its masks alone are an augmentation.
struct MaskCells: SampleChange {
  /// The name in specs.
  static let name = "mask-cells"
  /// One line for the catalog.
  static let summary = "a random choice of cells of each image, or of elements, put to their mean"
  static let givesFractions = true

  /// Rows and columns of the cells; empty where each element is a cell.
  let grid: [Int]
  /// The least and the greatest share of cells kept.
  let keep: ClosedRange<Double>
  let chance: Double
  let splits: [String]

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    grid = read.integers(
      "grid", default: [], each: 1...1024, count: 0...2,
      "rows and columns of an image's cells; each element is a cell when not given")
    let shares = read.numbers(
      "keep", each: .within(0...1), count: 2...2,
      "the least and the greatest share of cells kept; any number between is as likely")
    chance = read.number(
      "chance", default: 1, in: .within(0...1), "how likely a sample is masked at all")
    splits = read.splitsChanged()
    if grid.count == 1 {
      read.fault(at: "grid", "`grid` needs rows and columns", notes: ["write `grid: [4, 4]`"])
    }
    if shares[0] > shares[1] {
      read.fault(
        at: "keep", "`keep` must not fall: \(shares[0]) is above \(shares[1])",
        notes: ["write such as `keep: [0.3, 0.7]`"])
    }
    keep = min(shares[0], shares[1])...max(shares[0], shares[1])
  }

  var needsImages: Bool { grid.count == 2 }

  func change<Number: RawNumber>(
    _ sample: UnsafePointer<Number>, _ form: SampleForm, _ stream: inout RandomStream,
    into result: UnsafeMutablePointer<Number>
  ) {
    result.update(from: sample, count: form.elements)
    guard stream.uniform() < chance else { return }
    let cells = needsImages ? grid[0] * grid[1] : form.elements
    let (low, high) = (
      Int((keep.lowerBound * Double(cells)).rounded()),
      Int((keep.upperBound * Double(cells)).rounded())
    )
    let kept = low + stream.below(high - low + 1)
    var isMasked = [Bool](repeating: false, count: cells)
    for cell in stream.permutation(cells).dropFirst(kept) { isMasked[cell] = true }
    let channels = form.average.count
    let average = form.average.map { Number(nearest: $0) }
    for element in 0..<form.elements where isMasked[cell(of: element, form)] {
      result[element] = average[element % channels]
    }
  }

  /// The cell of an element, as players over the same grid have it.
  private func cell(of element: Int, _ form: SampleForm) -> Int {
    guard needsImages else { return element }
    let (height, width, channels) = (form.shape[0], form.shape[1], form.shape[2])
    let (y, x) = (element / (width * channels), element / channels % width)
    return y * grid[0] / height * grid[1] + x * grid[1] / width
  }
}
