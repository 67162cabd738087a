import Base
import Glibc

/// Facts about the machine the bits of a result may depend on.
public enum MachineFacts {
  /// `host`, `kernel`, `machine`, `cpu` and `libc`, as far as they can be found.
  public static func current() -> [String: String] {
    var facts = ["host": ProcessIdentity.host]
    var name = utsname()
    if uname(&name) == 0 {
      facts["kernel"] = text(&name.release)
      facts["machine"] = text(&name.machine)
    }
    facts["cpu"] = cpuModel()
    var version = [CChar](repeating: 0, count: 64)
    if confstr(Int32(_CS_GNU_LIBC_VERSION), &version, version.count) > 0 {
      facts["libc"] = text(of: version)
    }
    return facts
  }

  /// `cores` that may be used and `memory` in bytes: what decides how long a run takes, not its bits.
  public static func size() -> [String: String] {
    var facts = ["cores": "\(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))"]
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    if pages > 0 { facts["memory"] = "\(pages * sysconf(Int32(_SC_PAGESIZE)))" }
    return facts
  }

  private static func text(of characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func text<Characters>(_ characters: inout Characters) -> String {
    withUnsafeBytes(of: &characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static func cpuModel() -> String? {
    guard let bytes = try? FileTree.read("/proc/cpuinfo") else { return nil }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    guard let line = lines.first(where: { $0.starts(with: "model name".utf8) }),
      let colon = line.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    return String(decoding: line[(colon + 1)...].drop { $0 == 0x20 }, as: UTF8.self)
  }
}
