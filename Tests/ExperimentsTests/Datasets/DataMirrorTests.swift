import Base
import Foundation
import Synchronization
import Testing

@testable import Experiments

/// Fetching from a web server on this machine.
@Suite struct DataMirrorTests {
  private typealias Reply = LocalWebServer.Reply

  /// The small files, which a cut of t10k needs.
  private let names = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"]

  /// Serves the archive's files at the root and loads a cut of them; `change` may alter a reply.
  private func fetch(
    _ small: SmallArchive, variables: [String: String] = [:],
    change: @escaping @Sendable (LocalWebServer.Request, inout Reply) -> Void = { _, _ in }
  ) throws -> (table: Result<DataTable, DatasetError>, requests: [LocalWebServer.Request]) {
    let files = try Dictionary(uniqueKeysWithValues: names.map { ("/\($0)", try small.packed($0)) })
    let answer: @Sendable (LocalWebServer.Request) -> Reply = { request in
      var reply = Reply(status: files[request.path] == nil ? 404 : 200)
      reply.body = files[request.path] ?? []
      change(request, &reply)
      return reply
    }
    return try LocalWebServer.serving(answer) { server in
      let cut = IDXCut(files: .t10k, train: 10, test: 10, mirror: server.address + "/")
      let environment = small.environment(variables)
      let table = Result { () throws(DatasetError) in
        try cut.load(small.archive, seed: 0, in: environment)
      }
      return (table, server.requests)
    }
  }

  private func failure(of table: Result<DataTable, DatasetError>) -> DatasetError? {
    if case .failure(let error) = table { error } else { nil }
  }

  /// The text without the server's port, which differs each time.
  private func text(_ error: DatasetError?) -> String? {
    error?.description.replacing(/127\.0\.0\.1:\d+/, with: "HOST")
  }

  @Test func `what is missing is fetched once and kept`() throws {
    try SmallArchive.with { small in
      let (table, requests) = try fetch(small)
      #expect(
        try table.get().split("train").inputs == .bytes(Array(small.pixels.test.prefix(7840))))
      #expect(requests.map(\.path) == names.map { "/" + $0 })
      #expect(try LocalFileSystem().list(small.cache) == names)
      let again = try fetch(small)
      #expect(try again.table.get() == table.get())
      #expect(again.requests.isEmpty)
    }
  }

  @Test func `a common mirror holds a folder for each data set`() throws {
    try SmallArchive.with { small in
      let files = try names.map { try small.packed($0) }
      let names = names
      try LocalWebServer.serving { request in
        let index = names.firstIndex { "/all/small/\($0)" == request.path }
        return Reply(status: index == nil ? 404 : 200, body: index.map { files[$0] } ?? [])
      } _: { server in
        let environment = small.environment(["RUNEXP_MIRROR": server.address + "/all/"])
        let cut = IDXCut(files: .t10k, train: 10, test: 10)
        let table = try cut.load(small.archive, seed: 0, in: environment)
        #expect(table.splits["test"]?.count == 10)
      }
    }
  }

  @Test func `a broken download goes on where it stopped`() throws {
    try SmallArchive.with { small in
      let first = try fetch(small) { _, reply in reply.cutAfter = 1000 }
      #expect(
        text(failure(of: first.table)) == """
          the download of http://HOST/\(names[0]) broke off: the connection was closed early
            run again: it goes on where it stopped
          """)
      #expect(try LocalFileSystem().list(small.cache) == [names[0] + ".part"])
      let second = try fetch(small)
      #expect(second.requests.first == .init(path: "/" + names[0], start: 1000))
      #expect(try second.table.get().split("test").ids == (40..<50).map(Int64.init))
      #expect(try LocalFileSystem().list(small.cache) == names)
    }
  }

  @Test(arguments: ["no ranges", "foreign part", "whole part", "long part"])
  func `a part that cannot be gone on with is fetched anew`(kind: String) throws {
    try SmallArchive.with { small in
      let right = try small.packed(names[0])
      var part = Array(right.prefix(500))
      switch kind {
      case "foreign part": part = [UInt8](repeating: 7, count: 500)
      case "whole part": part = [UInt8](repeating: 7, count: right.count)
      case "long part": part = right + [0]
      default: break
      }
      try FileManager.default.createDirectory(
        atPath: small.cache, withIntermediateDirectories: true)
      try Data(part).write(to: URL(fileURLWithPath: "\(small.cache)/\(names[0]).part"))
      let (table, requests) = try fetch(small) { _, reply in reply.resumes = kind != "no ranges" }
      #expect(try table.get().split("test").count == 10)
      #expect(requests.contains(.init(path: "/" + names[0], start: 0)))
      #expect(try LocalFileSystem().list(small.cache) == names)
    }
  }

  @Test func `a damaged cached file is put aside and fetched anew`() throws {
    try SmallArchive.with { small in
      _ = try fetch(small)
      let path = "\(small.cache)/\(names[1])"
      let right = try small.packed(names[1])
      try Data(right.dropLast(3)).write(to: URL(fileURLWithPath: path))
      let (table, requests) = try fetch(small)
      #expect(try table.get().split("test").count == 10)
      #expect(requests.map(\.path) == ["/" + names[1]])
      #expect(try LocalFileSystem().list(small.cache) == names + [names[1] + ".damaged"])
      #expect(try LocalFileSystem().read(path, limit: 1 << 20) == right)
    }
  }

  @Test(arguments: [404, 503]) func `a refusal is told`(status: Int) throws {
    try SmallArchive.with { small in
      let (table, _) = try fetch(small) { request, reply in
        reply = Reply(status: status, body: Array("<html>".utf8))
      }
      let what =
        status == 404
        ? "small: the mirror has no http://HOST/\(names[0]) (HTTP 404)"
        : "small: the mirror refused http://HOST/\(names[0]) (HTTP 503)"
      #expect(
        text(failure(of: table)) == """
          \(what)
            name another mirror with `mirror` or RUNEXP_MIRROR, or a folder that holds the files \
          with `path` or RUNEXP_DATA
          """)
      #expect(try LocalFileSystem().list(small.cache).isEmpty)
    }
  }

  @Test(arguments: ["page", "flip", "short", "long"])
  func `a wrong download is told and removed`(damage: String) throws {
    try SmallArchive.with { small in
      let right = try small.packed(names[0])
      var wrong = right
      let fault: String
      switch damage {
      case "page":
        wrong = Array("<html>please log in to the guest network</html>".utf8)
        fault = "not a gzip file: it begins with `<html>please log`"
      case "short":
        wrong.removeLast()
        fault = "the file is cut short: \(right.count - 1) of \(right.count) bytes"
      case "long":
        wrong.append(0)
        fault = "the file is longer than the published \(right.count) bytes"
      default:
        wrong[20] ^= 4
        fault =
          "wrong checksum: SHA-256 is \(ContentHash(of: wrong)), not the published"
          + " \(ContentHash(of: right))"
      }
      let (table, _) = try fetch(small) { [wrong] _, reply in reply.body = wrong }
      #expect(
        text(failure(of: table)) == """
          small: http://HOST/\(names[0]) is not the published file: \(fault)
            it was removed; name another mirror with `mirror` or RUNEXP_MIRROR
          """)
      #expect(try LocalFileSystem().list(small.cache).isEmpty)
    }
  }

  @Test func `no connection is told with the folder to fill`() throws {
    try SmallArchive.with { small in
      // A port that was just free: nobody listens there any more.
      let address = try LocalWebServer.serving({ _ in Reply() }, { $0.address })
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(files: .t10k, train: 5, test: 5, mirror: address)
          .load(small.archive, seed: 0, in: small.environment())
      }
      #expect(
        text(error) == """
          small: cannot reach http://HOST/\(names[0]): no connection (curl exit code 7)
            without a network, put the files into \(small.cache), or name their folder with \
          `path` or RUNEXP_DATA; another mirror: `mirror` or RUNEXP_MIRROR
          """)
    }
  }

  @Test func `an unknown host is told`() throws {
    try SmallArchive.with { small in
      // A label may have 63 letters, so no name server is asked.
      let host = "https://" + String(repeating: "a", count: 64)
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(files: .t10k, train: 5, test: 5, mirror: host)
          .load(small.archive, seed: 0, in: small.environment())
      }
      #expect(
        error?.what
          == "small: cannot reach \(host)/\(names[0]): its name cannot be resolved"
          + " (curl exit code 6)")
    }
  }

  @Test func `a mirror that is no web address is told`() throws {
    try SmallArchive.with { small in
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(files: .t10k, train: 5, test: 5)
          .load(small.archive, seed: 0, in: small.environment(["RUNEXP_MIRROR": "/disk"]))
      }
      #expect(
        error?.description == """
          mirror `/disk/small` does not begin with https:// or http://
            write the address of a web folder that holds the files
          """)
    }
  }

  @Test func `a folder that cannot be written is told`() throws {
    try SmallArchive.with { small in
      try Data().write(to: URL(fileURLWithPath: small.folder + "/cache"))
      let error = #expect(throws: DatasetError.self) {
        try IDXCut(files: .t10k, train: 5, test: 5)
          .load(small.archive, seed: 0, in: small.environment())
      }
      #expect(
        error?.description == """
          small: cannot write \(small.folder)/cache/runexp: not a directory
            make the folder writable, or set XDG_CACHE_HOME to one that is
          """)
    }
  }

  @Test func `a fetch waits for the one before it and takes its files`() throws {
    try SmallArchive.with { small in
      try FileManager.default.createDirectory(
        atPath: small.cache, withIntermediateDirectories: true)
      let lock = open(small.cache, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      #expect(flock(lock, LOCK_EX) == 0)
      let files = try names.map { ($0, try small.packed($0)) }
      let cache = small.cache
      let said = Mutex<[String]>([])
      // The other run: it is told of by the report, puts its files down and lets go.
      let environment = small.environment { line in
        said.withLock { $0.append(line) }
        for (name, bytes) in files {
          try? Data(bytes).write(to: URL(fileURLWithPath: "\(cache)/\(name)"))
        }
        flock(lock, LOCK_UN)
      }
      let table = try IDXCut(files: .t10k, train: 5, test: 5)
        .load(small.archive, seed: 0, in: environment)
      close(lock)
      #expect(try table.split("test").count == 5)
      #expect(
        said.withLock { $0 } == ["small: waiting for another run to fetch into \(small.cache)"])
    }
  }
}
