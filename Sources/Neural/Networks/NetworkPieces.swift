/// A network cut in two behind one layer, so that the outputs of that layer – its units – can be
/// changed on their way.
///
/// Both pieces read the very numbers of the whole, and gradients of the pieces are gradients of the
/// whole. What is frozen in the whole by now is so in them.
public final class NetworkPieces<Scalar: NetworkScalar> {
  /// Gives the layer's outputs.
  public let body: Network<Scalar>
  /// Makes the network's outputs of them.
  public let tail: Network<Scalar>

  /// Numbers of one output of the layer.
  public var unitCount: Int { body.classes }

  /// Cuts `network`; throws when it has no such layer, or nothing behind it.
  public init(of network: Network<Scalar>, behind layer: String) throws(BlueprintError) {
    let pieces = try network.blueprint.pieces(behind: layer)
    body = try Network(piece: pieces.body, of: network)
    tail = try Network(piece: pieces.tail, of: network)
  }
}

extension Network {
  /// Some layers of `other`, with the very parameters, gradients and statistics of it.
  fileprivate convenience init(piece: NetworkBlueprint, of other: Network) throws(BlueprintError) {
    try self.init(piece)
    let tensors = Dictionary(
      uniqueKeysWithValues: (other.parameters + other.statistics).map { ($0.name, $0) })
    for own in parameters + statistics {
      guard let source = tensors[own.name] else {
        preconditionFailure("\(own.name) is no tensor of the network cut")
      }
      own.share(all: source)
    }
  }
}
