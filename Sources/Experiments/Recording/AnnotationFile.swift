import Base
import Pipeline
import Store

/// `annotations/<id>.json`: a tag or a note, as a person wrote it.
///
/// These files are the truth; the store's table is filled from them.
extension ResultsFolder {
  /// Writes the annotation's file.
  public func write(_ annotation: Annotation) throws(FileError) {
    try write(annotation: annotation.id, annotation.value)
  }

  /// The annotations there are files of, the oldest first, and the files that cannot be read as one.
  public func annotationsOnFile() -> (annotations: [Annotation], faults: [FileError]) {
    var (values, faults) = annotationValues()
    var found: [Annotation] = []
    for (path, value) in values {
      if let annotation = Annotation(value), path == "\(annotations)/\(annotation.id).json" {
        found.append(annotation)
      } else {
        faults.append(FileError(path: path, reason: "not a tag or a note, or renamed"))
      }
    }
    return (found.sorted { ($0.at, $0.id) < ($1.at, $1.id) }, faults)
  }
}

extension Annotation {
  /// A name for an annotation made at `time` (seconds since 1970) by this process: sorts by time,
  /// unique by process and `counter`.
  public static func name(at time: Double, counter: Int) -> String {
    let micros = Int((time - time.rounded(.down)) * 1_000_000)
    let fraction = String(1_000_000 + micros).dropFirst()
    return "\(DateText.name(time))-\(fraction)-\(ProcessIdentity.pid)-\(counter)"
  }
}
