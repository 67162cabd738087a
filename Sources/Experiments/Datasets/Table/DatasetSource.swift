import Base
import Spec

/// A data set a spec may name: a file in this folder and a line in the catalog.
public protocol DatasetSource: SampleShaped {
  /// The name in specs.
  static var name: String { get }
  /// One line for the catalog.
  static var summary: String { get }

  /// Reads the parameters.
  init(_ read: ParameterReader)

  /// The parameters that decide the samples; where files lie is not among them.
  var identity: Value { get }
  /// The shape of one sample, before anything is loaded; empty when only the data tells.
  var shape: [Int] { get }
  /// Number of classes, before anything is loaded; 0 when only the data tells.
  var classes: Int { get }
  /// Number of samples in each split, before anything is loaded; empty when only the data tells.
  var sizes: [String: Int] { get }
  /// The SHA-256 of each published file the data is made from, by name; empty for others.
  ///
  /// Known without reading or fetching anything, so that a study can be planned offline.
  var files: [String: ContentHash] { get }

  /// The SHA-256 of each file the data is made from, by name; a user's own files are read for it.
  func files(in environment: DataEnvironment) throws(DatasetError) -> [String: ContentHash]

  /// Makes or reads the samples.
  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable

  /// Makes or reads the samples, cut into `shares` of all of them.
  func load(cut shares: SplitShares, seeds: Seeds, in environment: DataEnvironment)
    throws(DatasetError) -> DataTable
}

extension DatasetSource {
  /// The names of the splits, sorted.
  public var splitNames: [String] { sizes.keys.sorted() }

  /// No file has a known digest.
  public var files: [String: ContentHash] { [:] }

  /// The published files.
  public func files(in environment: DataEnvironment) throws(DatasetError)
    -> [String: ContentHash]
  { files }

  /// The data set's own samples, cut anew.
  public func load(cut shares: SplitShares, seeds: Seeds, in environment: DataEnvironment)
    throws(DatasetError) -> DataTable
  {
    try load(seeds: seeds, in: environment).cut(into: shares, seed: seeds.split)
  }
}

/// Where data files may be and what helps to fetch them.
public struct DataEnvironment: Sendable {
  /// Environment variables, also handed to curl and gzip (`PATH`, proxies).
  public var variables: [String: String]
  /// The folder relative paths in a spec start from.
  public var folder: String
  /// Told in one line of what takes long, such as a download.
  public var report: @Sendable (String) -> Void

  /// Makes an environment; see the properties.
  public init(
    variables: [String: String], folder: String = ".",
    report: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.variables = variables
    self.folder = folder
    self.report = report
  }

  /// `path` with `~` for the home folder, relative to `folder`.
  func expanded(_ path: String) -> String {
    if path == "~" || path.hasPrefix("~/"), let home = variable("HOME") {
      return home + path.dropFirst()
    }
    return path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
  }

  /// The variable `name` when it is set and not empty.
  func variable(_ name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
