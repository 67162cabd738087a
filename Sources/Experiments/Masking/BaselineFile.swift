import Base

/// The NumPy file of a baseline `tensor`: network inputs, one for each element.
struct BaselineFile {
  /// Its name among the files of a stage, whose content is part of the key.
  static let name = "baseline"

  private let file: LocalDataFile

  init(_ path: String, in environment: DataEnvironment) {
    file = LocalDataFile(path, in: environment)
  }

  /// The digest of its bytes.
  func hash() throws(DatasetError) -> ContentHash { try file.hash() }

  /// Its numbers; throws unless the file is the one planned with and its numbers are finite.
  func numbers(planned: ContentHash?) throws -> [Float] {
    let bytes = try file.read()
    let found = ContentHash(of: bytes)
    guard found == planned else {
      throw ChangedFiles(
        planned: planned.map { [Self.name: $0] } ?? [:], found: [Self.name: found])
    }
    let array: NumPyArray
    do { array = try NumPyArray(bytes) } catch {
      throw DatasetError.array(.numPy(error, array: Self.name, path: file.path))
    }
    return try array.floats.enumerated().map { index, number in
      guard number.isFinite else {
        throw DatasetError.array(
          .notFinite(array: Self.name, index: array.place(of: index), path: file.path))
      }
      return number
    }
  }
}
