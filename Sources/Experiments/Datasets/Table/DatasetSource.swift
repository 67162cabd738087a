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
  /// Height, width and channels of one sample, before anything is loaded.
  var shape: [Int] { get }
  /// Number of classes, before anything is loaded.
  var classes: Int { get }
  /// Number of images in each split, before anything is loaded.
  var sizes: [String: Int] { get }
  /// The SHA-256 of each file the data is made from, by name; empty when it is computed.
  ///
  /// Known without reading or fetching anything, so that a study can be planned offline.
  var files: [String: ContentHash] { get }

  /// Makes or reads the samples.
  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable
}

extension DatasetSource {
  /// The names of the splits, sorted.
  public var splitNames: [String] { sizes.keys.sorted() }
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

  /// The variable `name` when it is set and not empty.
  func variable(_ name: String) -> String? {
    variables[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
