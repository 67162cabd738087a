@testable import Neural

extension AveragePool: ReferenceRule {
  func reference(
    _ image: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    var result: [Double] = []
    for c in 0..<channels {
      for y in 0..<output[0] {
        for x in 0..<output[1] {
          var sum = 0.0
          for tap in 0..<size * size {
            let row = y * stride - padding + tap / size
            let column = x * stride - padding + tap % size
            guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
            sum += image[(c * height + row) * width + column]
          }
          result.append(sum / Double(size * size))
        }
      }
    }
    return result
  }
}

extension GlobalAveragePool: ReferenceRule {
  func reference(
    _ image: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let pixels = shape[0] * shape[1]
    return (0..<shape[2]).map { c in
      image[c * pixels..<(c + 1) * pixels].reduce(0, +) / Double(pixels)
    }
  }
}

extension TransposedConvolution: ReferenceRule {
  func reference(
    _ image: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    let (height, width, channels) = (shape[0], shape[1], shape[2])
    let weight = numbers.weight(layer)
    let bias = hasBias ? numbers.bias(layer) : Array(repeating: 0, count: filters)
    let pixels = output[0] * output[1]
    var result = (0..<filters * pixels).map { bias[$0 / pixels] }
    for c in 0..<channels {
      for y in 0..<height {
        for x in 0..<width {
          for filter in 0..<filters {
            for i in 0..<kernel {
              for j in 0..<kernel {
                let row = y * stride - padding + i
                let column = x * stride - padding + j
                guard (0..<output[0]).contains(row), (0..<output[1]).contains(column) else {
                  continue
                }
                let tap = ((c * filters + filter) * kernel + i) * kernel + j
                result[(filter * output[0] + row) * output[1] + column] +=
                  weight[tap] * image[(c * height + y) * width + x]
              }
            }
          }
        }
      }
    }
    return result
  }
}

extension Upsample: ReferenceRule {
  func reference(
    _ image: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    (0..<shape[2] * output[0] * output[1]).map { place in
      let x = place % output[1]
      let y = place / output[1] % output[0]
      let c = place / output[1] / output[0]
      if mode == .zeroInsert && (x % factor > 0 || y % factor > 0) { return 0 }
      return image[(c * shape[0] + y / factor) * shape[1] + x / factor]
    }
  }
}

extension SubsamplePadding: ReferenceRule {
  func reference(
    _ image: [Double], _ shape: [Int], _ output: [Int], layer: String,
    _ numbers: ReferenceNetwork
  ) -> [Double] {
    (0..<channels * output[0] * output[1]).map { place in
      let x = place % output[1]
      let y = place / output[1] % output[0]
      let c = place / output[1] / output[0] - (channels - shape[2]) / 2
      guard (0..<shape[2]).contains(c) else { return 0 }
      return image[(c * shape[0] + y * stride) * shape[1] + x * stride]
    }
  }
}
