@testable import Neural

extension LayerCase {
  static let convolutions: [LayerCase] = [
    LayerCase(
      "convolution without bias", [5, 4, 3], count: 2,
      [.convolution(filters: 4, kernel: 3, padding: 1, bias: false), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution with dilation", [7, 8, 2], count: 2,
      [.convolution(filters: 3, kernel: 3, padding: 1, dilation: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution with dilation over the stride", [9, 7, 2], count: 2,
      [
        .convolution(filters: 3, kernel: 3, stride: 2, padding: 3, dilation: 3), .flatten,
        .dense(outputs: 2),
      ]),
    LayerCase(
      "convolution in groups", [5, 5, 6], count: 2,
      [
        .convolution(filters: 4, kernel: 3, stride: 2, padding: 1, groups: 2), .relu, .flatten,
        .dense(outputs: 2),
      ]),
    LayerCase(
      "convolution, a group a channel", [4, 5, 5], count: 2,
      [.convolution(filters: 5, kernel: 2, groups: 5, bias: false), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, groups of more than a vector", [3, 3, 38], count: 1,
      [.convolution(filters: 34, kernel: 2, dilation: 2, groups: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, stride 3 of kernel 5, prime channels", [11, 7, 3], count: 2,
      [.convolution(filters: 17, kernel: 5, stride: 3, padding: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, pixels under no window", [8, 6, 2], count: 2,
      [.relu, .convolution(filters: 2, kernel: 1, stride: 3), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, sixteen channels to sixteen filters", [5, 7, 16], count: 2,
      [.convolution(filters: 16, kernel: 3, padding: 1), .relu, .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, more filters than channels, no padding", [4, 4, 16], count: 3,
      [.convolution(filters: 32, kernel: 3, bias: false), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, fewer filters than channels, wide padding", [3, 2, 32], count: 1,
      [.convolution(filters: 16, kernel: 3, padding: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "convolution, sixteen of a 1×1 image", [1, 1, 16], count: 2,
      [.convolution(filters: 16, kernel: 3, padding: 1), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "transposed convolution", [3, 4, 2], count: 2,
      [.transposedConvolution(filters: 3, kernel: 3), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "transposed convolution, stride 2 with output padding", [3, 5, 3], count: 2,
      [
        .transposedConvolution(filters: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1),
        .relu, .flatten, .dense(outputs: 2),
      ]),
    LayerCase(
      "transposed convolution, stride over kernel, no bias", [2, 3, 2], count: 2,
      [
        .transposedConvolution(filters: 2, kernel: 2, stride: 3, outputPadding: 2, bias: false),
        .flatten, .dense(outputs: 2),
      ]),
    LayerCase(
      "transposed convolution, sixteen channels", [3, 3, 16], count: 1,
      [
        .transposedConvolution(filters: 16, kernel: 3, padding: 1), .relu, .flatten,
        .dense(outputs: 2),
      ]),
  ]

  static let pools: [LayerCase] = [
    LayerCase(
      "padded pooling", [5, 7, 2], count: 2,
      [.maxPool(size: 3, stride: 2, padding: 1), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "padded pooling behind relu", [4, 4, 3], count: 2,
      [.relu, .maxPool(size: 2, padding: 1), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "pooling of more channels than are compared at a time", [3, 5, 67], count: 1,
      [.maxPool(size: 3, stride: 2, padding: 1), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "average pooling, padded, with a remainder", [5, 7, 3], count: 2,
      [.averagePool(size: 3, stride: 2, padding: 1), .relu, .flatten, .dense(outputs: 2)]),
    LayerCase(
      "average pooling that tiles", [4, 6, 2], count: 2,
      [.averagePool(size: 2), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "global average pooling", [3, 5, 7], count: 3, [.globalAveragePool, .dense(outputs: 2)]),
    LayerCase(
      "upsampling, nearest", [2, 3, 2], count: 2,
      [.upsample(factor: 3, .nearest), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "upsampling, zeros", [3, 2, 3], count: 2,
      [.upsample(factor: 2, .zeroInsert), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "shortcut with new channels", [5, 4, 2], count: 2,
      [
        .residual(
          main: [NamedLayer("a", .convolution(filters: 5, kernel: 3, stride: 2, padding: 1))],
          shortcut: [NamedLayer("s", .subsamplePadding(stride: 2, channels: 5))]),
        .relu, .flatten, .dense(outputs: 2),
      ]),
    LayerCase(
      "shortcut of every third pixel", [7, 5, 2], count: 2,
      [.subsamplePadding(stride: 3, channels: 2), .flatten, .dense(outputs: 2)]),
  ]

  /// Outputs of a sample depend on the batch in training, so only gradients are checked by these.
  static let batchNorms: [LayerCase] = [
    LayerCase(
      "batch normalisation of an image", [5, 7, 3], count: 2,
      [.batchNorm(), .flatten, .dense(outputs: 2)]),
    LayerCase(
      "batch normalisation behind a convolution, rectified", [5, 6, 2], count: 3,
      [
        .convolution(filters: 3, kernel: 3, padding: 1, bias: false), .batchNorm(epsilon: 0.01),
        .relu, .flatten, .dense(outputs: 2),
      ]),
    LayerCase(
      "batch normalisation of features, rectified", [4], count: 37,
      [.dense(outputs: 5), .batchNorm(), .relu, .dense(outputs: 2)]),
    LayerCase(
      "batch normalisation of sixteen channels", [3, 3, 16], count: 4,
      [.batchNorm(), .relu, .globalAveragePool, .dense(outputs: 2)]),
    LayerCase(
      "batch normalisation in a residual", [4, 4, 2], count: 3,
      [
        .residual(main: [
          NamedLayer("c", .convolution(filters: 2, kernel: 3, padding: 1, bias: false)),
          NamedLayer("n", .batchNorm()),
        ]), .relu, .flatten, .dense(outputs: 2),
      ]),
  ]
}
