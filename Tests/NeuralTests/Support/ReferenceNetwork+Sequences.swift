import Foundation

@testable import Neural

extension Collection<Double> {
  /// Rows of `width` numbers.
  func rows(of width: Int) -> [[Double]] {
    let numbers = Array(self)
    return stride(from: 0, to: numbers.count, by: width).map {
      Array(numbers[$0..<$0 + width])
    }
  }
}

/// W·x + bias.
private func affine(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> [Double] {
  bias.indices.map { unit in
    x.indices.reduce(bias[unit]) { $0 + weight[unit * x.count + $1] * x[$1] }
  }
}

private func softmax(_ x: [Double]) -> [Double] {
  let exponentials = x.map { exp($0 - (x.max() ?? 0)) }
  let sum = exponentials.reduce(0, +)
  return exponentials.map { $0 / sum }
}

extension Dense: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    values.rows(of: shape[shape.count - 1]).flatMap {
      affine($0, numbers.weight(layer), numbers.bias(layer))
    }
  }
}

extension Activation: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    values.map { x in
      switch function {
      case .gelu: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
      case .tanh: (exp(x) - exp(-x)) / (exp(x) + exp(-x))
      case .sigmoid: exp(x) / (1 + exp(x))
      case .softplus: log(1 + exp(x))
      case .quadratic: x * x
      }
    }
  }
}

extension Softmax: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    guard shape.count == 3 else { return values.rows(of: shape[shape.count - 1]).flatMap(softmax) }
    let (pixels, channels) = (shape[0] * shape[1], shape[2])
    var result = values
    for pixel in 0..<pixels {
      let shares = softmax((0..<channels).map { values[$0 * pixels + pixel] })
      for c in 0..<channels { result[c * pixels + pixel] = shares[c] }
    }
    return result
  }
}

extension LayerNorm: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let width = shape[shape.count - 1]
    let (weight, bias) = (numbers.weight(layer), numbers.bias(layer))
    return values.rows(of: width).flatMap { row -> [Double] in
      let mean = row.reduce(0, +) / Double(width)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      return row.indices.map {
        (row[$0] - mean) / (variance + epsilon).squareRoot() * weight[$0] + bias[$0]
      }
    }
  }
}

extension Embedding: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let rows = numbers.weight(layer).rows(of: dimensions)
    return values.flatMap { rows[Int($0)] }
  }
}

extension PositionEmbedding: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    zip(values, numbers.parameters[layer] ?? []).map { $0 + $1 }
  }
}

extension ClassToken: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    (numbers.parameters[layer] ?? []) + values
  }
}

extension TokenChoice: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let tokens = values.rows(of: shape[1])
    switch choice {
    case .first: return tokens[0]
    case .last: return tokens[tokens.count - 1]
    case .mean:
      return (0..<shape[1]).map { i in
        tokens.reduce(0) { $0 + $1[i] } / Double(tokens.count)
      }
    }
  }
}

extension PatchEmbedding: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    var tokens: [Double] = []
    for top in stride(from: 0, to: height, by: patch) {
      for left in stride(from: 0, to: width, by: patch) {
        var pixels: [Double] = []
        for c in 0..<channels {
          for y in top..<top + patch {
            pixels += (left..<left + patch).map { values[(c * height + y) * width + $0] }
          }
        }
        tokens += affine(pixels, numbers.weight(layer), numbers.bias(layer))
      }
    }
    return tokens
  }
}

extension SelfAttention: ReferenceRule {
  func reference(
    _ values: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let features = shape[1]
    let width = features / heads
    let tokens = values.rows(of: features).map {
      affine($0, numbers.weight("\(layer).qkv"), numbers.bias("\(layer).qkv"))
    }
    return tokens.indices.flatMap { i -> [Double] in
      let attended = (0..<heads).flatMap { head -> [Double] in
        let offset = head * width
        let seen = causal ? 0..<i + 1 : tokens.indices
        let shares = softmax(
          seen.map { j in
            (0..<width).reduce(0) {
              $0 + tokens[i][offset + $1] * tokens[j][features + offset + $1]
            } / Double(width).squareRoot()
          })
        return (0..<width).map { k in
          zip(seen, shares).reduce(0) { $0 + $1.1 * tokens[$1.0][2 * features + offset + k] }
        }
      }
      return affine(
        attended, numbers.weight("\(layer).proj"), numbers.bias("\(layer).proj"))
    }
  }
}
