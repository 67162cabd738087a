/// Kernels of embeddings: rows chosen by the numbers of words.
public protocol WordKernels {
  /// Reads scalars that hold whole numbers from 0 to below `bound`, up to the first that does not;
  /// returns how many it read.
  static func wholeNumbers(
    _ input: UnsafePointer<Self>, below bound: Int, into numbers: UnsafeMutablePointer<Int32>,
    count: Int
  ) -> Int
  /// Row i of `output` is row `numbers[i]` of `table`.
  static func gatherRows(
    _ table: UnsafePointer<Self>, _ numbers: UnsafePointer<Int32>, count: Int, width: Int,
    into output: UnsafeMutablePointer<Self>)
  /// The transpose of gathering: adds row i to row `numbers[i]`, in their order.
  static func scatterRows(
    _ rows: UnsafePointer<Self>, _ numbers: UnsafePointer<Int32>, count: Int, width: Int,
    addingTo table: UnsafeMutablePointer<Self>)
}

extension NetworkScalar {
  /// One comparison more than the conversion needs: NaN fails it.
  public static func wholeNumbers(
    _ input: UnsafePointer<Self>, below bound: Int, into numbers: UnsafeMutablePointer<Int32>,
    count: Int
  ) -> Int {
    let limit = Self(min(bound, Int(Int32.max)))
    for i in 0..<count {
      let number = input[i]
      guard number >= 0, number < limit, number == number.rounded(.down) else { return i }
      numbers[i] = Int32(number)
    }
    return count
  }

  /// One copy a row.
  public static func gatherRows(
    _ table: UnsafePointer<Self>, _ numbers: UnsafePointer<Int32>, count: Int, width: Int,
    into output: UnsafeMutablePointer<Self>
  ) {
    for i in 0..<count {
      (output + i &* width).update(from: table + Int(numbers[i]) &* width, count: width)
    }
  }

  /// One sum a row.
  public static func scatterRows(
    _ rows: UnsafePointer<Self>, _ numbers: UnsafePointer<Int32>, count: Int, width: Int,
    addingTo table: UnsafeMutablePointer<Self>
  ) {
    for i in 0..<count {
      let source = rows + i &* width
      let target = table + Int(numbers[i]) &* width
      for k in 0..<width { target[k] += source[k] }
    }
  }
}
