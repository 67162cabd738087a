/// How a parameter lies in memory, compared with files (PyTorch's order).
enum ParameterLayout: Sendable, Hashable {
  case same
  /// Files: […, channels, pixels]; memory: […, pixels, channels].
  case channelsLast(channels: Int, pixels: Int)

  /// The layout of a dense layer's weights; `flattenedImage` is what it reads, if images.
  init(flattenedImage: [Int]?) {
    guard let image = flattenedImage, image[2] > 1 else {
      self = .same
      return
    }
    self = .channelsLast(channels: image[2], pixels: image[0] * image[1])
  }
}

/// Numbers a network learns, and the gradient of the loss with respect to them.
public final class Parameter<Scalar: NetworkScalar> {
  /// PyTorch's name, such as `fc1.weight`.
  public let name: String
  /// The shape in files.
  public let shape: [Int]
  /// The numbers, in the order the kernels read them.
  public private(set) var values: Buffer<Scalar>
  /// The gradient, in the same order; backward passes add to it.
  public private(set) var gradients: Buffer<Scalar>
  /// Whether training leaves it as it is: no gradient is computed and no update made.
  ///
  /// A frozen batch normalisation uses the statistics it has recorded, and records no more.
  public var isFrozen = false
  let initialiser: Initialiser
  let layout: ParameterLayout

  init(
    name: String, shape: [Int], initialiser: Initialiser, layout: ParameterLayout = .same
  ) {
    self.name = name
    self.shape = shape
    self.initialiser = initialiser
    self.layout = layout
    let count = shape.reduce(1, *)
    values = Buffer(count: count)
    gradients = Buffer(count: count)
  }

  /// Number of numbers.
  public var count: Int { values.count }

  /// The numbers of `buffer` – the values, or anything that lies as they do – in file order.
  public func fileOrder(of buffer: Buffer<Scalar>) -> [Scalar] {
    precondition(buffer.count == count, "\(name): a buffer of \(buffer.count), not \(count)")
    guard case .channelsLast(let channels, let pixels) = layout else { return buffer.array }
    return [Scalar](unsafeUninitializedCapacity: count) { target, written in
      guard let base = target.baseAddress else { return }
      Scalar.transpose(
        buffer.pointer, outer: count / (channels * pixels), rows: pixels, columns: channels,
        into: base)
      written = count
    }
  }

  /// Sets `buffer` from numbers in file order.
  public func assign(_ numbers: [Scalar], to buffer: Buffer<Scalar>) {
    precondition(
      numbers.count == count && buffer.count == count,
      "\(name): \(numbers.count) numbers for \(count)")
    guard case .channelsLast(let channels, let pixels) = layout else {
      buffer.array = numbers
      return
    }
    numbers.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      Scalar.transpose(
        base, outer: count / (channels * pixels), rows: channels, columns: pixels,
        into: buffer.pointer)
    }
  }

  /// Reads and learns the very numbers of another network's parameter from now on; gradients stay
  /// its own.
  func shareValues(of other: Parameter) {
    precondition(other.count == count, "\(name): shares \(other.count) numbers, not \(count)")
    values = other.values
    isFrozen = other.isFrozen
  }

  /// Reads, learns and sums up the very numbers of another network's parameter from now on.
  func share(all other: Parameter) {
    shareValues(of: other)
    gradients = other.gradients
  }

  /// Sets the numbers as the layer's initialiser draws them, in file order.
  func initialise(seed: UInt64) {
    assign(initialiser.numbers(count: count, seed: seed, name: name), to: values)
  }
}
