// Kernels of F(2×2, 3×3): G g Gᵀ, and its transpose. Once a batch, so simple.

extension NetworkScalar {
  /// Packs of channels, spread over the rows of blocks.
  public static func transformKernels(
    _ weights: UnsafePointer<Self>, filters: Int, channels: Int,
    into packed: UnsafeMutablePointer<Self>
  ) {
    let width = 2 &* Pack.lanes
    let matrix = filters &* channels
    withUnsafeTemporaryAllocation(of: Self.self, capacity: 16 &* Pack.lanes) { scratch in
      guard let spare = scratch.baseAddress else { return }
      for filter in 0..<filters {
        let kernel = weights + filter &* 9 &* channels
        let column = filter / width &* width &* channels &+ filter % width
        var c = 0
        while c < channels {
          transformKernel(kernel + c, tap: channels, into: spare, Pack.lanes)
          for number in 0..<16 {
            let source = spare + number &* Pack.lanes
            let target = packed + (number &* matrix &+ column &+ c &* width)
            for lane in 0..<Pack.lanes { target[lane &* width] = source[lane] }
          }
          c &+= Pack.lanes
        }
      }
    }
  }

  /// Packs of channels, stored as they are.
  public static func transformTurnedKernels(
    _ weights: UnsafePointer<Self>, filters: Int, channels: Int,
    into packed: UnsafeMutablePointer<Self>
  ) {
    let width = 2 &* Pack.lanes
    for filter in 0..<filters {
      // From the last tap back.
      let kernel = weights + (filter &* 9 &+ 8) &* channels
      var c = 0
      while c < channels {
        let block = c / width &* width &* filters
        let place = block &+ filter &* width &+ c % width
        transformKernel(
          kernel + c, tap: 0 &- channels, into: packed + place, filters &* channels)
        c &+= Pack.lanes
      }
    }
  }

  /// G g Gᵀ; taps lie `tap` apart, the sixteen results `distance`.
  @inline(__always)
  private static func transformKernel(
    _ kernel: UnsafePointer<Self>, tap: Int, into result: UnsafeMutablePointer<Self>,
    _ distance: Int
  ) {
    let half = Pack(repeating: 0.5)
    var target = result
    let a = transformColumn(kernel, 3 &* tap, half)
    let b = transformColumn(kernel + tap, 3 &* tap, half)
    let d = transformColumn(kernel + 2 &* tap, 3 &* tap, half)
    storeRow(a.0, b.0, d.0, half, &target, distance)
    storeRow(a.1, b.1, d.1, half, &target, distance)
    storeRow(a.2, b.2, d.2, half, &target, distance)
    storeRow(a.3, b.3, d.3, half, &target, distance)
  }

  @inline(__always)
  private static func transformColumn(_ kernel: UnsafePointer<Self>, _ step: Int, _ half: Pack)
    -> (Pack, Pack, Pack, Pack)
  {
    let a = Pack(from: kernel)
    let b = Pack(from: kernel + step)
    let d = Pack(from: kernel + 2 &* step)
    let outer = a + d
    return (a, half * (outer + b), half * (outer - b), d)
  }

  @inline(__always)
  private static func storeRow(
    _ a: Pack, _ b: Pack, _ d: Pack, _ half: Pack, _ target: inout UnsafeMutablePointer<Self>,
    _ distance: Int
  ) {
    let outer = a + d
    a.store(to: target)
    target += distance
    (half * (outer + b)).store(to: target)
    target += distance
    (half * (outer - b)).store(to: target)
    target += distance
    d.store(to: target)
    target += distance
  }

  /// Gᵀ U G, packs of filters.
  public static func addKernelGradients(
    _ sums: UnsafePointer<Self>, filters: Int, channels: Int,
    to gradients: UnsafeMutablePointer<Self>
  ) {
    let matrix = filters &* channels
    let half = Pack(repeating: 0.5)
    withUnsafeTemporaryAllocation(of: Self.self, capacity: 9 &* Pack.lanes) { scratch in
      guard let spare = scratch.baseAddress else { return }
      for channel in 0..<channels {
        var filter = 0
        while filter < filters {
          let source = sums + (channel &* filters &+ filter)
          let a = foldColumn(source, matrix, half)
          let b = foldColumn(source + matrix, matrix, half)
          let d = foldColumn(source + 2 &* matrix, matrix, half)
          let e = foldColumn(source + 3 &* matrix, matrix, half)
          var place = spare
          storeFolded(a.0, b.0, d.0, e.0, half, &place)
          storeFolded(a.1, b.1, d.1, e.1, half, &place)
          storeFolded(a.2, b.2, d.2, e.2, half, &place)
          for tap in 0..<9 {
            let from = spare + tap &* Pack.lanes
            let to = gradients + ((filter &* 9 &+ tap) &* channels &+ channel)
            for lane in 0..<Pack.lanes { to[lane &* 9 &* channels] += from[lane] }
          }
          filter &+= Pack.lanes
        }
      }
    }
  }

  /// Gᵀ times one column; its numbers are four matrices apart.
  @inline(__always)
  private static func foldColumn(_ source: UnsafePointer<Self>, _ matrix: Int, _ half: Pack) -> (
    Pack, Pack, Pack
  ) {
    let step = 4 &* matrix
    let a = Pack(from: source)
    let b = Pack(from: source + step)
    let d = Pack(from: source + 2 &* step)
    let e = Pack(from: source + 3 &* step)
    let sum = half * (b + d)
    return (a + sum, half * (b - d), sum + e)
  }

  @inline(__always)
  private static func storeFolded(
    _ a: Pack, _ b: Pack, _ d: Pack, _ e: Pack, _ half: Pack,
    _ target: inout UnsafeMutablePointer<Self>
  ) {
    let sum = half * (b + d)
    (a + sum).store(to: target)
    target += Pack.lanes
    (half * (b - d)).store(to: target)
    target += Pack.lanes
    (sum + e).store(to: target)
    target += Pack.lanes
  }
}
