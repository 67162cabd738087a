import Base
import Glibc

/// How much memory processes have in use, read from /proc.
enum ProcessMemory {
  /// Bytes a process has in use, from statm of proc(5); 0 when there is no such process.
  static func residentBytes(of process: String = "self") -> Int {
    guard let bytes = try? FileTree.read("/proc/\(process)/statm") else { return 0 }
    let fields = bytes.split(separator: UInt8(ascii: " "))
    guard fields.count > 1 else { return 0 }
    return (Int(String(decoding: fields[1], as: UTF8.self)) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  /// Bytes a process and all it started have in use.
  static func residentBytes(ofTreeAt pid: pid_t) -> Int {
    ([pid] + descendants(of: pid)).reduce(0) { $0 + residentBytes(of: "\($1)") }
  }

  /// The processes that `pid` started and that those started, as far as they are alive.
  static func descendants(of pid: pid_t) -> [pid_t] {
    var found: [pid_t] = []
    var pending = [pid]
    while let parent = pending.popLast() {
      // Each thread has the children it started itself.
      for thread in (try? FileTree.names(in: "/proc/\(parent)/task")) ?? [] {
        let list = "/proc/\(parent)/task/\(thread)/children"
        let children = ((try? FileTree.read(list)) ?? []).split(separator: UInt8(ascii: " "))
          .compactMap { pid_t(String(decoding: $0, as: UTF8.self)) }
        found += children
        pending += children
      }
    }
    return found
  }

  /// Sets this process's high-water mark back to what it has in use; false where the kernel does
  /// not let it.
  static func resetPeak() -> Bool {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return FileTree.writeAll([UInt8(ascii: "5")], to: descriptor)
  }

  /// The most bytes this process had in use since the last reset; nil when it cannot be told.
  static func peak() -> Int? {
    guard let bytes = try? FileTree.read("/proc/self/status") else { return nil }
    let name = Array("VmHWM:".utf8)
    guard
      let line = bytes.split(separator: UInt8(ascii: "\n")).first(where: { $0.starts(with: name) })
    else { return nil }
    let digits = line.filter { (0x30...0x39).contains($0) }
    return Int(String(decoding: digits, as: UTF8.self)).map { $0 * 1024 }
  }
}
