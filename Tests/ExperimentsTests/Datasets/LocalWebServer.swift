import Foundation
import Synchronization

/// A web server of a few files on 127.0.0.1 for one test; it ends with the test, or after 20 s.
final class LocalWebServer: Sendable {
  /// What it answers to a request.
  struct Reply: Sendable {
    var status = 200
    var body: [UInt8] = []
    /// The connection is closed after so many bytes of the body, as a broken line would do.
    var cutAfter: Int?
    /// Whether a range asked for is honoured.
    var resumes = true
  }

  /// A request: the path and the first byte asked for.
  struct Request: Sendable, Hashable {
    var path: String
    var start: Int
  }

  /// The address of its root, without a slash at the end.
  let address: String
  private let listener: Int32
  private let finished = DispatchSemaphore(value: 0)
  private let log = Mutex<[Request]>([])
  private let answer: @Sendable (Request) -> Reply

  /// The requests so far, in order.
  var requests: [Request] { log.withLock { $0 } }

  /// Runs `body` with a server that answers as `answer` says, and ends the server.
  static func serving<Result>(
    _ answer: @escaping @Sendable (Request) -> Reply,
    _ body: (LocalWebServer) throws -> Result
  ) throws -> Result {
    let server = try LocalWebServer(answer)
    defer { server.end() }
    return try body(server)
  }

  private init(_ answer: @escaping @Sendable (Request) -> Reply) throws {
    self.answer = answer
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var local = sockaddr_in()
    local.sin_family = sa_family_t(AF_INET)
    local.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &local) { [listener] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, size) == 0 && listen(listener, 8) == 0
          && getsockname(listener, address, &size) == 0
      }
    }
    guard listener >= 0, bound else { throw POSIXError(.EADDRNOTAVAIL) }
    address = "http://127.0.0.1:\(UInt16(bigEndian: local.sin_port))"
    let thread = Thread { [self] in
      serve()
      finished.signal()
    }
    thread.start()
  }

  private func end() {
    // Wakes the thread that waits for a connection.
    shutdown(listener, Int32(SHUT_RDWR))
    finished.wait()
    close(listener)
  }

  private func serve() {
    while true {
      var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 20_000) > 0 else { return }
      let client = accept(listener, nil, nil)
      guard client >= 0 else { return }
      handle(client)
      close(client)
    }
  }

  private func handle(_ client: Int32) {
    var text = ""
    var chunk = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = recv(client, &chunk, chunk.count, 0)
      guard count > 0 else { return }
      text += String(decoding: chunk.prefix(count), as: UTF8.self)
    }
    let lines = text.components(separatedBy: "\r\n")
    let words = lines[0].split(separator: " ")
    let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }
    let start = range.flatMap { Int($0.dropFirst(13).prefix { $0 != "-" }) } ?? 0
    let request = Request(path: String(words[1]), start: start)
    log.withLock { $0.append(request) }
    let reply = answer(request)
    var status = reply.status
    var body = reply.body[...]
    var extra = ""
    if status == 200, start > 0, reply.resumes {
      if start < body.count {
        status = 206
        extra = "Content-Range: bytes \(start)-\(body.count - 1)/\(body.count)\r\n"
        body = body[start...]
      } else {
        status = 416
        body = []
      }
    }
    send(
      client,
      Array("HTTP/1.1 \(status) X\r\n\(extra)Content-Length: \(body.count)\r\n".utf8)
        + Array("Connection: close\r\n\r\n".utf8) + body.prefix(reply.cutAfter ?? .max))
  }

  private func send(_ client: Int32, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
