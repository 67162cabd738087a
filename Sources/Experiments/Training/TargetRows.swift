import Neural

/// What the outputs of some rows are compared with: buffers that are made once.
struct TargetRows {
  private let labelBuffer = Buffer<Int32>()
  private let numberBuffer = Buffer<Float>()

  /// The labels of `rows` of `data`.
  func labels(_ rows: ArraySlice<Int>, of data: LabelledInputs) -> UnsafePointer<Int32> {
    let labels = labelBuffer.resize(rows.count)
    for (place, row) in rows.enumerated() { labels[place] = data.labels[row] }
    return UnsafePointer(labels)
  }

  /// The numbers the outputs of `rows` are compared with, `width` for each; of `inputs`, those.
  func numbers(
    _ target: LossTarget, _ rows: ArraySlice<Int>, of data: LabelledInputs,
    inputs: UnsafePointer<Float>, width: Int
  ) -> UnsafePointer<Float> {
    switch target {
    // Never read.
    case .labels: return inputs
    case .input: return inputs
    case .numbers: break
    }
    let numbers = numberBuffer.resize(rows.count * width)
    if !data.targets.isEmpty {
      gather(rows, of: data.targets, width: width, into: numbers)
    } else if width == 1 {
      for (place, row) in rows.enumerated() { numbers[place] = Float(data.labels[row]) }
    } else {
      numberBuffer.clear()
      for (place, row) in rows.enumerated() { numbers[place * width + Int(data.labels[row])] = 1 }
    }
    return UnsafePointer(numbers)
  }
}

/// Copies `rows` of a table of `width` columns, in their order.
func gather(
  _ rows: ArraySlice<Int>, of table: [Float], width: Int, into target: UnsafeMutablePointer<Float>
) {
  table.withUnsafeBufferPointer { table in
    guard let source = table.baseAddress else { return }
    for (place, row) in rows.enumerated() {
      (target + place * width).update(from: source + row * width, count: width)
    }
  }
}
