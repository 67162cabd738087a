@testable import Neural

extension Convolution: ReferenceRule {
  func reference(
    _ image: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let weight = numbers.weight(layer)
    let bias = numbers.bias(layer)
    var result: [Double] = []
    for filter in 0..<output[2] {
      for y in 0..<output[0] {
        for x in 0..<output[1] {
          var sum = bias[filter]
          for c in 0..<channels {
            for i in 0..<kernel {
              for j in 0..<kernel {
                let row = y * stride - padding + i
                let column = x * stride - padding + j
                guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
                let tap = ((filter * channels + c) * kernel + i) * kernel + j
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
          let window = (0..<size * size).map { tap in
            let row = y * stride + tap / size
            let column = x * stride + tap % size
            return image[(c * height + row) * width + column]
          }
          result.append(window.max() ?? .nan)
        }
      }
    }
    return result
  }
}
