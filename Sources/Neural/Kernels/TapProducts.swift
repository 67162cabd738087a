/// Sums over taps: of any convolution.
final class TapProducts<Scalar: NetworkScalar>: ConvolutionProducts {
  let window: WindowGeometry
  let filters, groups: Int
  private let frame, outputFrame: ImageFrame
  private let forward: TapPlan
  private let backward: [TapPlan]
  private let scratch: ScratchBuffers<Scalar>

  /// Offsets of each element under a window, and of each line of windows.
  private let elements, lines: Buffer<Int>
  private let linesAtOnce: Int

  private let packedForward = Buffer<Scalar>()
  private let packedBackward = Buffer<Scalar>()
  private let starts = Buffer<Scalar>()
  private let sums = Buffer<Scalar>()

  init(
    _ window: WindowGeometry, filters: Int, groups: Int, _ scratch: ScratchBuffers<Scalar>
  ) {
    self.window = window
    self.filters = filters
    self.groups = groups
    self.scratch = scratch
    let padding = window.padding
    let frame = ImageFrame(
      height: window.height, width: window.width, channels: window.channels, top: padding,
      left: padding, bottom: padding, right: padding)
    self.frame = frame
    forward = TapPlan.windows(window, in: frame, filters: filters, groups: groups)
    (outputFrame, backward) = TapPlan.phases(window, filters: filters, groups: groups)
    let groupChannels = window.channels / groups
    elements = Buffer(
      (0..<window.size * window.size).flatMap { tap in
        let row = tap / window.size * frame.lineElements
        let place = (row + tap % window.size * window.channels) * window.dilation
        return (0..<groupChannels).map { place + $0 }
      })
    lines = Buffer((0..<window.outputHeight).map { $0 * window.stride * frame.lineElements })
    // Both images' lines in three quarters of a level-1 cache of 32 KiB.
    let line =
      window.stride * frame.lineElements
      + window.outputWidth * Self.whole(filters / groups)
    linesAtOnce = max(1, 6144 / line)
  }

  /// Numbers of a group's weights for one filter.
  var terms: Int { window.size * window.size * groupChannels }
  private var groupChannels: Int { window.channels / groups }
  private var groupFilters: Int { filters / groups }
  private var outputElements: Int { window.outputPixels * filters }

  /// The next multiple of a block's width.
  private static func whole(_ width: Int) -> Int {
    (width + Scalar.blockWidth - 1) / Scalar.blockWidth * Scalar.blockWidth
  }

  // MARK: Outputs from images

  func prepareOutputs(_ weights: UnsafePointer<Scalar>) {
    let packed = packedForward.resize(groups * Self.whole(groupFilters) * terms)
    for group in 0..<groups {
      Scalar.packRows(
        weights + group * groupFilters * terms, rows: groupFilters, terms: terms,
        into: packed + group * Self.whole(groupFilters) * terms)
    }
  }

  func outputs(
    of images: UnsafePointer<Scalar>, count: Int, bias: UnsafePointer<Scalar>?, rectifying: Bool,
    into outputs: UnsafeMutablePointer<Scalar>
  ) {
    let start = prepareStarts(bias, groupWidth: groupFilters)
    let framed = scratch.borrow(frame.isBare ? 0 : frame.elements)
    defer { scratch.giveBack(framed) }
    for image in 0..<count {
      let source = place(images + image * frame.imageElements, in: frame, framed)
      for group in 0..<groups {
        sum(
          forward, source + group * groupChannels, width: groupFilters,
          weights: packedForward.pointer + group * Self.whole(groupFilters) * terms,
          start: start + group * Self.whole(groupFilters), rectifying: rectifying,
          into: outputs + (image * outputElements + group * groupFilters))
      }
    }
  }

  // MARK: Images from outputs

  func prepareImages(_ weights: UnsafePointer<Scalar>) {
    let packed = packedBackward.resize(backwardElements)
    var target = packed
    for plan in backward {
      for group in 0..<groups {
        Scalar.packChannels(
          weights + group * groupFilters * terms, filters: groupFilters,
          allTaps: window.size * window.size, channels: groupChannels, taps: plan.taps.pointer,
          tapCount: plan.taps.count, into: target)
        target += plan.taps.count * groupFilters * Self.whole(groupChannels)
      }
    }
  }

  private var backwardElements: Int {
    backward.reduce(0) { $0 + $1.taps.count } * filters * Self.whole(groupChannels)
  }

  func images(
    from outputs: UnsafePointer<Scalar>, count: Int, bias: UnsafePointer<Scalar>?,
    rectifying: Bool, into images: UnsafeMutablePointer<Scalar>
  ) {
    let start = prepareStarts(bias, groupWidth: groupChannels)
    let framed = scratch.borrow(outputFrame.isBare ? 0 : outputFrame.elements)
    defer { scratch.giveBack(framed) }
    for image in 0..<count {
      let source = place(outputs + image * outputElements, in: outputFrame, framed)
      var weights = UnsafePointer(packedBackward.pointer)
      for plan in backward {
        for group in 0..<groups {
          sum(
            plan, source + group * groupFilters, width: groupChannels, weights: weights,
            start: start + group * Self.whole(groupChannels), rectifying: rectifying,
            into: images + (image * frame.imageElements + group * groupChannels))
          weights += plan.taps.count * groupFilters * Self.whole(groupChannels)
        }
      }
    }
  }

  // MARK: Weights from both

  func beginGradient() {
    let count = groups * terms * Self.whole(groupFilters)
    Scalar.fill(sums.resize(count), count: count)
  }

  func addGradient(
    of images: UnsafePointer<Scalar>, slopes: UnsafePointer<Scalar>, count: Int
  ) {
    let width = Self.whole(groupFilters)
    let isWhole = width == filters
    let framed = scratch.borrow(frame.isBare ? 0 : frame.elements)
    let widened = scratch.borrow(isWhole ? 0 : window.outputPixels * width)
    defer {
      scratch.giveBack(widened)
      scratch.giveBack(framed)
    }
    for image in 0..<count {
      let source = place(images + image * frame.imageElements, in: frame, framed)
      for group in 0..<groups {
        var own = slopes + image * outputElements
        if !isWhole {
          Scalar.copyColumns(
            own + group * groupFilters, rows: window.outputPixels, stride: filters,
            width: groupFilters, into: widened.pointer, width)
          own = UnsafePointer(widened.pointer)
        }
        Scalar.addTapGradients(
          source + group * groupChannels, elements: elements.pointer, count: terms,
          lines: lines.pointer, lineCount: window.outputHeight, linesAtOnce: linesAtOnce,
          terms: window.outputWidth, step: window.stride * window.channels, slopes: own,
          width: width, to: sums.pointer + group * terms * width)
      }
    }
  }

  func endGradient(addingTo gradient: UnsafeMutablePointer<Scalar>) {
    let width = Self.whole(groupFilters)
    for group in 0..<groups {
      Scalar.addTransposed(
        sums.pointer + group * terms * width, terms: terms, width: width, rows: groupFilters,
        to: gradient + group * groupFilters * terms)
    }
  }

  // MARK: Pieces

  private func sum(
    _ plan: TapPlan, _ source: UnsafePointer<Scalar>, width: Int,
    weights: UnsafePointer<Scalar>, start: UnsafePointer<Scalar>, rectifying: Bool,
    into output: UnsafeMutablePointer<Scalar>
  ) {
    Scalar.sumTaps(
      source, sources: plan.sources.pointer, targets: plan.targets.pointer,
      positions: plan.sources.count, offsets: plan.offsets.pointer, runs: plan.offsets.count,
      terms: plan.terms, weights: weights, start: start, width: width, rectifying: rectifying,
      into: output)
  }

  private func place(
    _ image: UnsafePointer<Scalar>, in frame: ImageFrame, _ framed: Buffer<Scalar>
  ) -> UnsafePointer<Scalar> {
    guard !frame.isBare else { return image }
    Scalar.padImage(
      image, height: frame.height, width: frame.width, channels: frame.channels, top: frame.top,
      left: frame.left, bottom: frame.bottom, right: frame.right, filling: 0,
      into: framed.pointer)
    return UnsafePointer(framed.pointer)
  }

  /// What sums begin with: the bias, group by group in whole blocks, or zeros.
  private func prepareStarts(_ bias: UnsafePointer<Scalar>?, groupWidth: Int)
    -> UnsafePointer<Scalar>
  {
    let count = groups * Self.whole(groupWidth)
    let start = starts.resize(count)
    Scalar.fill(start, count: count)
    if let bias {
      for group in 0..<groups {
        (start + group * Self.whole(groupWidth)).update(
          from: bias + group * groupWidth, count: groupWidth)
      }
    }
    return UnsafePointer(start)
  }
}
