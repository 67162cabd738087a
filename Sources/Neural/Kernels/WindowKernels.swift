extension NetworkScalar {
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

  /// Finds the largest values first and then where they are.
  ///
  /// Both in one loop would be two choices on one comparison, which become branches. Windows of four
  /// pixels are compared in registers; others pixel by pixel, with the best so far in one of two
  /// rows of scratch in turn.
  public static func maxPool(
    _ images: UnsafePointer<Self>, _ window: WindowGeometry, count: Int, rectifying: Bool,
    into output: UnsafeMutablePointer<Self>, places: UnsafeMutablePointer<Lane>?
  ) {
    let channels = window.channels
    let line = window.width &* channels
    let floor: Self = rectifying ? 0 : -.infinity
    // Channels compared at a time: their scratch fits on the stack, as 1 KiB does at most.
    let chunk = 64
    withUnsafeTemporaryAllocation(of: Self.self, capacity: 2 &* chunk) { values in
      withUnsafeTemporaryAllocation(of: Lane.self, capacity: 2 &* chunk) { lanes in
        guard let best = values.baseAddress, let found = lanes.baseAddress else { return }
        var target = output
        var place = places
        forEachWindow(window, rows: 0..<(count &* window.outputPixels)) { image, top, left in
          let offset = image &* window.imageElements &+ (top &* window.width &+ left) &* channels
          let corner = images + offset
          if window.size == 2 {
            largestOfFour(corner, line, channels, floor: floor, into: target)
            if let place {
              placesOfFour(corner, line, channels, target, floor: floor, into: place)
            }
          } else {
            var first = 0
            while first < channels {
              let width = min(chunk, channels &- first)
              largestOfMany(
                corner + first, line, window, width, floor: floor, scratch: best,
                into: target + first)
              if let place {
                placesOfMany(
                  corner + first, line, window, width, target + first, floor: floor,
                  scratch: found, into: place + first)
              }
              first &+= chunk
            }
          }
          target += channels
          if let next = place { place = next + channels }
        }
      }
    }
  }

  @inline(__always)
  private static func largestOfFour(
    _ corner: UnsafePointer<Self>, _ line: Int, _ channels: Int, floor: Self,
    into target: UnsafeMutablePointer<Self>
  ) {
    let right = corner + channels
    let below = corner + line
    let last = below + channels
    for c in 0..<channels {
      let a = corner[c]
      let b = right[c]
      let d = below[c]
      let e = last[c]
      let upper = b > a ? b : a
      let lower = e > d ? e : d
      let largest = lower > upper ? lower : upper
      target[c] = largest < floor ? floor : largest
    }
  }

  @inline(__always)
  private static func placesOfFour(
    _ corner: UnsafePointer<Self>, _ line: Int, _ channels: Int, _ largest: UnsafePointer<Self>,
    floor: Self, into places: UnsafeMutablePointer<Lane>
  ) {
    let right = corner + channels
    let below = corner + line
    for c in 0..<channels {
      let value = largest[c]
      // All bits set where the largest is elsewhere: choices between places would become branches.
      let notFirst: Lane = corner[c] != value ? -1 : 0
      let notSecond: Lane = right[c] != value ? -1 : 0
      let notThird: Lane = below[c] != value ? -1 : 0
      let isFloor: Lane = value <= floor ? -1 : 0
      let afterSecond: Lane = 1 &+ (notThird & 1)
      let afterFirst: Lane = 1 &+ (notSecond & afterSecond)
      places[c] = (notFirst & afterFirst) | isFloor
    }
  }

  @inline(__always)
  private static func largestOfMany(
    _ corner: UnsafePointer<Self>, _ line: Int, _ window: WindowGeometry, _ width: Int, floor: Self,
    scratch: UnsafeMutablePointer<Self>, into target: UnsafeMutablePointer<Self>
  ) {
    var old = scratch
    var new = scratch + width
    for c in 0..<width { old[c] = corner[c] }
    for tap in 1..<max(1, window.size &* window.size) {
      let from = (tap / window.size) &* line &+ (tap % window.size) &* window.channels
      let source = corner + from
      for c in 0..<width {
        let value = source[c]
        let largest = old[c]
        new[c] = value > largest ? value : largest
      }
      swap(&old, &new)
    }
    for c in 0..<width {
      let largest = old[c]
      target[c] = largest < floor ? floor : largest
    }
  }

  @inline(__always)
  private static func placesOfMany(
    _ corner: UnsafePointer<Self>, _ line: Int, _ window: WindowGeometry, _ width: Int,
    _ largest: UnsafePointer<Self>, floor: Self, scratch: UnsafeMutablePointer<Lane>,
    into places: UnsafeMutablePointer<Lane>
  ) {
    let taps = window.size &* window.size
    var old = scratch
    var new = scratch + width
    for c in 0..<width { old[c] = Lane(truncatingIfNeeded: taps &- 1) }
    for back in 1..<max(1, taps) {
      let tap = taps &- 1 &- back
      let from = (tap / window.size) &* line &+ (tap % window.size) &* window.channels
      let source = corner + from
      let number = Lane(truncatingIfNeeded: tap)
      for c in 0..<width {
        let later = old[c]
        new[c] = source[c] == largest[c] ? number : later
      }
      swap(&old, &new)
    }
    for c in 0..<width {
      let place = old[c]
      places[c] = largest[c] <= floor ? -1 : place
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
          for c in 0..<channels {
            let slope = source[c]
            target[c] = place[c] == number ? slope : 0
          }
        } else {
          for c in 0..<channels {
            let slope = source[c]
            target[c] += place[c] == number ? slope : 0
          }
        }
      }
      source += channels
      place += channels
    }
  }
}
