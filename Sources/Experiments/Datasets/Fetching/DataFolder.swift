import Base
import Glibc

/// A folder that holds the checked files of a data set.
struct DataFolder: Sendable, Hashable {
  let folder: String

  /// Where `file` lies.
  func path(of file: PublishedFile) -> String { "\(folder)/\(file.name)" }

  /// The folder that holds `files`, fetched when they are nowhere else.
  ///
  /// Searched in this order: `path`, which must hold them; `RUNEXP_DATA`, itself or its folder
  /// named like the data set; the cache folder, to which what is missing is fetched.
  static func holding(
    _ files: [PublishedFile], of archive: some PublishedArchive, path: String?, mirror: String?,
    in environment: DataEnvironment
  ) throws(DatasetError) -> DataFolder {
    if let path {
      let folder = DataFolder(folder: environment.expanded(path))
      for file in files {
        guard access(folder.path(of: file), F_OK) == 0 else {
          throw .missingFile(dataset: archive.name, file: file.name, folder: folder.folder)
        }
        try folder.check(file)
      }
      return folder
    }
    if let root = environment.variable("RUNEXP_DATA") {
      for candidate in ["\(root)/\(archive.name)", root] {
        let folder = DataFolder(folder: candidate)
        guard files.allSatisfy({ access(folder.path(of: $0), F_OK) == 0 }) else { continue }
        for file in files { try folder.check(file) }
        return folder
      }
      environment.report(
        "\(archive.name): no files in RUNEXP_DATA (\(root)); looking in the cache folder")
    }
    let cache = DataFolder(folder: try cacheFolder(of: archive.name, in: environment))
    let mirror = try DataMirror(for: archive, named: mirror, in: environment)
    for file in files {
      guard try !cache.holds(file, environment) else { continue }
      try mirror.fetch(file, into: cache, in: environment)
    }
    return cache
  }

  /// Throws unless the file is the published one.
  private func check(_ file: PublishedFile) throws(DatasetError) {
    let path = path(of: file)
    if let fault = try file.fault(at: path) { throw .wrongFile(path: path, fault) }
  }

  /// Whether a cached file is there and right; a wrong one is put aside.
  private func holds(_ file: PublishedFile, _ environment: DataEnvironment)
    throws(DatasetError) -> Bool
  {
    let path = path(of: file)
    guard access(path, F_OK) == 0 else { return false }
    guard let fault = try file.fault(at: path) else { return true }
    rename(path, path + ".damaged")
    environment.report("\(path): \(fault.words); put aside as \(file.name).damaged")
    return false
  }

  /// `${XDG_CACHE_HOME:-~/.cache}/runexp/<name>`.
  private static func cacheFolder(of name: String, in environment: DataEnvironment)
    throws(DatasetError) -> String
  {
    // The XDG base directory specification says to ignore a relative path.
    if let cache = environment.variable("XDG_CACHE_HOME"), cache.hasPrefix("/") {
      return "\(cache)/runexp/\(name)"
    }
    guard let home = environment.variable("HOME"), home.hasPrefix("/") else {
      throw .noCacheFolder(dataset: name)
    }
    return "\(home)/.cache/runexp/\(name)"
  }
}
