// Convolutions as sums over taps, read from the images as they lie (channels innermost): the numbers
// under a row of a window are neighbours, so a window is a few runs, and no patch is ever copied.
// Weights are packed first: blocks of two vectors of filters, in each the terms in the order they are
// met, so that one stream feeds the sums.

extension NetworkScalar {
  /// Filters of one block.
  static var blockWidth: Int { 2 * Pack.lanes }

  /// Fills strips of six positions, block of filters by block.
  public static func sumTaps(
    _ image: UnsafePointer<Self>, sources: UnsafePointer<Int>, targets: UnsafePointer<Int>,
    positions: Int, offsets: UnsafePointer<Int>, runs: Int, terms: Int,
    weights: UnsafePointer<Self>, start: UnsafePointer<Self>, width: Int, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>
  ) {
    typealias Strip = StripSums<Pack>
    let blockWidth = Strip.width
    withUnsafeTemporaryAllocation(of: Self.self, capacity: Strip.rows &* blockWidth) { scratch in
      guard let spare = scratch.baseAddress else { return }
      var first = 0
      var block = weights
      while first < width {
        let isWhole = first &+ blockWidth <= width
        var position = 0
        while position < positions {
          let rows = Strip.rows(image, sources, from: position, count: positions)
          var sums = Strip(all: start + first)
          var columns = block
          for run in 0..<runs {
            let offset = offsets[run]
            sums.add(
              (
                rows.0 + offset, rows.1 + offset, rows.2 + offset, rows.3 + offset,
                rows.4 + offset, rows.5 + offset
              ), step: 1, columns: columns, columnStep: blockWidth, terms: terms)
            columns += terms &* blockWidth
          }
          if rectifying { sums.rectify() }
          if isWhole {
            sums.store(Strip.targets(output + first, targets, from: position, count: positions))
          } else {
            sums.store(Strip.targets(spare, step: blockWidth))
            for row in 0..<min(Strip.rows, positions &- position) {
              let source = spare + row &* blockWidth
              let target = output + (targets[position &+ row] &+ first)
              for i in 0..<(width &- first) { target[i] = source[i] }
            }
          }
          position &+= Strip.rows
        }
        block += runs &* terms &* blockWidth
        first &+= blockWidth
      }
    }
  }

  /// Sums over the pixels of a few lines at a time, so that both images stay in the cache while
  /// their products go round.
  public static func addTapGradients(
    _ image: UnsafePointer<Self>, elements: UnsafePointer<Int>, count: Int,
    lines: UnsafePointer<Int>, lineCount: Int, linesAtOnce: Int, terms: Int, step: Int,
    slopes: UnsafePointer<Self>, width: Int, to sums: UnsafeMutablePointer<Self>
  ) {
    typealias Strip = StripSums<Pack>
    var start = 0
    while start < lineCount {
      let end = min(lineCount, start &+ linesAtOnce)
      let columns = slopes + start &* terms &* width
      var first = 0
      while first < width {
        var element = 0
        while element < count {
          let rows = Strip.rows(image, elements, from: element, count: count)
          let targets = Strip.targets(sums + first, step: width, from: element, count: count)
          var strip = Strip(targets)
          var column = columns + first
          for line in start..<end {
            let offset = lines[line]
            strip.add(
              (
                rows.0 + offset, rows.1 + offset, rows.2 + offset, rows.3 + offset,
                rows.4 + offset, rows.5 + offset
              ), step: step, columns: column, columnStep: width, terms: terms)
            column += terms &* width
          }
          strip.store(targets)
          element &+= Strip.rows
        }
        first &+= Strip.width
      }
      start = end
    }
  }

  /// The rows above, then each row and what is beside it.
  public static func padImage(
    _ image: UnsafePointer<Self>, height: Int, width: Int, channels: Int, top: Int, left: Int,
    bottom: Int, right: Int, filling: Self, into padded: UnsafeMutablePointer<Self>
  ) {
    let line = (left &+ width &+ right) &* channels
    let before = left &* channels
    let own = width &* channels
    var target = padded
    for i in 0..<(top &* line &+ before) { target[i] = filling }
    target += top &* line &+ before
    var source = image
    for row in 0..<height {
      for i in 0..<own { target[i] = source[i] }
      source += own
      target += own
      // To the next row's pixels, or to the end.
      let gap = row &+ 1 < height ? line &- own : right &* channels &+ bottom &* line
      for i in 0..<gap { target[i] = filling }
      target += gap
    }
  }

  /// Row by row of the source; filters that fill no block are followed by zeros.
  public static func packRows(
    _ weights: UnsafePointer<Self>, rows: Int, terms: Int, into packed: UnsafeMutablePointer<Self>
  ) {
    let blockWidth = 2 &* Pack.lanes
    let blocks = (rows &+ blockWidth &- 1) / blockWidth
    for row in 0..<(blocks &* blockWidth) {
      let block = (row / blockWidth) &* terms &* blockWidth
      let target = packed + (block &+ row % blockWidth)
      if row < rows {
        let source = weights + row &* terms
        for k in 0..<terms { target[k &* blockWidth] = source[k] }
      } else {
        for k in 0..<terms { target[k &* blockWidth] = 0 }
      }
    }
  }

  /// Runs of neighbours: the channels of a tap.
  public static func packChannels(
    _ weights: UnsafePointer<Self>, filters: Int, allTaps: Int, channels: Int,
    taps: UnsafePointer<Int>, tapCount: Int, into packed: UnsafeMutablePointer<Self>
  ) {
    let blockWidth = 2 &* Pack.lanes
    var target = packed
    var first = 0
    while first < channels {
      let own = min(blockWidth, channels &- first)
      for number in 0..<tapCount {
        for filter in 0..<filters {
          let place = (filter &* allTaps &+ taps[number]) &* channels &+ first
          let source = weights + place
          for i in 0..<own { target[i] = source[i] }
          for i in own..<blockWidth { target[i] = 0 }
          target += blockWidth
        }
      }
      first &+= blockWidth
    }
  }

  /// Columns of a matrix, followed by zeros.
  public static func copyColumns(
    _ source: UnsafePointer<Self>, rows: Int, stride: Int, width: Int,
    into target: UnsafeMutablePointer<Self>, _ targetStride: Int
  ) {
    for row in 0..<rows {
      let from = source + row &* stride
      let to = target + row &* targetStride
      for i in 0..<width { to[i] = from[i] }
      for i in width..<targetStride { to[i] = 0 }
    }
  }

  /// Adds the sums, which lie [term, filter], to gradients, which lie [filter, term].
  public static func addTransposed(
    _ sums: UnsafePointer<Self>, terms: Int, width: Int, rows: Int,
    to gradients: UnsafeMutablePointer<Self>
  ) {
    for row in 0..<rows {
      let source = sums + row
      let target = gradients + row &* terms
      for k in 0..<terms { target[k] += source[k &* width] }
    }
  }
}
