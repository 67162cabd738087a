import Base
import Interactions

/// A NumPy array that holds tables of values: one of 2ⁿ numbers, or samples × 2ⁿ.
struct TableArray {
  private let shape: [Int]
  private let values: [Double]
  private let path: String

  /// Reads a file's bytes; refuses numbers that are no floating-point ones.
  init(_ bytes: [UInt8], path: String) throws(TableFileError) {
    self.path = path
    do throws(NumPyError) {
      let array = try NumPyArray(bytes)
      guard [.float64, .float32].contains(array.kind) else {
        throw NumPyError.type(array.kind.rawValue)
      }
      shape = array.shape
      values = array.doubles
    } catch { throw .array(error, path: path) }
  }

  /// The one table.
  func table() throws(TableFileError) -> ValueTable {
    guard shape.count == 1 else {
      throw .shape(shape, path: path, wanted: "one sample's table has one axis, of 2^n values")
    }
    return try table(at: 0..<values.count)
  }

  /// The tables of samples 0, 1, ….
  func tables() throws(TableFileError) -> [ValueTable] {
    guard shape.count == 2 else {
      throw .shape(
        shape, path: path,
        wanted: "tables of all samples have two axes, samples and 2^n values; write {sample} into"
          + " the path for a file each")
    }
    let (count, width) = (shape[0], shape[1])
    var tables: [ValueTable] = []
    for sample in 0..<count {
      tables.append(try table(at: sample * width..<(sample + 1) * width))
    }
    return tables
  }

  private func table(at range: Range<Int>) throws(TableFileError) -> ValueTable {
    do { return try ValueTable(values: Array(values[range])) } catch {
      throw .table(error, path: path)
    }
  }
}
