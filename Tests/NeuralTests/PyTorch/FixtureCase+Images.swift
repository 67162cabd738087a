@testable import Neural

extension FixtureCase {
  static let images: [FixtureCase] = [
    FixtureCase(
      "convolution-stride-padding", [5, 5, 3],
      [
        .named("conv1", .convolution(filters: 5, kernel: 3, stride: 2, padding: 2)), .plain(.relu),
        .named("conv2", .convolution(filters: 4, kernel: 2)), .plain(.relu), .plain(.flatten),
        .named("fc", .dense(outputs: 3)),
      ]),
    FixtureCase(
      "convolution-dilation-groups", [7, 6, 4],
      [
        .named("conv1", .convolution(filters: 6, kernel: 3, padding: 2, dilation: 2, groups: 2)),
        .plain(.relu),
        .named("conv2", .convolution(filters: 6, kernel: 3, groups: 6, bias: false)),
        .plain(.relu), .named("conv3", .convolution(filters: 4, kernel: 2, stride: 3, dilation: 2)),
        .plain(.flatten), .named("fc", .dense(outputs: 3)),
      ]),
    FixtureCase(
      "pools", [9, 11, 2],
      [
        .named("conv1", .convolution(filters: 4, kernel: 3, padding: 1)), .plain(.relu),
        .plain(.maxPool(size: 3, stride: 2, padding: 1)),
        .named("conv2", .convolution(filters: 5, kernel: 3, padding: 1)),
        .plain(.averagePool(size: 2)), .named("conv3", .convolution(filters: 6, kernel: 2)),
        .plain(.globalAveragePool), .named("fc", .dense(outputs: 3)),
      ]),
    FixtureCase("batch-norm-training", [8, 8, 2], batchNorm),
    FixtureCase("batch-norm-evaluation", [8, 8, 2], batchNorm),
    FixtureCase(
      "residuals", [7, 7, 2],
      [
        .plain(
          .residual(main: [NamedLayer("inner", .convolution(filters: 2, kernel: 3, padding: 1))])),
        .plain(.relu),
        .plain(
          .residual(
            main: [
              NamedLayer("conv2", .convolution(filters: 4, kernel: 3, stride: 2, padding: 1))
            ], shortcut: [NamedLayer("short2", .subsamplePadding(stride: 2, channels: 4))])),
        .plain(.relu),
        .plain(
          .residual(
            main: [
              NamedLayer("conv3", .convolution(filters: 6, kernel: 3, stride: 2, padding: 1))
            ], shortcut: [NamedLayer("projection", .convolution(filters: 6, kernel: 1, stride: 2))])
        ),
        .plain(.relu), .plain(.globalAveragePool), .named("fc", .dense(outputs: 3)),
      ]),
    FixtureCase(
      "upsampling", [3, 2, 2],
      [
        .named(
          "up1",
          .transposedConvolution(filters: 4, kernel: 3, stride: 2, padding: 1, outputPadding: 1)),
        .plain(.relu), .plain(.upsample(factor: 2, .nearest)),
        .named("conv1", .convolution(filters: 3, kernel: 3, padding: 1)), .plain(.relu),
        .plain(.upsample(factor: 2, .zeroInsert)),
        .named("conv2", .convolution(filters: 2, kernel: 3, padding: 1)),
        .named("up2", .transposedConvolution(filters: 2, kernel: 3, padding: 1)),
      ]),
    FixtureCase(
      "autoencoder", [8, 8, 2],
      [
        .named("encoder.0", .convolution(filters: 4, kernel: 3, stride: 2, padding: 1)),
        .plain(.relu),
        .named("encoder.2", .convolution(filters: 8, kernel: 3, stride: 2, padding: 1)),
        .plain(.relu), .named("encoder.4", .convolution(filters: 3, kernel: 3, padding: 1)),
        .named(
          "decoder.0", .transposedConvolution(filters: 8, kernel: 4, stride: 2, padding: 1)),
        .plain(.relu),
        .named(
          "decoder.2", .transposedConvolution(filters: 4, kernel: 4, stride: 2, padding: 1)),
        .plain(.relu), .named("decoder.4", .convolution(filters: 2, kernel: 3, padding: 1)),
      ]),
    FixtureCase("resnet-8", [8, 8, 2], resNet),
    FixtureCase("resnet-8-evaluation", [8, 8, 2], resNet),
  ]

  private static let batchNorm: [Step] = [
    .named("conv1", .convolution(filters: 4, kernel: 3, padding: 1)), .named("bn1", .batchNorm()),
    .plain(.relu), .plain(.maxPool(size: 2)),
    .named("conv2", .convolution(filters: 3, kernel: 3, bias: false)), .named("bn2", .batchNorm()),
    .plain(.flatten), .named("fc", .dense(outputs: 3)),
  ]

  /// ResNet-8 of width 4: three stages of one block.
  private static let resNet: [Step] =
    [.named("conv1", same(4)), .named("bn1", .batchNorm()), .plain(.relu)]
    + (1...3).flatMap { stage -> [Step] in
      let name = "layer\(stage).0"
      let filters = 2 << stage
      let stride = stage == 1 ? 1 : 2
      let main = [
        NamedLayer("\(name).conv1", same(filters, stride: stride)),
        NamedLayer("\(name).bn1", .batchNorm()), NamedLayer("\(name).relu1", .relu),
        NamedLayer("\(name).conv2", same(filters)), NamedLayer("\(name).bn2", .batchNorm()),
      ]
      let shortcut =
        stage == 1
        ? []
        : [NamedLayer("\(name).shortcut", .subsamplePadding(stride: 2, channels: filters))]
      return [.plain(.residual(main: main, shortcut: shortcut)), .plain(.relu)]
    } + [.plain(.globalAveragePool), .named("linear", .dense(outputs: 3))]

  private static func same(_ filters: Int, stride: Int = 1) -> LayerKind {
    .convolution(filters: filters, kernel: 3, stride: stride, padding: 1, bias: false)
  }
}
