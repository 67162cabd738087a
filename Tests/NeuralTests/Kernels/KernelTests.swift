import Testing

@testable import Neural

@Suite("Kernels at their edges")
struct KernelTests {
  @Test("ReLU keeps NaN, so a diverged network does not look dead")
  func rectifyKeepsNaN() {
    var output: [Float] = [9, 9, 9, 9]
    Float.rectify([-1, 2, .nan, -.infinity], into: &output, count: 4)
    #expect(output[0] == 0 && output[1] == 2 && output[2].isNaN && output[3] == 0)
    var values: [Double] = [.nan, -3]
    Double.addBias([1, 1], to: &values, rows: 1, width: 2, rectifying: true)
    #expect(values[0].isNaN && values[1] == 0)
  }

  @Test("ReLU has gradient 0 at 0")
  func rectifyBackwardAtZero() {
    var result: [Double] = [9, 9, 9]
    Double.rectifyBackward([5, 6, 7], output: [0, 1, -0.0], into: &result, count: 3)
    #expect(result == [0, 6, 0])
  }

  @Test("bias is added to each row, rectified if asked, at widths around a vector's")
  func bias() {
    for width in 1...9 {
      let bias = (0..<width).map { Float($0) - 3 }
      for rectifying in [false, true] {
        var values = (0..<3 * width).map { Float($0 / width) }
        Float.addBias(bias, to: &values, rows: 3, width: width, rectifying: rectifying)
        for row in 0..<3 {
          for i in 0..<width {
            let sum = Float(row) + Float(i) - 3
            #expect(values[row * width + i] == (rectifying ? max(sum, 0) : sum))
          }
        }
      }
    }
  }

  @Test("column sums and scaled sums add to what is there")
  func sums() {
    var sums: [Float] = [1, 2, 3]
    Float.addColumnSums(of: [1, 10, 100, 2, 20, 200], to: &sums, rows: 2, width: 3)
    #expect(sums == [4, 32, 303])
    var y: [Double] = [1, 1]
    Double.addScaled([2, 3], by: -0.5, to: &y, count: 2)
    #expect(y == [0, -0.5])
  }

  @Test("transposing twice gives the matrices back")
  func transpose() {
    let source = (0..<2 * 3 * 5).map { Float($0) }
    var once = source
    var twice = source
    Float.transpose(source, outer: 2, rows: 3, columns: 5, into: &once)
    Float.transpose(once, outer: 2, rows: 5, columns: 3, into: &twice)
    #expect(once[1] == 5 && once[3] == 1 && once[15] == 15)
    #expect(twice == source)
  }

  @Test("of equal elements under a pooling window the first is taken, as in PyTorch")
  func poolingTies() throws {
    let window = try #require(
      WindowGeometry(height: 2, width: 2, channels: 1, size: 2, stride: 2, padding: 0))
    var output: [Float] = [0]
    var places: [Int32] = [9]
    Float.maxPool(
      [1, 4, 4, 4], window, count: 1, rectifying: false, into: &output, places: &places)
    #expect(output == [4] && places == [1])
    var gradient: [Float] = [9, 9, 9, 9]
    Float.maxPoolBackward([2], places: places, window, count: 1, into: &gradient)
    #expect(gradient == [0, 2, 0, 0])
  }

  @Test("rectified pooling sends nothing back where the largest is not positive")
  func rectifiedPooling() throws {
    let window = try #require(
      WindowGeometry(height: 2, width: 4, channels: 1, size: 2, stride: 2, padding: 0))
    var output: [Double] = [9, 9]
    var places: [Int64] = [9, 9]
    Double.maxPool(
      [-1, -2, 0, -5, -3, -4, -1, -7], window, count: 1, rectifying: true, into: &output,
      places: &places)
    #expect(output == [0, 0] && places == [-1, -1])
    var gradient = [Double](repeating: 9, count: 8)
    Double.maxPoolBackward([2, 3], places: places, window, count: 1, into: &gradient)
    #expect(gradient == [Double](repeating: 0, count: 8))
  }

  @Test("subset sums of three rows")
  func subsetSums() {
    var table = [Float](repeating: .nan, count: 16)
    Float.tabulateSubsetSums(of: [1, 10, 2, 20, 4, 40], count: 3, width: 2, into: &table)
    #expect(table == (0..<8).flatMap { [Float($0), Float(10 * $0)] })
  }
}
