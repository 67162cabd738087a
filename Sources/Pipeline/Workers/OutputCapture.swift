import Base
import Glibc

/// Sends what a worker prints into the log of the attempt under way.
///
/// Descriptors 1 and 2 lead to one file all the time. While a stage runs it is the attempt's
/// `output.log`; if nothing was printed the same empty file serves the next attempt, since making
/// and removing one for each costs as much as a small stage.
final class OutputCapture {
  private var path: String?
  private var spare: String?

  /// Sends output to `path` from now on.
  func begin(_ path: String, in folder: ResultsFolder) throws(FileError) {
    if let spare, rename(spare, path) == 0 {
      self.spare = nil
      self.path = path
      return
    }
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw FileTree.failure(path) }
    fflush(nil)
    dup2(file, 1)
    dup2(file, 2)
    close(file)
    self.path = path
  }

  /// Ends the log of the attempt; a log in which nothing was written goes away.
  func end() {
    guard let path else { return }
    self.path = nil
    fflush(nil)
    var status = stat()
    guard fstat(1, &status) == 0, status.st_size == 0 else { return }
    let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
    let spare = String(folder) + ResultsFolder.spareSuffix
    guard rename(path, spare) == 0 else { return }
    self.spare = spare
  }

  deinit { if let spare { unlink(spare) } }
}
