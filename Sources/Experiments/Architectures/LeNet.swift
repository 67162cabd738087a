import Neural
import Spec

/// LeNet-5 with full connections between its convolutions, ReLU, max pooling and softmax outputs.
///
/// Departures from LeCun, Bottou, Bengio and Haffner, Proceedings of the IEEE 86 (1998): ReLU for
/// tanh, max pooling for trained subsampling, dense outputs for radial ones. All sizes grow with
/// `width`: 6 gives the original 6 and 16 filters, 120 and 84 units.
struct LeNet: Architecture {
  static let name = "lenet"
  static let summary = "LeNet-5 (LeCun et al. 1998) with ReLU and max pooling; width scales it"

  /// Filters of the first convolution.
  let width: Int

  /// Reads `width`.
  init(_ read: ParameterReader) {
    width = read.integer(
      "width", default: 6, in: 1...1024, "filters of the first convolution; the rest in proportion")
  }

  /// conv1, conv2, fc1, fc2, fc3.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint {
    NetworkBlueprint(
      inputShape: inputShape,
      layers: [
        NamedLayer("conv1", .convolution(filters: width, kernel: 5, padding: 2)),
        NamedLayer("relu1", .relu), NamedLayer("pool1", .maxPool(size: 2)),
        NamedLayer("conv2", .convolution(filters: (8 * width + 1) / 3, kernel: 5)),
        NamedLayer("relu2", .relu), NamedLayer("pool2", .maxPool(size: 2)),
        NamedLayer("flatten", .flatten),
        NamedLayer("fc1", .dense(outputs: 20 * width)), NamedLayer("relu3", .relu),
        NamedLayer("fc2", .dense(outputs: 14 * width)), NamedLayer("relu4", .relu),
        NamedLayer("fc3", .dense(outputs: classes)),
      ])
  }
}
