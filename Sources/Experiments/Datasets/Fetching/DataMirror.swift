import Base
import Glibc

/// A web folder data files are fetched from, through curl: it resumes and knows proxies.
struct DataMirror: Sendable, Hashable {
  /// The data set's name, for texts.
  let dataset: String
  /// The address of the folder, without a slash at the end.
  let address: String

  /// The mirror for `archive`: `named` in the spec, else the data set's folder in
  /// `RUNEXP_MIRROR`, else the archive's own.
  init(for archive: some PublishedArchive, named: String?, in environment: DataEnvironment)
    throws(DatasetError)
  {
    let common = environment.variable("RUNEXP_MIRROR").map { "\(Self.trimmed($0))/\(archive.name)" }
    let address = Self.trimmed(named ?? common ?? archive.mirror)
    guard Self.isLegal(address) else { throw .notAMirror(address) }
    dataset = archive.name
    self.address = address
  }

  /// Whether `address` is one curl is asked for.
  static func isLegal(_ address: String) -> Bool {
    address.hasPrefix("https://") || address.hasPrefix("http://")
  }

  private static func trimmed(_ address: String) -> String {
    address.hasSuffix("/") ? String(address.dropLast()) : address
  }

  /// Fetches `file` into `folder`; it appears there whole and checked, or not at all.
  ///
  /// What arrived is kept in `<name>.part` and gone on with the next time. One process at a time
  /// fetches into a folder; the others wait and find the file. The lock is on the folder and
  /// lives in curl too, so a curl that outlives its killed parent is waited for as well.
  func fetch(_ file: PublishedFile, into folder: DataFolder, in environment: DataEnvironment)
    throws(DatasetError)
  {
    guard let curl = ExternalProgram(named: "curl", variables: environment.variables) else {
      throw .missingProgram("curl")
    }
    try makeFolder(folder.folder)
    let lock = open(folder.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw cannotWrite(folder.folder) }
    defer { close(lock) }
    if flock(lock, LOCK_EX | LOCK_NB) != 0 {
      environment.report("\(dataset): waiting for another run to fetch into \(folder.folder)")
      while flock(lock, LOCK_EX) != 0 {
        guard errno == EINTR else { throw cannotWrite(folder.folder) }
      }
    }
    let path = folder.path(of: file)
    guard access(path, F_OK) != 0 else { return }
    let url = "\(address)/\(file.name)"
    environment.report("\(dataset): fetching \(url) (\(file.bytes) bytes) into \(folder.folder)")
    let part = path + ".part"
    let transfer = Transfer(
      curl: curl, url: url, file: file, part: part, lock: lock, mirror: self,
      folder: folder.folder, environment: environment)
    if let fault = try transfer.run() {
      unlink(part)
      throw .wrongDownload(url: url, fault, dataset: dataset)
    }
    guard rename(part, path) == 0 else { throw cannotWrite(path) }
  }

  private func makeFolder(_ folder: String) throws(DatasetError) {
    var path = ""
    for name in folder.split(separator: "/") {
      path += "/" + name
      if mkdir(path, 0o777) != 0, errno != EEXIST { throw cannotWrite(path) }
    }
  }

  private func cannotWrite(_ path: String) -> DatasetError {
    .cannotWrite(FileError(path: path, reason: LocalFileSystem.reason(errno)), dataset: dataset)
  }
}

/// One file on its way from a mirror.
private struct Transfer {
  let curl: ExternalProgram
  let url: String
  let file: PublishedFile
  let part: String
  let lock: Int32
  let mirror: DataMirror
  let folder: String
  let environment: DataEnvironment

  /// Fetches what is missing of the part file; returns how it differs from the published file.
  ///
  /// A part that could not be gone on with, or was gone on with and came out wrong, is fetched
  /// anew once: it may stem from another mirror, or the mirror may not resume.
  func run() throws(DatasetError) -> DatasetError.FileFault? {
    let begun = size(of: part)
    if begun > 0, begun <= file.bytes {
      let resumed = begun == file.bytes ? true : try transfer()
      if resumed, try file.fault(at: part) == nil { return nil }
    }
    unlink(part)
    guard try transfer() else {
      throw .interrupted(url: url, reason: "the mirror does not send files from their beginning")
    }
    return try file.fault(at: part)
  }

  /// Runs curl to the end of the file; false when the mirror does not go on with a part.
  private func transfer() throws(DatasetError) -> Bool {
    let outcome: ExternalProgram.Outcome
    do {
      outcome = try curl.run(
        [
          "--silent", "--fail", "--location", "--proto", "=http,https", "--proto-redir",
          "=http,https", "--connect-timeout", "20", "--speed-limit", "1000", "--speed-time", "30",
          "--max-filesize", String(file.bytes), "--continue-at", "-", "--output", part,
          "--write-out", "%{http_code}", "--", url,
        ], variables: environment.variables, limit: 4096, inheriting: lock)
    } catch {
      throw .unreadable(error)
    }
    guard case .exited(let code) = outcome.ending else {
      throw .interrupted(url: url, reason: "curl was ended")
    }
    switch code {
    case 0: return true
    case 33, 36: return false
    case 22:
      let status = Int(String(decoding: outcome.output, as: UTF8.self)) ?? 0
      switch status {
      case 404: throw .notFound(url: url, dataset: mirror.dataset)
      case 416: return false
      default: throw .refused(url: url, status: status, dataset: mirror.dataset)
      }
    case 63:
      throw .wrongDownload(url: url, .tooLong(expected: file.bytes), dataset: mirror.dataset)
    case 18, 56: throw .interrupted(url: url, reason: "the connection was closed early")
    case 23:
      throw .cannotWrite(FileError(path: part, reason: "disk full?"), dataset: mirror.dataset)
    case 28 where size(of: part) > 0:
      throw .interrupted(url: url, reason: "nothing arrived for 30 seconds")
    default:
      throw .unreachable(
        url: url, reason: Self.words(code), dataset: mirror.dataset, folder: folder)
    }
  }

  /// What curl's exit code means (curl(1), EXIT CODES); its own words differ by version.
  private static func words(_ code: Int32) -> String {
    switch code {
    case 5: "the proxy's name cannot be resolved (curl exit code 5)"
    case 6: "its name cannot be resolved (curl exit code 6)"
    case 7: "no connection (curl exit code 7)"
    case 28: "no answer in time (curl exit code 28)"
    case 35, 60, 77: "no trusted TLS connection (curl exit code \(code))"
    case 52: "an empty answer (curl exit code 52)"
    default: "curl exit code \(code)"
    }
  }

  private func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}
