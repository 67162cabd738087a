/// A square window moved over an image: of a convolution or of pooling.
///
/// Images are height × width × channels, channels innermost.
public struct WindowGeometry: Sendable, Hashable {
  let height, width, channels: Int
  /// Edge of the window, step between windows, rows and columns of zeros around the image.
  let size, stride, padding: Int
  /// Steps between the pixels under the window; 1 when they are neighbours.
  let dilation: Int
  let outputHeight, outputWidth: Int

  /// Nil when the padded image is smaller than the window.
  init?(
    height: Int, width: Int, channels: Int, size: Int, stride: Int, padding: Int,
    dilation: Int = 1
  ) {
    let extent = (size - 1) * dilation + 1
    guard height + 2 * padding >= extent, width + 2 * padding >= extent else { return nil }
    self.height = height
    self.width = width
    self.channels = channels
    self.size = size
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    outputHeight = (height + 2 * padding - extent) / stride + 1
    outputWidth = (width + 2 * padding - extent) / stride + 1
  }

  /// Elements of one image.
  var imageElements: Int { height * width * channels }
  /// Windows of one image.
  var outputPixels: Int { outputHeight * outputWidth }
}

extension WindowGeometry {
  /// The windows of `layer`, or why it cannot stand there.
  init(
    over input: ActivationShape, size: Int, stride: Int, padding: Int, dilation: Int = 1,
    layer: String, kind: String
  ) throws(BlueprintError) {
    guard input.isImage else {
      throw .needsImage(layer: layer, kind: kind, shape: input.dimensions)
    }
    let shape = input.dimensions
    guard
      let window = WindowGeometry(
        height: shape[0], width: shape[1], channels: shape[2], size: size, stride: stride,
        padding: padding, dilation: dilation)
    else {
      throw .windowTooLarge(
        layer: layer, size: (size - 1) * dilation + 1, padding: padding, shape: shape)
    }
    self = window
  }
}
