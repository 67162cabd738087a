/// What is wrong with an image file.
public enum ImageFileError: Error, Sendable, Hashable, CustomStringConvertible {
  case notPNG(path: String)
  case truncated(path: String)
  case checksum(chunk: String, path: String)
  case depth(Int, path: String)
  case interlaced(path: String)
  case header(path: String)
  case palette(path: String)
  case unpacking(path: String)
  case length(expected: Int, found: Int, path: String)
  case filter(Int, row: Int, path: String)
  case tooLarge(width: Int, height: Int, path: String)

  /// What is wrong, then on its own line what to do.
  public var description: String { what + "\n  " + next }

  /// What is wrong and where, one line.
  var what: String {
    switch self {
    case .notPNG(let path): "\(path): not a PNG image"
    case .truncated(let path): "\(path): the image is cut short"
    case .checksum(let chunk, let path): "\(path): chunk \(chunk) has a wrong checksum (CRC-32)"
    case .depth(let bits, let path): "\(path): \(bits) bits per sample, not 8"
    case .interlaced(let path): "\(path): the image is interlaced"
    case .header(let path): "\(path): the image's header is not legal"
    case .palette(let path): "\(path): a pixel names a colour the palette does not have"
    case .unpacking(let path): "\(path): the pixels cannot be unpacked"
    case .length(let expected, let found, let path):
      "\(path): \(found) bytes of pixels, not \(expected)"
    case .filter(let filter, let row, let path): "\(path): row \(row) has unknown filter \(filter)"
    case .tooLarge(let width, let height, let path):
      "\(path): \(width)×\(height) pixels, more than 16,384 a side"
    }
  }

  /// What to do.
  var next: String {
    switch self {
    case .depth, .interlaced, .notPNG:
      "convert it to a PNG image of 8 bits, not interlaced"
    case .tooLarge: "make it smaller"
    default: "write or fetch the file again"
    }
  }
}

/// What is wrong with a folder of images.
public enum ImageFolderError: Error, Sendable, Hashable, CustomStringConvertible {
  case noClasses(folder: String)
  case oneClass(String, folder: String)
  case emptyClass(folder: String)
  case notAnImage(path: String)
  case differentSizes(path: String, found: [Int], first: String, size: [Int])
  case missingClass(String, folder: String)

  /// What is wrong, then on its own line what to do.
  public var description: String { what + "\n  " + next }

  /// What is wrong and where, one line.
  var what: String {
    switch self {
    case .noClasses(let folder): "\(folder): holds no folder of a class"
    case .oneClass(let name, let folder): "\(folder): holds one class only, \(name)"
    case .emptyClass(let folder): "\(folder): the class has no image"
    case .notAnImage(let path): "\(path): not a .png file"
    case .differentSizes(let path, let found, let first, let size):
      "\(path): \(Self.text(found)), but \(first) is \(Self.text(size))"
    case .missingClass(let name, let folder): "\(folder): the class \(name) is not there"
    }
  }

  /// What to do.
  var next: String {
    switch self {
    case .noClasses, .oneClass: "put the images of each class into a folder of its own"
    case .emptyClass: "put .png files there, or remove the folder"
    case .notAnImage: "convert it to PNG, or remove it"
    case .differentSizes: "bring all images to one size and number of channels"
    case .missingClass: "train and test need the same classes"
    }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }
}
