@testable import Neural

extension LayerCase {
  static let residuals: [LayerCase] = [
    LayerCase(
      "identity shortcut", [5], count: 3,
      [
        .residual(main: [NamedLayer("in", .dense(outputs: 5)), NamedLayer("act", .relu)]),
        .dense(outputs: 2),
      ]),
    LayerCase(
      "identity shortcut, rectified, at the input", [3], count: 1,
      [.residual(main: [NamedLayer("in", .dense(outputs: 3))]), .relu]),
    LayerCase(
      "projection shortcut, rectified", [3, 5, 2], count: 2,
      [
        .residual(
          main: [
            NamedLayer("a", .convolution(filters: 3, kernel: 3, stride: 2, padding: 1)),
            NamedLayer("ra", .relu), NamedLayer("b", .convolution(filters: 3, kernel: 1)),
          ], shortcut: [NamedLayer("s", .convolution(filters: 3, kernel: 1, stride: 2))]),
        .relu, .flatten, .dense(outputs: 2),
      ]),
    LayerCase(
      "an empty main path", [4], count: 2,
      [.residual(main: [], shortcut: [NamedLayer("s", .dense(outputs: 4))]), .dense(outputs: 3)]),
    LayerCase(
      "residuals in residuals, behind layers", [7], count: 3,
      [
        .dense(outputs: 5), .relu,
        .residual(main: [
          NamedLayer("u", .dense(outputs: 5)), NamedLayer("ru", .relu),
          NamedLayer(
            "deep",
            .residual(
              main: [NamedLayer("v", .dense(outputs: 3)), NamedLayer("w", .dense(outputs: 5))])),
        ]), .dense(outputs: 2),
      ]),
  ]
}
