/// An image with rows and columns of zeros around it.
struct ImageFrame {
  let height, width, channels: Int
  let top, left, bottom, right: Int

  var lineElements: Int { (left + width + right) * channels }
  var elements: Int { (top + height + bottom) * lineElements }
  var imageElements: Int { height * width * channels }
  /// The image itself will do.
  var isBare: Bool { top + left + bottom + right == 0 }
}

/// Which numbers of a framed image the sums of a convolution read, and where the sums go.
///
/// Offsets are of one group of channels: other groups lie the same beside it.
struct TapPlan {
  /// One for each sum (for all filters): where it reads, and where it goes.
  let sources, targets: Buffer<Int>
  /// From a source to each run of neighbours.
  let offsets: Buffer<Int>
  /// Numbers of a run.
  let terms: Int
  /// Taps of the kernel, numbered row by row, in the order of their terms.
  let taps: Buffer<Int>

  /// Sums over a window's taps as they lie: the forward pass of a convolution.
  static func windows(_ window: WindowGeometry, in frame: ImageFrame, filters: Int, groups: Int)
    -> TapPlan
  {
    let line = frame.lineElements
    var sources: [Int] = []
    for y in 0..<window.outputHeight {
      for x in 0..<window.outputWidth {
        sources.append(y * window.stride * line + x * window.stride * window.channels)
      }
    }
    let taps = (0..<window.size * window.size).map { $0 }
    return TapPlan(
      sources: sources, targets: sources.indices.map { $0 * filters },
      tapOffsets: taps.map {
        ($0 / window.size * line + $0 % window.size * window.channels) * window.dilation
      }, taps: taps, neighbours: window.channels / groups)
  }

  /// Joins taps that are neighbours when that gives runs of one length.
  private init(
    sources: [Int], targets: [Int], tapOffsets: [Int], taps: [Int], neighbours: Int
  ) {
    var starts: [Int] = []
    var lengths: [Int] = []
    for offset in tapOffsets {
      if let start = starts.last, let length = lengths.last, start + length == offset {
        lengths[lengths.count - 1] += neighbours
      } else {
        starts.append(offset)
        lengths.append(neighbours)
      }
    }
    let areEqual = Set(lengths).count == 1
    self.sources = Buffer(sources)
    self.targets = Buffer(targets)
    offsets = Buffer(areEqual ? starts : tapOffsets)
    terms = areEqual ? lengths[0] : neighbours
    self.taps = Buffer(taps)
  }
}

extension TapPlan {
  /// Sums over the windows that a pixel lies under: the way back through a convolution, and the
  /// forward pass of a transposed one.
  ///
  /// Pixels whose row and column leave the same rests by the stride lie under the same taps: each
  /// such phase of the image is a plan, a convolution of stride 1 over the windows' outputs.
  static func phases(_ window: WindowGeometry, filters: Int, groups: Int)
    -> (frame: ImageFrame, plans: [TapPlan])
  {
    let rows = (0..<window.stride).map { Phase($0, window, length: window.height) }
    let columns = (0..<window.stride).map { Phase($0, window, length: window.width) }
    let frame = ImageFrame(
      height: window.outputHeight, width: window.outputWidth, channels: filters,
      top: rows.map(\.before).max() ?? 0, left: columns.map(\.before).max() ?? 0,
      bottom: rows.map { $0.after(window.outputHeight) }.max() ?? 0,
      right: columns.map { $0.after(window.outputWidth) }.max() ?? 0)
    var plans: [TapPlan] = []
    for row in rows where row.count > 0 {
      for column in columns where column.count > 0 {
        plans.append(TapPlan(row, column, window, frame, groups: groups))
      }
    }
    return (frame, plans)
  }

  /// The pixels of a line with one rest by the stride.
  private struct Phase {
    let rest: Int
    let count: Int
    /// Taps of a kernel's line these pixels lie under, last first, and for each the number of the
    /// window less that of the pixel within the phase.
    let taps: [(tap: Int, shift: Int)]

    init(_ rest: Int, _ window: WindowGeometry, length: Int) {
      self.rest = rest
      count = (length - rest + window.stride - 1) / window.stride
      taps = (0..<window.size).reversed().compactMap { tap in
        let distance = rest + window.padding - tap * window.dilation
        guard distance % window.stride == 0 else { return nil }
        return (tap, distance / window.stride)
      }
    }

    /// Windows read before the first.
    var before: Int { max(0, -(taps.map(\.shift).min() ?? 0)) }
    /// Windows read behind the last of `windows`.
    func after(_ windows: Int) -> Int {
      guard count > 0, let shift = taps.map(\.shift).max() else { return 0 }
      return max(0, count + shift - windows)
    }
  }

  private init(
    _ row: Phase, _ column: Phase, _ window: WindowGeometry, _ frame: ImageFrame, groups: Int
  ) {
    let line = frame.lineElements
    var sources: [Int] = []
    var targets: [Int] = []
    for y in 0..<row.count {
      for x in 0..<column.count {
        sources.append((frame.top + y) * line + (frame.left + x) * frame.channels)
        let pixel =
          (row.rest + y * window.stride) * window.width + column.rest + x * window.stride
        targets.append(pixel * window.channels)
      }
    }
    var offsets: [Int] = []
    var taps: [Int] = []
    for (i, down) in row.taps {
      for (j, across) in column.taps {
        offsets.append(down * line + across * frame.channels)
        taps.append(i * window.size + j)
      }
    }
    self.init(
      sources: sources, targets: targets, tapOffsets: offsets, taps: taps,
      neighbours: frame.channels / groups)
  }
}

extension Buffer where Element == Int {
  /// A buffer of the numbers.
  convenience init(_ numbers: [Int]) {
    self.init(count: numbers.count)
    array = numbers
  }
}
