import Base

/// How much memory the stages of a run may share.
public enum MachineMemory {
  /// Bytes that can be used now: what the kernel calls available, or what the control groups of this
  /// process allow, where that is less; nil where the kernel does not tell.
  public static func availableBytes() -> Int? {
    let amounts = [available(meminfo: (try? FileTree.read("/proc/meminfo")) ?? [])] + groupLimits()
    return amounts.compactMap(\.self).min()
  }

  /// `MemAvailable` of proc_meminfo(5).
  static func available(meminfo bytes: [UInt8]) -> Int? {
    let name = Array("MemAvailable:".utf8)
    let line = bytes.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: name) }
    guard let line else { return nil }
    let digits = line.filter { (0x30...0x39).contains($0) }
    return Int(String(decoding: digits, as: UTF8.self)).map { $0 * 1024 }
  }

  private static func groupLimits() -> [Int?] {
    let groups = (try? FileTree.read("/proc/self/cgroup")) ?? []
    return limitFiles(groups: String(decoding: groups, as: UTF8.self)).map { path in
      guard let bytes = try? FileTree.read(path) else { return nil }
      return Int(String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
  }

  /// The files that may hold a limit of one of these groups or a group above, from the lines of
  /// /proc/self/cgroup, for both versions of cgroups(7).
  static func limitFiles(groups: String) -> [String] {
    groups.split(separator: "\n").flatMap { line -> [String] in
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { return [] }
      let folder: String
      let file: String
      if fields[0] == "0" {
        (folder, file) = ("/sys/fs/cgroup", "memory.max")
      } else if fields[1].split(separator: ",").contains("memory") {
        (folder, file) = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
      } else {
        return []
      }
      // In a container the path may be that of the host; its own root is then the group.
      var parts = fields[2].split(separator: "/")
      var files: [String] = []
      while true {
        files.append(([folder] + parts.map(String.init) + [file]).joined(separator: "/"))
        guard parts.popLast() != nil else { return files }
      }
    }
  }
}
