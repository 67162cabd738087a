/// The first layers of a network under masks of one input, from tables made when it is loaded.
protocol TabulatedLayers<Scalar>: AnyObject {
  associatedtype Scalar: NetworkScalar

  /// How many layers of the network they are.
  var layerCount: Int { get }
  /// Makes the tables.
  func load(input: UnsafePointer<Scalar>, baseline: UnsafePointer<Scalar>)
  /// The last layer's outputs for one block of masks, padded with rows of zeros; they stand until
  /// the next call.
  func rows(_ masks: UnsafePointer<UInt64>, count: Int) -> UnsafePointer<Scalar>
}
