// Pixels as they are, moved or added, channels at once.

extension NetworkScalar {
  /// Lines of the window inside the image, pixel by pixel.
  public static func averagePool(
    _ images: UnsafePointer<Self>, _ window: WindowGeometry, count: Int,
    into output: UnsafeMutablePointer<Self>
  ) {
    let channels = window.channels
    let share = 1 / Self(window.size &* window.size)
    var target = output
    for image in 0..<count {
      let origin = images + image &* window.imageElements
      for y in 0..<window.outputHeight {
        let top = y &* window.stride &- window.padding
        for x in 0..<window.outputWidth {
          let left = x &* window.stride &- window.padding
          for c in 0..<channels { target[c] = 0 }
          for row in max(0, top)..<min(window.height, top &+ window.size) {
            for column in max(0, left)..<min(window.width, left &+ window.size) {
              let source = origin + (row &* window.width &+ column) &* channels
              for c in 0..<channels { target[c] += source[c] }
            }
          }
          for c in 0..<channels { target[c] *= share }
          target += channels
        }
      }
    }
  }

  /// Adds a window's gradient to each pixel under it.
  public static func averagePoolBackward(
    _ gradient: UnsafePointer<Self>, _ window: WindowGeometry, count: Int,
    into result: UnsafeMutablePointer<Self>
  ) {
    let channels = window.channels
    let share = 1 / Self(window.size &* window.size)
    for i in 0..<(count &* window.imageElements) { result[i] = 0 }
    var source = gradient
    for image in 0..<count {
      let origin = result + image &* window.imageElements
      for y in 0..<window.outputHeight {
        let top = y &* window.stride &- window.padding
        for x in 0..<window.outputWidth {
          let left = x &* window.stride &- window.padding
          for row in max(0, top)..<min(window.height, top &+ window.size) {
            for column in max(0, left)..<min(window.width, left &+ window.size) {
              let target = origin + (row &* window.width &+ column) &* channels
              for c in 0..<channels { target[c] += source[c] * share }
            }
          }
          source += channels
        }
      }
    }
  }

  /// Pixel after pixel.
  public static func averagePixels(
    _ images: UnsafePointer<Self>, pixels: Int, channels: Int, count: Int,
    into output: UnsafeMutablePointer<Self>
  ) {
    let share = 1 / Self(pixels)
    for image in 0..<count {
      let target = output + image &* channels
      for c in 0..<channels { target[c] = 0 }
      for pixel in 0..<pixels {
        let source = images + (image &* pixels &+ pixel) &* channels
        for c in 0..<channels { target[c] += source[c] }
      }
      for c in 0..<channels { target[c] *= share }
    }
  }

  /// The same share for every pixel.
  public static func averagePixelsBackward(
    _ gradient: UnsafePointer<Self>, pixels: Int, channels: Int, count: Int,
    into result: UnsafeMutablePointer<Self>
  ) {
    let share = 1 / Self(pixels)
    for image in 0..<count {
      let source = gradient + image &* channels
      for pixel in 0..<pixels {
        let target = result + (image &* pixels &+ pixel) &* channels
        for c in 0..<channels { target[c] = source[c] * share }
      }
    }
  }

  /// Pixel by pixel of the output.
  public static func enlarge(
    _ images: UnsafePointer<Self>, height: Int, width: Int, channels: Int, count: Int,
    factor: Int, repeating: Bool, into output: UnsafeMutablePointer<Self>
  ) {
    var target = output
    for image in 0..<count {
      let origin = images + image &* height &* width &* channels
      for y in 0..<(height &* factor) {
        for x in 0..<(width &* factor) {
          let source = origin + (y / factor &* width &+ x / factor) &* channels
          if repeating || (y % factor == 0 && x % factor == 0) {
            for c in 0..<channels { target[c] = source[c] }
          } else {
            for c in 0..<channels { target[c] = 0 }
          }
          target += channels
        }
      }
    }
  }

  /// The transpose of enlarging: sums of what was repeated.
  public static func reduceEnlarged(
    _ gradient: UnsafePointer<Self>, height: Int, width: Int, channels: Int, count: Int,
    factor: Int, repeating: Bool, into result: UnsafeMutablePointer<Self>
  ) {
    let line = width &* factor &* channels
    var target = result
    for image in 0..<count {
      let origin = gradient + image &* height &* factor &* line
      for y in 0..<height {
        for x in 0..<width {
          let corner = origin + (y &* factor &* line &+ x &* factor &* channels)
          for c in 0..<channels { target[c] = corner[c] }
          if repeating {
            for row in 0..<factor {
              for column in 0..<factor where row &+ column > 0 {
                let source = corner + (row &* line &+ column &* channels)
                for c in 0..<channels { target[c] += source[c] }
              }
            }
          }
          target += channels
        }
      }
    }
  }

  /// Pixels of every `stride`-th row and column, channels between zeros.
  public static func subsample(
    _ images: UnsafePointer<Self>, height: Int, width: Int, channels: Int, count: Int,
    stride: Int, before: Int, allChannels: Int, into output: UnsafeMutablePointer<Self>
  ) {
    var target = output
    for image in 0..<count {
      let origin = images + image &* height &* width &* channels
      for y in 0..<((height &+ stride &- 1) / stride) {
        for x in 0..<((width &+ stride &- 1) / stride) {
          let source = origin + (y &* stride &* width &+ x &* stride) &* channels
          for c in 0..<before { target[c] = 0 }
          let own = target + before
          for c in 0..<channels { own[c] = source[c] }
          for c in (before &+ channels)..<allChannels { target[c] = 0 }
          target += allChannels
        }
      }
    }
  }

  /// The transpose of subsampling: zeros where nothing was taken.
  public static func subsampleBackward(
    _ gradient: UnsafePointer<Self>, height: Int, width: Int, channels: Int, count: Int,
    stride: Int, before: Int, allChannels: Int, into result: UnsafeMutablePointer<Self>
  ) {
    for i in 0..<(count &* height &* width &* channels) { result[i] = 0 }
    var source = gradient + before
    for image in 0..<count {
      let origin = result + image &* height &* width &* channels
      for y in 0..<((height &+ stride &- 1) / stride) {
        for x in 0..<((width &+ stride &- 1) / stride) {
          let target = origin + (y &* stride &* width &+ x &* stride) &* channels
          for c in 0..<channels { target[c] = source[c] }
          source += allChannels
        }
      }
    }
  }

  /// Line by line.
  public static func cropImage(
    _ padded: UnsafePointer<Self>, height: Int, width: Int, channels: Int, border: Int,
    into image: UnsafeMutablePointer<Self>
  ) {
    let line = (width &+ 2 &* border) &* channels
    for row in 0..<height {
      let offset = (row &+ border) &* line &+ border &* channels
      let source = padded + offset
      let target = image + row &* width &* channels
      for i in 0..<(width &* channels) { target[i] = source[i] }
    }
  }
}
