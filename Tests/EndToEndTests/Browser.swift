import Foundation

/// A headless Chromium that reaches no host, and tells what a page made it do.
enum Browser {
  /// What became of a page.
  struct Visit {
    /// The document after it was loaded.
    var document: String
    /// What was logged to its console, faults and refusals by its policy among it.
    var console: [String]
    /// The addresses it asked for.
    var requests: [String]
    /// What the measuring script found; empty without it.
    var measured: [String: Any] = [:]
  }

  /// There is no browser.
  struct NotInstalled: Error, CustomStringConvertible {
    let description = "no chromium in PATH: install what tests use with `./setup.sh tests`"
  }

  /// The program.
  private static let program: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let names = ["chromium", "chromium-browser", "google-chrome"]
    return folders.lazy.flatMap { folder in names.map { "\(folder)/\($0)" } }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// Whether tests that need it run: where there is one, and in CI, where its absence is a failure.
  static let isExpected: Bool = {
    if program != nil { return true }
    print("skipped: \(NotInstalled())")
    return ProcessInfo.processInfo.environment["CI"] != nil
  }()

  /// Loads the file `page` of `scratch` in a window of this width.
  static func visit(
    _ page: String, width: Int, isDark: Bool = false, in scratch: ScratchFolder
  ) throws -> Visit {
    guard let program else { throw NotInstalled() }
    let profile = scratch.path + "/profile-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: profile) }
    try FileManager.default.createDirectory(atPath: profile, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions",
      "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
      "--user-data-dir=\(profile)", "--window-size=\(width),900",
      "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)",
      "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--v=0",
      "--log-net-log=\(profile)/net.json", "--timeout=20000", "--dump-dom",
      "file://\(scratch.path)/\(page)",
    ]
    let files = ["out", "err"].map { "\(profile)/\($0)" }
    for file in files { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    process.standardOutput = FileHandle(forWritingAtPath: files[0])
    process.standardError = FileHandle(forWritingAtPath: files[1])
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let texts = files.map {
      String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self)
    }
    let net = String(
      decoding: FileManager.default.contents(atPath: "\(profile)/net.json") ?? Data(),
      as: UTF8.self)
    return Visit(
      document: texts[0],
      console: texts[1].split(separator: "\n").map(String.init).filter { $0.contains(":CONSOLE") },
      requests: requests(in: net))
  }

  /// Addresses in Chromium's record of its network, but for those it asks for on its own account.
  private static func requests(in record: String) -> [String] {
    let addresses = record.components(separatedBy: "\"url\":\"").dropFirst()
      .compactMap { $0.split(separator: "\"", maxSplits: 1).first.map(String.init) }
    return Set(addresses).sorted().filter { address in
      guard let host = URL(string: address)?.host else { return !address.hasPrefix("file:") }
      return ![".google.com", ".googleapis.com", ".gvt1.com"].contains { host.hasSuffix($0) }
    }
  }

  /// As `visit`, of a copy of the page whose policy lets a script of ours measure it, in a frame of
  /// this width: a window of Chromium's is never narrower than 500 pixels.
  static func measure(
    _ page: String, width: Int, isDark: Bool = false, in scratch: ScratchFolder
  ) throws -> Visit {
    let text = try String(contentsOfFile: scratch.path + "/" + page, encoding: .utf8)
      .replacing("default-src 'none';", with: "script-src 'unsafe-inline';")
      .replacing("</body>", with: "<script>\(script)</script></body>")
    try scratch.write(text, to: "copy-of-" + page)
    try scratch.write(
      """
      <!DOCTYPE html>
      <pre id="measured"></pre>
      <script>onmessage = event => { measured.textContent = event.data; }</script>
      <iframe src="copy-of-\(page)" style="width:\(width)px;height:900px;border:0"></iframe>
      """, to: "measured-" + page)
    var visit = try visit("measured-" + page, width: width + 20, isDark: isDark, in: scratch)
    let json = visit.document.components(separatedBy: "<pre id=\"measured\">").last?
      .components(separatedBy: "</pre>").first
    visit.measured =
      (try JSONSerialization.jsonObject(with: Data((json ?? "").utf8)) as? [String: Any]) ?? [:]
    return visit
  }

  private static let script = """
    const isFolded = element => element.closest('details:not([open])') !== null;
    const pictures = [...document.querySelectorAll('svg[role=img]')].filter(svg => !isFolded(svg)).map(svg => {
      const box = svg.getBoundingClientRect();
      return [Math.round(box.width), Math.round(box.height)];
    });
    const scrolls = element => element.closest('.scroll, pre, .unseen, .skip') !== null;
    const wide = [...document.querySelectorAll('main *')]
      .filter(element => !scrolls(element) && element.getBoundingClientRect().right > innerWidth + 1)
      .map(element => element.tagName + '.' + (element.className.baseVal ?? element.className));
    const light = colour => colour.match(/[0-9.]+/g).slice(0, 3).reduce((sum, c) => sum + +c, 0) / 3;
    const style = getComputedStyle(document.body);
    parent.postMessage(JSON.stringify({
      window: innerWidth, page: document.documentElement.scrollWidth, pictures, wide,
      paper: light(style.backgroundColor), ink: light(style.color),
    }), '*');
    """
}
