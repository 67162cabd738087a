/// Which parameters weight decay acts on.
public enum WeightDecayScope: String, Sendable, Hashable, CaseIterable {
  /// Every parameter, as PyTorch's optimizers do when they are given all of them.
  case all
  /// Those of at least two dimensions: the weights of dense and convolution layers and embeddings,
  /// but no biases and no scales of normalisations.
  case weights

  func includes<Scalar: NetworkScalar>(_ parameter: Parameter<Scalar>) -> Bool {
    switch self {
    case .all: true
    case .weights: parameter.shape.count >= 2
    }
  }
}
