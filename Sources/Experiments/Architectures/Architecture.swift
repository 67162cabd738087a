import Neural
import Spec

/// A family of networks, as a spec names it: its parameters, and the layers they stand for.
protocol Architecture: Sendable {
  /// The name in specs.
  static var name: String { get }
  /// One line for the catalog, with the paper where there is one.
  static var summary: String { get }
  /// Reads the parameters from the spec, reporting every fault.
  init(_ read: ParameterReader)
  /// The layers for inputs of `inputShape` (height, width, channels) and `classes` outputs.
  func blueprint(inputShape: [Int], classes: Int) -> NetworkBlueprint
}

extension NetworkBlueprint {
  /// What stands before dense layers: nothing for features, a flatten layer for anything else.
  static func flattening(_ inputShape: [Int]) -> [NamedLayer] {
    inputShape.count == 1 ? [] : [NamedLayer("flatten", .flatten)]
  }
}
