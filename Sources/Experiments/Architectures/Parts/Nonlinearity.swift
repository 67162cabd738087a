import Neural
import Spec

/// The function between dense layers, as a spec names it.
enum Nonlinearity: String, CaseIterable {
  case relu, gelu, tanh, sigmoid, softplus, quadratic

  /// The layer.
  var layer: LayerKind {
    switch self {
    case .relu: .relu
    case .gelu: .gelu
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .softplus: .softplus
    case .quadratic: .quadratic
    }
  }
}
