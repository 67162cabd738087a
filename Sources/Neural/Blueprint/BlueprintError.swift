/// Why layers do not make a network.
public enum BlueprintError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The input is no image, sequence or list of features, or has a size below 1.
  case inputShape([Int])
  /// There are no layers.
  case noLayers
  /// Two layers have one name.
  case repeatedName(String)
  /// A parameter of a layer is too small.
  case tooSmall(layer: String, parameter: String, value: Int, least: Int)
  /// The layer works on images and gets features.
  case needsImage(layer: String, kind: String, shape: [Int])
  /// The layer works on features and gets images.
  case needsFeatures(layer: String, kind: String, shape: [Int])
  /// The window is larger than the padded image.
  case windowTooLarge(layer: String, size: Int, padding: Int, shape: [Int])
  /// The padding is so wide that a window of pooling could see nothing of the image.
  case paddingTooWide(layer: String, padding: Int, size: Int)
  /// A transposed convolution adds as many rows and columns as would be a step of its window.
  case outputPaddingTooWide(layer: String, outputPadding: Int, stride: Int)
  /// The layer makes more channels of those it gets, and gets too many.
  case tooFewChannels(layer: String, channels: Int, shape: [Int])
  /// The layer works on sequences and gets something else.
  case needsSequence(layer: String, kind: String, shape: [Int])
  /// The two paths of a composite end in different shapes.
  case unequalPaths(layer: String, main: [Int], shortcut: [Int])
  /// No layer of the outermost chain has the name.
  case unknownLayer(String, legal: [String])
  /// The layer is the last one.
  case nothingBehind(String)
  /// The layer's parameter does not divide what it has to.
  case indivisible(layer: String, parameter: String, value: Int, divides: String, Int)
  /// A parameter of the layer is not in its range.
  case outOfRange(layer: String, parameter: String, value: Double, range: String)

  /// The fault and what to do, one line.
  public var description: String {
    switch self {
    case .inputShape(let shape):
      "input shape \(shape): it is [height, width, channels], [tokens, features] or [features],"
        + " each at least 1"
    case .noLayers: "no layers: a network needs at least one"
    case .repeatedName(let name):
      "layer \(name): the name is used twice; parameters in files are told apart by it"
    case .tooSmall(let layer, let parameter, let value, let least):
      "layer \(layer): \(parameter) is \(value); it must be at least \(least)"
    case .needsImage(let layer, let kind, let shape):
      "layer \(layer): \(kind) works on images [height, width, channels] and gets \(shape)"
    case .needsFeatures(let layer, let kind, let shape):
      "layer \(layer): \(kind) works on features and gets \(shape); put a flatten layer before it"
    case .windowTooLarge(let layer, let size, let padding, let shape):
      "layer \(layer): a window of \(size)×\(size) does not fit into images \(shape) padded by"
        + " \(padding)"
    case .paddingTooWide(let layer, let padding, let size):
      "layer \(layer): padding is \(padding); for windows of \(size)×\(size) it must be at most"
        + " \(size / 2)"
    case .outputPaddingTooWide(let layer, let outputPadding, let stride):
      "layer \(layer): outputPadding is \(outputPadding); it must be less than the stride,"
        + " \(stride)"
    case .tooFewChannels(let layer, let channels, let shape):
      "layer \(layer): channels is \(channels); it must be at least those of the images it gets,"
        + " \(shape)"
    case .needsSequence(let layer, let kind, let shape):
      "layer \(layer): \(kind) works on sequences [tokens, features] and gets \(shape)"
    case .unequalPaths(let layer, let main, let shortcut):
      "layer \(layer): the main path ends in \(main) and the shortcut in \(shortcut); they are"
        + " added, so they must be the same"
    case .unknownLayer(let name, let legal):
      "no layer is called \(name); layers: \(legal.joined(separator: ", "))"
    case .nothingBehind(let name):
      "layer \(name): nothing stands behind it; name a layer before the last one"
    case .indivisible(let layer, let parameter, let value, let whole, let size):
      "layer \(layer): \(parameter) is \(value); it must divide the \(whole), \(size)"
    case .outOfRange(let layer, let parameter, let value, let range):
      "layer \(layer): \(parameter) is \(value); it must be \(range)"
    }
  }
}
