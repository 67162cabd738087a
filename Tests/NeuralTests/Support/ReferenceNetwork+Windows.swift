@testable import Neural

extension Convolution: ReferenceRule {
  func reference(
    _ image: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let weight = numbers.weight(layer)
    let bias = hasBias ? numbers.bias(layer) : Array(repeating: 0, count: filters)
    let own = channels / groups
    var result: [Double] = []
    for filter in 0..<output[2] {
      let first = filter / (filters / groups) * own
      for y in 0..<output[0] {
        for x in 0..<output[1] {
          var sum = bias[filter]
          for c in 0..<own {
            for i in 0..<kernel {
              for j in 0..<kernel {
                let row = y * stride - padding + i * dilation
                let column = x * stride - padding + j * dilation
                guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
                let tap = ((filter * own + c) * kernel + i) * kernel + j
                sum += weight[tap] * image[((first + c) * height + row) * width + column]
              }
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }
}

extension MaxPool: ReferenceRule {
  func reference(
    _ image: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    var result: [Double] = []
    for c in 0..<channels {
      for y in 0..<output[0] {
        for x in 0..<output[1] {
          let window = (0..<size * size).compactMap { tap -> Double? in
            let row = y * stride - padding + tap / size
            let column = x * stride - padding + tap % size
            guard (0..<height).contains(row), (0..<width).contains(column) else { return nil }
            return image[(c * height + row) * width + column]
          }
          result.append(window.max() ?? .nan)
        }
      }
    }
    return result
  }
}
