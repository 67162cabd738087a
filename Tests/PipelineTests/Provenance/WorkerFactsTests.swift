import Base
import Testing

@testable import Pipeline

/// Workers on other machines, as one process can play them.
@Suite struct WorkerFactsTests {
  private let results: TemporaryResults

  init() throws { results = try TemporaryResults() }

  private func run(_ required: [String: String], own: [String: String]) -> AttemptResult {
    var request = results.request(node("a"))
    request.environment = ["blas_core": "Haswell", "host": "login"]
    request.binary = node("b").key
    request.required = required
    let facts = WorkerFacts(host: "node7", environment: own, binary: node("c").key)
    return AttemptRunner(catalog: testCatalog, facts: facts).run(
      request, report: { _ in }, isCancelled: { false })
  }

  @Test func whatAWorkerRecordsIsItsOwn() throws {
    let own = ["blas_core": "Haswell", "host": "node7"]
    #expect(run(["blas_core": "Haswell"], own: own) == .published(nil))
    let record = try results.folder.record(of: node("a").key)
    #expect(record.environment == own)
    #expect(record.binary == node("c").key)
  }

  @Test func anUnlikeWorkerRefusesForGoodAndSaysWhatToDo() throws {
    let result = run(
      ["blas_core": "Haswell", "libc": "glibc 2.36", "binary": "ab"],
      own: ["blas_core": "SkylakeX", "binary": "ab"])
    let reason =
      "a worker on node7 is not what the run was planned with: blas_core is SkylakeX, not Haswell; "
      + "libc is not known, not glibc 2.36; keep to like machines (`constraint` in the cluster "
      + "profile), or allow mixed results (--allow-mixed)"
    #expect(result == .failed(reason: reason, lastOutput: "", isPermanent: true))
    #expect(results.folder.published(node("a").key) == nil)
  }

  @Test func mixedResultsAreAllowedByRequiringNothing() throws {
    #expect(run([:], own: ["blas_core": "SkylakeX"]) == .published(nil))
    #expect(try results.folder.record(of: node("a").key).environment["blas_core"] == "SkylakeX")
  }

  @Test func whatIsRequiredTravelsWithTheRequest() throws {
    var request = results.request(node("a"))
    request.required = ["libc": "glibc 2.36"]
    #expect(StageRequest(request.value) == request)
  }
}
