extension LayerKind {
  /// The features of the first token, such as a class token.
  public static var firstToken: LayerKind { LayerKind(TokenChoice(choice: .first)) }
  /// The features of the last token.
  public static var lastToken: LayerKind { LayerKind(TokenChoice(choice: .last)) }
  /// The mean of the tokens' features.
  public static var meanOverTokens: LayerKind { LayerKind(TokenChoice(choice: .mean)) }
}

struct TokenChoice: LayerRule {
  /// What of a sequence goes on.
  enum Choice: String, Sendable, Hashable {
    case first = "first token"
    case last = "last token"
    case mean = "mean over tokens"
  }

  let choice: Choice

  var kindName: String { choice.rawValue }

  func outputShape(for input: ActivationShape, layer: String) throws(BlueprintError)
    -> ActivationShape
  {
    guard input.isSequence else {
      throw .needsSequence(layer: layer, kind: kindName, shape: input.dimensions)
    }
    return ActivationShape([input.dimensions[1]])
  }

  func makeLayer<Scalar: NetworkScalar>(_ place: LayerPlace, _ scratch: ScratchBuffers<Scalar>)
    -> (any Layer<Scalar>)?
  {
    TokenChoiceLayer<Scalar>(choice, tokens: place.input.rows, features: place.input.width)
  }
}

final class TokenChoiceLayer<Scalar: NetworkScalar>: Layer {
  let choice: TokenChoice.Choice
  let tokens, features: Int
  private let output = Buffer<Scalar>()
  private var count = 0

  init(_ choice: TokenChoice.Choice, tokens: Int, features: Int) {
    self.choice = choice
    self.tokens = tokens
    self.features = features
  }

  /// Where the chosen token of a sample begins.
  private var offset: Int { choice == .last ? (tokens - 1) * features : 0 }

  func forward(_ input: UnsafePointer<Scalar>, count: Int, _ pass: ForwardPass)
    -> UnsafePointer<Scalar>
  {
    self.count = count
    let result = output.resize(count * features)
    infer(input, into: result, count: count)
    return UnsafePointer(result)
  }

  func backward(
    _ gradient: UnsafePointer<Scalar>, inputGradient: UnsafeMutablePointer<Scalar>?
  ) {
    guard let inputGradient else { return }
    let elements = tokens * features
    Scalar.fill(inputGradient, count: count * elements)
    let share = 1 / Scalar(tokens)
    for row in 0..<count {
      let own = gradient + row * features
      let target = inputGradient + row * elements
      if choice == .mean {
        for token in 0..<tokens {
          Scalar.addScaled(
            own, by: share, to: target + token * features, count: features)
        }
      } else {
        (target + offset).update(from: own, count: features)
      }
    }
  }

  func infer(
    _ input: UnsafePointer<Scalar>, into output: UnsafeMutablePointer<Scalar>, count: Int
  ) {
    if choice == .mean { Scalar.fill(output, count: count * features) }
    let share = 1 / Scalar(tokens)
    for row in 0..<count {
      let own = input + row * tokens * features
      let target = output + row * features
      if choice == .mean {
        for token in 0..<tokens {
          Scalar.addScaled(
            own + token * features, by: share, to: target, count: features)
        }
      } else {
        target.update(from: own + offset, count: features)
      }
    }
  }
}
