/// Tiles of 2 × 2 pixels over images, and the 4 × 4 pixels under each that a 3 × 3 kernel sees.
public struct TileGeometry: Sendable, Hashable {
  /// The image read, and the zeros above and left of it.
  let height, width, padding: Int
  /// The image of tiles.
  let outputHeight, outputWidth: Int

  var rows: Int { (outputHeight + 1) / 2 }
  var columns: Int { (outputWidth + 1) / 2 }
  var count: Int { rows * columns }
}

/// Convolutions of 3 × 3 kernels by minimal filtering, F(2×2, 3×3) (Lavin and Gray,
/// arXiv:1509.09308): tiles and kernels are transformed to 16 numbers a channel, in which a
/// convolution is 16 products instead of 36, and back.
///
/// The transforms only add, subtract and halve, so the results are as accurate as the sums over
/// taps; they are not the same bits. The three products are exact transposes of one another, the
/// input's gradient apart, which is the convolution with the kernels turned round.
final class TileProducts<Scalar: NetworkScalar>: ConvolutionProducts {
  private let channels, filters: Int
  private let forward, backward: TileGeometry
  private let scratch: ScratchBuffers<Scalar>
  /// Tiles whose numbers are in the cache at a time.
  private let block: Int

  private let packedForward = Buffer<Scalar>()
  private let packedBackward = Buffer<Scalar>()
  private let sums = Buffer<Scalar>()
  private let zeros: Buffer<Scalar>

  /// Nil where sums over taps are the way to go: other kernels, few channels, tiny images.
  init?(
    _ window: WindowGeometry, filters: Int, groups: Int, _ scratch: ScratchBuffers<Scalar>
  ) {
    guard window.size == 3, window.stride == 1, window.dilation == 1, groups == 1,
      window.padding <= 2, window.channels % 16 == 0, filters % 16 == 0
    else { return nil }
    channels = window.channels
    self.filters = filters
    self.scratch = scratch
    forward = TileGeometry(
      height: window.height, width: window.width, padding: window.padding,
      outputHeight: window.outputHeight, outputWidth: window.outputWidth)
    backward = TileGeometry(
      height: window.outputHeight, width: window.outputWidth, padding: 2 - window.padding,
      outputHeight: window.height, outputWidth: window.width)
    // Tiles that stick out cost more than is saved below this share.
    guard 6 * window.outputPixels >= 16 * forward.count else { return nil }
    // 96 KiB of `Float` in both transforms; more where all kernels go through the cache for a block.
    let least =
      switch channels * filters {
      case ...8192: 24
      case ...32_768: 48
      default: 192
      }
    block = max(least, 1536 / (channels + filters) / 6 * 6)
    zeros = Buffer(count: max(channels, filters))
  }

  func prepareOutputs(_ weights: UnsafePointer<Scalar>) {
    Scalar.transformKernels(
      weights, filters: filters, channels: channels,
      into: packedForward.resize(16 * filters * channels))
  }

  func outputs(
    of images: UnsafePointer<Scalar>, count: Int, bias: UnsafePointer<Scalar>?, rectifying: Bool,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    convolve(
      images, forward, count: count, from: channels, to: filters, packedForward.pointer,
      bias: bias, rectifying: rectifying, into: outputs)
  }

  func prepareImages(_ weights: UnsafePointer<Scalar>) {
    Scalar.transformTurnedKernels(
      weights, filters: filters, channels: channels,
      into: packedBackward.resize(16 * filters * channels))
  }

  func images(
    from outputs: UnsafePointer<Scalar>, count: Int, bias: UnsafePointer<Scalar>?,
    rectifying: Bool, into images: UnsafeMutablePointer<Scalar>
  ) {
    convolve(
      outputs, backward, count: count, from: filters, to: channels, packedBackward.pointer,
      bias: bias, rectifying: rectifying, into: images)
  }

  private func convolve(
    _ images: UnsafePointer<Scalar>, _ tiles: TileGeometry, count: Int, from: Int, to: Int,
    _ kernels: UnsafePointer<Scalar>, bias: UnsafePointer<Scalar>?, rectifying: Bool,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    let seen = scratch.borrow(16 * distance(from))
    let made = scratch.borrow(16 * distance(to))
    let gathered = scratch.borrow(16 * from)
    defer {
      scratch.giveBack(gathered)
      scratch.giveBack(made)
      scratch.giveBack(seen)
    }
    let all = count * tiles.count
    for first in stride(from: 0, to: all, by: block) {
      let number = min(block, all - first)
      Scalar.transformTiles(
        images, tiles, channels: from, first: first, count: number, gathered: gathered.pointer,
        into: seen.pointer, distance: distance(from))
      Scalar.multiplyTiles(
        seen.pointer, distance: distance(from), count: number, channels: from, kernels,
        filters: to, into: made.pointer, distance(to))
      Scalar.assembleTiles(
        made.pointer, distance: distance(to), tiles, filters: to, first: first, count: number,
        start: bias ?? UnsafePointer(zeros.pointer), rectifying: rectifying, into: outputs)
    }
  }

  /// From one of the sixteen matrices of a block to the next: a cache line more than its size, so
  /// that the sixteen do not fall on one place of the cache.
  private func distance(_ channels: Int) -> Int { block * channels + 16 }

  func beginGradient() {
    let count = 16 * channels * filters
    Scalar.fill(sums.resize(count), count: count)
  }

  func addGradient(
    of images: UnsafePointer<Scalar>, slopes: UnsafePointer<Scalar>, count: Int
  ) {
    let seen = scratch.borrow(16 * distance(channels))
    let spread = scratch.borrow(16 * distance(filters))
    let gathered = scratch.borrow(16 * channels)
    defer {
      scratch.giveBack(gathered)
      scratch.giveBack(spread)
      scratch.giveBack(seen)
    }
    let all = count * forward.count
    for first in stride(from: 0, to: all, by: block) {
      let number = min(block, all - first)
      Scalar.transformTiles(
        images, forward, channels: channels, first: first, count: number,
        gathered: gathered.pointer, into: seen.pointer, distance: distance(channels))
      Scalar.spreadTiles(
        slopes, forward, filters: filters, first: first, count: number, into: spread.pointer,
        distance: distance(filters))
      Scalar.addTileGradients(
        seen.pointer, distance: distance(channels), channels: channels, spread.pointer,
        distance(filters), filters: filters, count: number, to: sums.pointer)
    }
  }

  func endGradient(addingTo gradient: UnsafeMutablePointer<Scalar>) {
    Scalar.addKernelGradients(sums.pointer, filters: filters, channels: channels, to: gradient)
  }
}
