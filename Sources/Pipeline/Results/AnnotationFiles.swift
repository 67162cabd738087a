import Base
import Glibc

extension ResultsFolder {
  /// The folder of what people wrote beside results: tags and notes.
  public var annotations: String { path + "/annotations" }

  /// Writes the file of an annotation: beside, then renamed, so that it is whole or not there.
  public func write(annotation id: String, _ value: Value) throws(FileError) {
    try FileTree.makeFolder(annotations)
    let path = "\(annotations)/\(id).json"
    let beside = path + ".writing"
    try FileTree.write(value.jsonBytes + [UInt8(ascii: "\n")], to: beside)
    guard rename(beside, path) == 0 else {
      let fault = FileTree.failure(path)
      unlink(beside)
      throw fault
    }
  }

  /// Removes the file of an annotation; what is already gone is no fault.
  public func remove(annotation id: String) throws(FileError) {
    try FileTree.remove("\(annotations)/\(id).json")
  }

  /// What the files of annotations hold, each with its path, and those that cannot be read.
  public func annotationValues() -> (values: [(path: String, value: Value)], faults: [FileError]) {
    var values: [(path: String, value: Value)] = []
    var faults: [FileError] = []
    do throws(FileError) {
      for name in try FileTree.names(in: annotations) where name.hasSuffix(".json") {
        let path = annotations + "/" + name
        do throws(FileError) {
          let bytes = try FileTree.read(path)
          do throws(JSONError) { values.append((path, try Value(json: bytes))) } catch {
            faults.append(FileError(path: path, reason: "\(error)"))
          }
        } catch {
          faults.append(error)
        }
      }
    } catch {
      faults.append(error)
    }
    return (values, faults)
  }
}
