import Glibc

/// What kind of file system files lie on, as far as locks and shared memory depend on it.
public struct FileSystemKind: Sendable, Hashable {
  /// What people call it: `ext4`, `NFS`, `sshfs`.
  public var name: String
  /// Whether other machines may have the same files open: their locks are not ours, and memory is
  /// not shared with them.
  public var isNetwork: Bool

  /// Makes a kind.
  public init(name: String, isNetwork: Bool) {
    self.name = name
    self.isNetwork = isNetwork
  }

  /// The kind of mounts of this type, such as `nfs4`, `ext4`, `fuse.sshfs`.
  public init(mountType: String) {
    if mountType.hasPrefix("fuse.") {
      let program = String(mountType.dropFirst(5))
      self.init(name: program, isNetwork: !Self.localPrograms.contains(program))
    } else if let name = Self.networks[mountType] {
      self.init(name: name, isNetwork: true)
    } else {
      self.init(name: mountType, isNetwork: mountType == "fuse")
    }
  }

  private static let networks: [String: String] = [
    "nfs": "NFS", "nfs4": "NFS", "cifs": "CIFS", "smb3": "SMB", "smbfs": "SMB", "lustre": "Lustre",
    "gpfs": "GPFS", "beegfs": "BeeGFS", "fhgfs": "BeeGFS", "9p": "9p", "afs": "AFS", "ceph": "Ceph",
    "coda": "Coda", "ocfs2": "OCFS2", "gfs2": "GFS2", "panfs": "PanFS", "pvfs2": "OrangeFS",
    "wekafs": "WekaFS", "dvs": "DVS", "cvfs": "StorNext", "acfs": "ACFS", "ncpfs": "NCP",
    "virtiofs": "virtiofs", "vboxsf": "vboxsf", "vmhgfs": "vmhgfs", "prl_fs": "prl_fs",
  ]

  /// FUSE programs that show files of this machine; any other may be on a network.
  private static let localPrograms: Set<String> = [
    "fuse-overlayfs", "bindfs", "gocryptfs", "encfs", "ecryptfs", "cryfs", "ntfs-3g", "ext2fs",
    "mergerfs", "unionfs", "squashfuse", "portal", "lxcfs",
  ]

  /// The kind at `path`, or at the nearest folder above it that is there.
  ///
  /// The table of mounts tells it: statfs(2) would not say which program a FUSE mount is.
  public static func of(_ path: String) throws(FileError) -> FileSystemKind {
    let mounts = try LocalFileSystem().read("/proc/self/mountinfo", limit: 1 << 24)
    let type = mountType(
      of: AbsolutePath.of(path), mounts: String(decoding: mounts, as: UTF8.self))
    return type.map(FileSystemKind.init(mountType:))
      ?? FileSystemKind(name: "an unknown file system", isNetwork: false)
  }

  /// The type of the mount that holds an absolute path, from the lines of proc_pid_mountinfo(5): the
  /// one with the longest mount point, and of those the last, which hides the others.
  static func mountType(of path: String, mounts: String) -> String? {
    var found: (length: Int, type: String)?
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 4, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count else {
        continue
      }
      let point = unescaped(fields[4])
      let holds = point == "/" || path == point || path.hasPrefix(point + "/")
      if holds, point.utf8.count >= found?.length ?? 0 {
        found = (point.utf8.count, String(fields[dash + 1]))
      }
    }
    return found?.type
  }

  /// Spaces, tabs, newlines and backslashes of mount points stand there as `\040` and the like.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Paths that mean the same from every folder.
public enum AbsolutePath {
  /// `path` from the root on, links resolved as far as it is there.
  public static func of(_ path: String) -> String {
    var existing = nearestExisting(path)
    let rest = rooted(path).dropFirst(existing.count)
    if let resolved = realpath(existing, nil) {
      existing = String(cString: resolved)
      free(resolved)
    }
    return existing == "/" && !rest.isEmpty
      ? String(rest.first == "/" ? rest : "/" + rest)
      : existing + rest
  }

  /// The longest beginning of `path`, from the root on, that is there.
  static func nearestExisting(_ path: String) -> String {
    var place = rooted(path)
    while place != "/", access(place, F_OK) != 0 {
      let parent = place[..<(place.lastIndex(of: "/") ?? place.startIndex)]
      place = parent.isEmpty ? "/" : String(parent)
    }
    return place
  }

  /// `path` behind the working folder, unless it begins at the root; no slash at its end.
  private static func rooted(_ path: String) -> String {
    var whole = path
    if !path.hasPrefix("/"), let folder = getcwd(nil, 0) {
      whole = String(cString: folder) + "/" + path
      free(folder)
    }
    while whole.count > 1, whole.hasSuffix("/") { whole.removeLast() }
    return whole
  }
}
