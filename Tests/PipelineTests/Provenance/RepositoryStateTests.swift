import Base
import Foundation
import Testing

@testable import Pipeline

/// What is recorded of the repository a spec lies in.
@Suite struct RepositoryStateTests {
  /// A folder with a repository of one commit, which holds `spec.yaml`.
  private final class Repository {
    let path: String

    init(commits: Bool = true) throws {
      path =
        URL(fileURLWithPath: NSTemporaryDirectory() + "runexp-git-" + UUID().uuidString)
        .resolvingSymlinksInPath().path
      try FileManager.default.createDirectory(
        atPath: path + "/configs", withIntermediateDirectories: true)
      try git(["init", "-q"])
      try write("name: one\n", to: "configs/spec.yaml")
      guard commits else { return }
      try git(["add", "."])
      try git(["commit", "-qm", "first"])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func git(_ arguments: [String]) throws -> String {
      let program = try #require(ExternalProgram(named: "git", variables: variables))
      let outcome = try program.run(
        ["-C", path, "-c", "user.name=a", "-c", "user.email=a@b"] + arguments,
        variables: ["PATH": variables["PATH"] ?? "", "HOME": path], limit: 1 << 20)
      #expect(outcome.ending == .exited(0), "\(outcome.complaints)")
      return String(decoding: outcome.output, as: UTF8.self)
    }

    func write(_ text: String, to name: String) throws {
      try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }

    var variables: [String: String] {
      ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": path]
    }

    func state(_ files: [String] = ["configs/spec.yaml"]) -> RepositoryState {
      RepositoryState.of(specFiles: files.map { path + "/" + $0 }, variables: variables)
    }
  }

  @Test func aCleanRepositoryIsItsCommit() throws {
    let repository = try Repository()
    let state = repository.state()
    let commit = try repository.git(["rev-parse", "HEAD"]).prefix { $0 != "\n" }
    #expect(
      state
        == RepositoryState(root: repository.path, commit: String(commit), summary: "clean"))
  }

  @Test func changesAreKeptAndUntrackedSpecFilesNamed() throws {
    let repository = try Repository()
    try repository.write("name: two\n", to: "configs/spec.yaml")
    try repository.write("a: 1\n", to: "configs/base.yaml")
    let state = repository.state(["configs/spec.yaml", "configs/base.yaml"])
    #expect(state.summary == "changed; not tracked: configs/base.yaml")
    #expect(state.diff?.contains("-name: one\n+name: two\n") == true)
    #expect(state.diff?.hasPrefix("diff --git a/configs/spec.yaml b/configs/spec.yaml\n") == true)
    // Only what was asked for is named.
    #expect(repository.state().summary == "changed")
  }

  @Test func variablesOfAnotherRepositoryDoNotMislead() throws {
    let repository = try Repository()
    let other = try Repository(commits: false)
    var variables = repository.variables
    variables["GIT_DIR"] = other.path + "/.git"
    let state = RepositoryState.of(
      specFiles: [repository.path + "/configs/spec.yaml"], variables: variables)
    #expect(state.root == repository.path)
  }

  @Test func aRepositoryWithoutCommitSaysSo() throws {
    let repository = try Repository(commits: false)
    let state = repository.state()
    #expect(state.root == repository.path)
    #expect(state.commit == nil && state.diff == nil)
    #expect(state.summary == "no commit yet; not tracked: configs/spec.yaml")
  }

  @Test func withoutRepositoryOrGitThereIsAReason() throws {
    let results = try TemporaryResults()
    try FileTree.makeFolder(results.folder.path)
    let variables = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
    let file = results.folder.path + "/spec.yaml"
    #expect(
      RepositoryState.of(specFiles: [file], variables: variables)
        == RepositoryState(summary: "no repository"))
    #expect(
      RepositoryState.of(specFiles: [file], variables: ["PATH": "/var/empty"])
        == RepositoryState(summary: "git is not installed"))
  }

  @Test func aHugeDifferenceIsCutAtALineAndSaysSo() {
    let line = Array("+0123456789\n".utf8)
    let bytes = (0..<100_000).flatMap { _ in line }
    let (diff, words) = RepositoryState.kept(bytes)
    let hash = ContentHash(of: bytes).hex
    #expect(
      words
        == "changed; the last 151428 of 1200000 bytes are left out, SHA-256 of the whole \(hash)"
    )
    #expect(
      diff?.hasSuffix(
        "+0123456789\n# the last 151428 of 1200000 bytes are left out, SHA-256 of the whole \(hash)\n"
      ) == true)
    #expect(RepositoryState.kept(Array("+a\n".utf8)) == ("+a\n", "changed"))
    #expect(RepositoryState.kept([0x2B, 0xFF, 0x0A]).diff == "+\u{FFFD}\n")
  }
}
