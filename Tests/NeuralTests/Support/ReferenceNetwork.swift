@testable import Neural

/// A slow network in PyTorch's order: images channel × height × width, weights as in files.
///
/// It shares nothing with the layers it checks but the blueprint and the numbers in file order, so
/// it also checks that both orders mean the same network.
struct ReferenceNetwork {
  let blueprint: NetworkBlueprint
  let parameters: [String: [Double]]

  init<Scalar: NetworkScalar>(of network: Network<Scalar>) {
    blueprint = network.blueprint
    parameters = Dictionary(
      uniqueKeysWithValues: network.parameters.map {
        ($0.name, $0.fileOrder(of: $0.values).map(\.asDouble))
      })
  }

  /// The logits of one input given height × width × channels.
  func logits(of input: [Double]) throws -> [Double] {
    var shape = blueprint.inputShape
    var values = input
    if shape.count == 3 {
      let (height, width, channels) = (shape[0], shape[1], shape[2])
      values = (0..<channels).flatMap { c in
        (0..<height * width).map { input[$0 * channels + c] }
      }
    }
    for (layer, output) in zip(blueprint.layers, try blueprint.outputShapes()) {
      let weight = parameters["\(layer.name).weight"] ?? []
      let bias = parameters["\(layer.name).bias"] ?? []
      switch layer.kind.rule {
      case let rule as Convolution:
        values = convolve(values, shape, rule, output, weight: weight, bias: bias)
      case let rule as MaxPool: values = pool(values, shape, rule, output)
      case is ReLU: values = values.map { max($0, 0) }
      case is Dense:
        values = bias.indices.map { unit in
          values.indices.reduce(bias[unit]) {
            $0 + weight[unit * values.count + $1] * values[$1]
          }
        }
      default: break
      }
      shape = output
    }
    return values
  }

  private func convolve(
    _ image: [Double], _ shape: [Int], _ rule: Convolution, _ output: [Int], weight: [Double],
    bias: [Double]
  ) -> [Double] {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    var result: [Double] = []
    for filter in 0..<output[2] {
      for y in 0..<output[0] {
        for x in 0..<output[1] {
          var sum = bias[filter]
          for c in 0..<channels {
            for i in 0..<rule.kernel {
              for j in 0..<rule.kernel {
                let row = y * rule.stride - rule.padding + i
                let column = x * rule.stride - rule.padding + j
                guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
                let tap = ((filter * channels + c) * rule.kernel + i) * rule.kernel + j
                sum += weight[tap] * image[(c * height + row) * width + column]
              }
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  private func pool(_ image: [Double], _ shape: [Int], _ rule: MaxPool, _ output: [Int])
    -> [Double]
  {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    var result: [Double] = []
    for c in 0..<channels {
      for y in 0..<output[0] {
        for x in 0..<output[1] {
          let window = (0..<rule.size * rule.size).map { tap in
            let row = y * rule.stride + tap / rule.size
            let column = x * rule.stride + tap % rule.size
            return image[(c * height + row) * width + column]
          }
          result.append(window.max() ?? .nan)
        }
      }
    }
    return result
  }
}
