import Base
import Testing

@testable import Pipeline

@Suite struct ProvenanceTests {
  @Test func binaryIsTheImageAlsoFromTheCache() throws {
    let results = try TemporaryResults()
    let image = try FileTree.digest(of: "/proc/self/exe").hash
    #expect(try BinaryIdentity.current(cachedIn: results.folder.cache) == image)
    #expect(try FileTree.names(in: results.folder.cache).count == 1)
    #expect(try BinaryIdentity.current(cachedIn: results.folder.cache) == image)
  }

  @Test func cacheOfAnotherImageIsNotBelieved() throws {
    let results = try TemporaryResults()
    try FileTree.makeFolder(results.folder.cache)
    let image = try FileTree.digest(of: "/proc/self/exe").hash
    #expect(try BinaryIdentity.current(cachedIn: results.folder.cache) == image)
    let name = try #require(try FileTree.names(in: results.folder.cache).first)
    let wrong: Value = ["file": "1 2 3", "sha256": .text(node("a").key.hex)]
    try FileTree.write(wrong.jsonBytes, to: results.folder.cache + "/" + name)
    #expect(try BinaryIdentity.current(cachedIn: results.folder.cache) == image)
  }

  @Test func factsNameTheMachine() {
    let facts = MachineFacts.current()
    #expect(facts["host"] == ProcessIdentity.host)
    #expect(facts["libc"]?.hasPrefix("glibc ") == true)
    #expect(facts["kernel"]?.isEmpty == false)
  }

  @Test func theSizeOfTheMachineIsInNumbers() throws {
    let facts = MachineFacts.size()
    #expect(try #require(facts["cores"].flatMap { Int($0) }) > 0)
    #expect(try #require(facts["memory"].flatMap { Int($0) }) > 1 << 20)
  }
}
