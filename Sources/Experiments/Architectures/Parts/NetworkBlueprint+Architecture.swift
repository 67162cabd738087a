import Base
import Neural
import Spec

extension NetworkBlueprint {
  /// The network of a spec's `architecture`, such as `{"name": "mlp", "hidden": [100]}`, for inputs
  /// of `inputShape` (height, width, channels) and `classes` outputs.
  ///
  /// For programs that work with the networks of studies but not on studies: benchmarks, interchange.
  public static func architecture(_ parameters: Value, inputShape: [Int], classes: Int) throws
    -> NetworkBlueprint
  {
    try Vocabulary.runexp.architectures.made(parameters, as: (any Architecture).self)
      .blueprint(inputShape: inputShape, classes: classes)
  }
}
