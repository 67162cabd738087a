import Base

/// A data set published as four gzip files in the IDX format of LeCun's MNIST page.
struct IDXArchive: PublishedArchive, Hashable {
  /// One published file.
  typealias File = PublishedFile

  /// Images and labels of the same records.
  struct Part: Sendable, Hashable {
    let images: File
    let labels: File
    /// Number of records.
    let records: Int
    /// The id of the first record; the others follow.
    let firstID: Int
  }

  /// The data set's name, also of its folders.
  let name: String
  /// The large part.
  let train: Part
  /// The small part, `t10k`.
  let test: Part
  /// Rows and columns of an image.
  var rows = 28
  var columns = 28
  var classes = 10
  /// Mean and deviation of the large part.
  let normalisation: Normalisation
  /// A web folder that holds the files.
  let mirror: String

  /// Reads one part from files that were checked.
  func read(_ part: Part, from folder: DataFolder, _ unpack: Gunzip) throws(DatasetError)
    -> (pixels: [UInt8], labels: [UInt8])
  {
    let imagePath = folder.path(of: part.images)
    let labelPath = folder.path(of: part.labels)
    let shape = [part.records, rows, columns]
    let images = try IDXFile(unpacking: imagePath, shape: shape, unpack)
    let labels = try IDXFile(unpacking: labelPath, dimensions: 1, limit: part.records + 64, unpack)
    guard labels.shape[0] == part.records else {
      throw .differentCounts(images: part.records, labels: labels.shape[0], path: labelPath)
    }
    if let record = labels.values.firstIndex(where: { Int($0) >= classes }) {
      throw .wrongLabel(
        Int(labels.values[record]), record: record, classes: classes, path: labelPath)
    }
    return (images.values, labels.values)
  }
}
