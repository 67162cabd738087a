import Foundation

/// The package's own files, found from this one.
enum PackageFolder {
  /// The folder of `Package.swift`.
  static var path: String {
    var url = URL(fileURLWithPath: #filePath)
    // PackageFolder.swift, Support, ExperimentsTests, Tests.
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.path
  }
}
