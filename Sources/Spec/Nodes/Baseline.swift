import Base

/// The values that stand in place of absent players.
public enum Baseline: Sendable, Hashable {
  /// The mean of each channel over the training data: 0 after normalisation (the papers').
  case channelMean
  /// The mean of each pixel over the training data.
  case pixelMean
  /// The mean of each feature over the training data.
  case featureMean
  /// 0 before normalisation.
  case rawZero
  /// A number, after normalisation.
  case constant(Double)
  /// The sample, blurred with a Gaussian of this deviation in pixels.
  case blur(deviation: Double)
  /// The mean of each channel over the pixels of the sample.
  case sampleAverage
  /// The sample, each number moved by this towards 0, its mean after normalisation, and not beyond.
  case push(by: Double)
  /// The numbers, after normalisation, of a NumPy file.
  case tensor(path: String)

  /// The name in specs.
  public var name: String {
    switch self {
    case .channelMean: "channel-mean"
    case .pixelMean: "pixel-mean"
    case .featureMean: "feature-mean"
    case .rawZero: "raw-zero"
    case .constant: "constant"
    case .blur: "blur"
    case .sampleAverage: "sample-average"
    case .push: "push"
    case .tensor: "tensor"
    }
  }

  /// What keys are hashed from; of a file the content is part of the key, not where it lies.
  public var value: Value {
    switch self {
    case .constant(let value): .map(["name": "constant", "value": .number(value)])
    case .blur(let deviation): .map(["name": "blur", "deviation": .number(deviation)])
    case .push(let distance): .map(["name": "push", "by": .number(distance)])
    default: .map(["name": .text(name)])
    }
  }

  /// As a spec writes it.
  var written: Value {
    switch self {
    case .constant(let value): .map(["constant": .number(value)])
    case .blur(let deviation): .map(["blur": .number(deviation)])
    case .push(let distance): .map(["push": .number(distance)])
    case .tensor(let path): .map(["tensor": .text(path)])
    default: .text(name)
    }
  }

  /// Whether samples must be images.
  var needsImages: Bool {
    switch self {
    case .blur, .sampleAverage: true
    default: false
    }
  }

  /// Whether it is the same for every sample and known from the data.
  var isOfDataAlone: Bool {
    switch self {
    case .channelMean, .pixelMean, .featureMean, .rawZero, .constant: true
    case .blur, .sampleAverage, .push, .tensor: false
    }
  }
}
