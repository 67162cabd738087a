import Neural
import Spec

/// A convolutional autoencoder: two halvings of the image and back by transposed convolutions.
///
/// Its outputs are images of the input's shape, so it is trained with `loss: mean-squared-error`
/// against its own input. Sides must be divisible by 4.
struct Autoencoder: Architecture {
  static let name = "autoencoder"
  static let summary = "a convolutional encoder to a quarter of each side, and a decoder back"

  /// Filters of the first convolution; the second has twice as many.
  let width: Int
  /// Channels of the code.
  let code: Int

  /// Reads `width` and `code`.
  init(_ read: ParameterReader) {
    width = read.integer("width", default: 16, in: 1...1024, "filters of the first convolution")
    code = read.integer("code", default: 8, in: 1...4096, "channels of the code")
  }

  /// `encoder.0` …, `decoder.0` …; ReLU between, but not around the code.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    NetworkBlueprint(
      inputShape: inputShape,
      layers: [
        NamedLayer("encoder.0", .convolution(filters: width, kernel: 3, stride: 2, padding: 1)),
        NamedLayer("encoder.1", .relu),
        NamedLayer(
          "encoder.2", .convolution(filters: 2 * width, kernel: 3, stride: 2, padding: 1)),
        NamedLayer("encoder.3", .relu),
        NamedLayer("encoder.4", .convolution(filters: code, kernel: 3, padding: 1)),
        NamedLayer(
          "decoder.0",
          .transposedConvolution(filters: 2 * width, kernel: 4, stride: 2, padding: 1)),
        NamedLayer("decoder.1", .relu),
        NamedLayer(
          "decoder.2", .transposedConvolution(filters: width, kernel: 4, stride: 2, padding: 1)),
        NamedLayer("decoder.3", .relu),
        NamedLayer(
          "decoder.4", .convolution(filters: inputShape.last ?? 1, kernel: 3, padding: 1)),
      ])
  }
}
