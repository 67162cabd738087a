extension NetworkScalar {
  /// Copies one row of a window at a time: its pixels and channels are neighbours.
  public static func gatherPatches(
    _ images: UnsafePointer<Self>, _ window: WindowGeometry, rows: Range<Int>,
    into patches: UnsafeMutablePointer<Self>
  ) {
    let channels = window.channels
    let run = window.size &* channels
    var target = patches
    forEachWindow(window, rows: rows) { image, top, left in
      // Columns of the window that lie inside the image.
      let first = max(0, 0 &- left)
      let last = min(window.size, window.width &- left)
      let origin = images + image &* window.imageElements
      for tap in 0..<window.size {
        let y = top &+ tap
        if y < 0 || y >= window.height || first >= last {
          for i in 0..<run { target[i] = 0 }
        } else {
          let offset = (y &* window.width &+ left) &* channels
          let source = origin + offset
          let from = first &* channels
          let to = last &* channels
          for i in 0..<from { target[i] = 0 }
          for i in from..<to { target[i] = source[i] }
          for i in to..<run { target[i] = 0 }
        }
        target += run
      }
    }
  }

  /// Adds one row of a window at a time, windows in their order.
  public static func scatterPatches(
    _ patches: UnsafePointer<Self>, _ window: WindowGeometry, rows: Range<Int>,
    addingTo images: UnsafeMutablePointer<Self>
  ) {
    let channels = window.channels
    let run = window.size &* channels
    var source = patches
    forEachWindow(window, rows: rows) { image, top, left in
      let first = max(0, 0 &- left)
      let last = min(window.size, window.width &- left)
      let origin = images + image &* window.imageElements
      for tap in 0..<window.size {
        let y = top &+ tap
        if y >= 0 && y < window.height && first < last {
          let offset = (y &* window.width &+ left) &* channels
          let target = origin + offset
          for i in (first &* channels)..<(last &* channels) { target[i] += source[i] }
        }
        source += run
      }
    }
  }

  /// Calls `body` with image number, top row and left column of each window; the latter two are
  /// negative in the padding.
  @inline(__always)
  private static func forEachWindow(
    _ window: WindowGeometry, rows: Range<Int>, _ body: (Int, Int, Int) -> Void
  ) {
    var image = rows.lowerBound / window.outputPixels
    let rest = rows.lowerBound % window.outputPixels
    var y = rest / window.outputWidth
    var x = rest % window.outputWidth
    for _ in rows {
      body(image, y &* window.stride &- window.padding, x &* window.stride &- window.padding)
      x &+= 1
      if x == window.outputWidth {
        x = 0
        y &+= 1
        if y == window.outputHeight {
          y = 0
          image &+= 1
        }
      }
    }
  }

  /// Window by window, the loop over channels inside.
  public static func maxPool(
    _ images: UnsafePointer<Self>, _ window: WindowGeometry, count: Int, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>, places: UnsafeMutablePointer<Lane>?
  ) {
    let channels = window.channels
    let line = window.width &* channels
    var target = output
    var place = places
    forEachWindow(window, rows: 0..<(count &* window.outputPixels)) { image, top, left in
      let offset = image &* window.imageElements &+ (top &* window.width &+ left) &* channels
      let corner = images + offset
      for c in 0..<channels { target[c] = corner[c] }
      if let place { for c in 0..<channels { place[c] = 0 } }
      for tap in 1..<max(1, window.size &* window.size) {
        let from = (tap / window.size) &* line &+ (tap % window.size) &* channels
        let source = corner + from
        if let place {
          let number = Lane(truncatingIfNeeded: tap)
          for c in 0..<channels {
            let value = source[c]
            let isLarger = value > target[c]
            target[c] = isLarger ? value : target[c]
            place[c] = isLarger ? number : place[c]
          }
        } else {
          for c in 0..<channels {
            let value = source[c]
            target[c] = value > target[c] ? value : target[c]
          }
        }
      }
      if rectifying {
        if let place {
          for c in 0..<channels { place[c] = target[c] <= 0 ? -1 : place[c] }
        }
        for c in 0..<channels { target[c] = target[c] < 0 ? 0 : target[c] }
      }
      target += channels
      if let next = place { place = next + channels }
    }
  }

  /// Looks at each place of each window in turn and takes the gradient or zero.
  ///
  /// No store goes to a computed address, so the loop over channels vectorises. Windows that tile
  /// the image write every element once; others add to zeros.
  public static func maxPoolBackward(
    _ gradient: UnsafePointer<Self>, places: UnsafePointer<Lane>, _ window: WindowGeometry,
    count: Int, into result: UnsafeMutablePointer<Self>
  ) {
    let channels = window.channels
    let line = window.width &* channels
    let isTiling =
      window.size == window.stride && window.outputHeight &* window.size == window.height
      && window.outputWidth &* window.size == window.width
    if !isTiling { for i in 0..<(count &* window.imageElements) { result[i] = 0 } }
    var source = gradient
    var place = places
    forEachWindow(window, rows: 0..<(count &* window.outputPixels)) { image, top, left in
      let offset = image &* window.imageElements &+ (top &* window.width &+ left) &* channels
      let corner = result + offset
      for tap in 0..<(window.size &* window.size) {
        let to = (tap / window.size) &* line &+ (tap % window.size) &* channels
        let target = corner + to
        let number = Lane(truncatingIfNeeded: tap)
        if isTiling {
          for c in 0..<channels { target[c] = place[c] == number ? source[c] : 0 }
        } else {
          for c in 0..<channels { target[c] += place[c] == number ? source[c] : 0 }
        }
      }
      source += channels
      place += channels
    }
  }
}
