import Foundation
import Testing

@testable import Store

@Suite struct LibraryVersionTests {
  @Test func theVersionRecordedIsThatThePackageIsBuiltWith() throws {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.path + "/Package.swift")
    {
      folder.deleteLastPathComponent()
    }
    let package = try String(contentsOfFile: folder.path + "/Package.swift", encoding: .utf8)
    #expect(package.contains(#"groue/GRDB.swift", exact: "\#(GRDBFacts.version)""#))
  }
}
