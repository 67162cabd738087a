import Base
import Glibc

/// What version control knows of a spec: the commit its folder is at, and what differs from it.
///
/// The repository is the one the spec lies in, wherever the command was started.
public struct RepositoryState: Sendable, Hashable {
  /// The repository's folder; nil where there is none.
  public var root: String?
  /// The commit that is checked out.
  public var commit: String?
  /// The differences of tracked files from the commit, at most `longestDiff` bytes of them; nil when
  /// there are none, or no commit.
  public var diff: String?
  /// What can be said of it in one line: `clean`, `changed`, `no repository`, why git failed; and
  /// which files of the spec it does not track.
  public var summary: String

  init(root: String? = nil, commit: String? = nil, diff: String? = nil, summary: String) {
    self.root = root
    self.commit = commit
    self.diff = diff
    self.summary = summary
  }

  /// How much of the differences is kept, 1 MiB.
  public static let longestDiff = 1 << 20
  /// Differences of more bytes are not even read, 64 MiB.
  static let longestRead = 64 << 20
  /// How long each question to git may take, seconds.
  static let patience = 5.0

  /// The state of the repository in which the first of `files`, those of a spec, lies.
  ///
  /// Nothing is written, no hook and no program named in the repository's settings is run.
  /// `variables` are the process's, of which those that would name another repository are left out.
  public static func of(specFiles files: [String], variables: [String: String]) -> RepositoryState {
    guard let program = ExternalProgram(named: "git", variables: variables) else {
      return RepositoryState(summary: "git is not installed")
    }
    let places = files.map { realPath($0) ?? $0 }
    let folder = places.first.map(parent) ?? "."
    let git = Git(program: program, folder: folder, variables: variables)
    do throws(Git.Failure) {
      guard let root = try git.answer(["rev-parse", "--show-toplevel"]).map(line) else {
        return RepositoryState(summary: "no repository")
      }
      let tracked = root == "/" ? places : places.filter { $0.hasPrefix(root + "/") }
      let others = try git.answer(["ls-files", "--others", "--full-name", "-z", "--"] + tracked)
      let untracked = String(decoding: others ?? [], as: UTF8.self)
        .split(separator: "\0").map(String.init)
      let note = untracked.isEmpty ? "" : "; not tracked: \(untracked.joined(separator: ", "))"
      let head = try git.answer(["rev-parse", "--verify", "--quiet", "HEAD"]).map(line)
      guard let commit = head, !commit.isEmpty else {
        return RepositoryState(root: root, summary: "no commit yet" + note)
      }
      do throws(Git.Failure) {
        let (diff, words) = kept(try git.answer(Git.diff) ?? [])
        return RepositoryState(root: root, commit: commit, diff: diff, summary: words + note)
      } catch {
        return RepositoryState(
          root: root, commit: commit, summary: "differences not known: \(error.words)\(note)")
      }
    } catch {
      return RepositoryState(summary: error.words)
    }
  }

  /// What is kept of the differences, and what is said about them.
  static func kept(_ bytes: [UInt8]) -> (diff: String?, words: String) {
    guard !bytes.isEmpty else { return (nil, "clean") }
    let newline = UInt8(ascii: "\n")
    guard bytes.count > longestDiff else {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        let words = "not all of it text, SHA-256 of the whole \(ContentHash(of: bytes).hex)"
        return (String(decoding: bytes, as: UTF8.self), "changed; \(words)")
      }
      return (text, "changed")
    }
    let beginning = bytes.prefix(longestDiff)
    let whole = beginning.prefix((beginning.lastIndex(of: newline) ?? -1) + 1)
    let words =
      "the last \(bytes.count - whole.count) of \(bytes.count) bytes are left out, SHA-256 of the"
      + " whole \(ContentHash(of: bytes).hex)"
    return (String(decoding: whole, as: UTF8.self) + "# \(words)\n", "changed; \(words)")
  }

  private static func line(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  private static func realPath(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  private static func parent(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// Questions to git about the repository of a folder.
private struct Git {
  /// Why there is no answer, in words.
  struct Failure: Error {
    var words: String
  }

  let program: ExternalProgram
  let folder: String
  let variables: [String: String]

  /// The differences of tracked files from the commit; of binary files only which they are.
  static let diff = [
    "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--full-index", "HEAD", "--",
  ]

  /// What git prints for a question; nil when it says no, by code 1 or because there is no
  /// repository.
  func answer(_ question: [String]) throws(Failure) -> [UInt8]? {
    // A repository may name a program that watches its files; optional locks would write into it.
    let arguments = ["-C", folder, "-c", "core.fsmonitor=false"] + question
    var settings = variables.filter { !$0.key.hasPrefix("GIT_") }
    settings["GIT_OPTIONAL_LOCKS"] = "0"
    settings["LC_ALL"] = "C"
    let outcome: ExternalProgram.Outcome
    do throws(FileError) {
      outcome = try program.run(
        arguments, variables: settings, limit: RepositoryState.longestRead,
        seconds: RepositoryState.patience)
    } catch {
      throw Failure(words: "git cannot be run: \(error.reason)")
    }
    switch outcome.ending {
    case .exited(0): return outcome.output
    case .exited(1): return nil
    case .exited where outcome.complaints.contains("not a git repository"): return nil
    case .exited:
      let line = outcome.complaints.split(separator: "\n").first.map(String.init) ?? "no reason"
      throw Failure(words: "git failed: \(line)")
    case .signalled(let signal): throw Failure(words: "git was ended by signal \(signal)")
    case .tooLong:
      throw Failure(words: "more than \(RepositoryState.longestRead >> 20) MiB of differences")
    case .outOfTime:
      throw Failure(words: "git took longer than \(Int(RepositoryState.patience)) s")
    }
  }
}
