import Foundation
import Testing

@testable import Base

@Suite struct FileSystemKindTests {
  @Test(arguments: [
    ("nfs4", "NFS", true), ("nfs", "NFS", true), ("cifs", "CIFS", true), ("smb3", "SMB", true),
    ("lustre", "Lustre", true), ("gpfs", "GPFS", true), ("beegfs", "BeeGFS", true),
    ("9p", "9p", true), ("afs", "AFS", true), ("ceph", "Ceph", true),
    ("fuse.sshfs", "sshfs", true), ("fuse.glusterfs", "glusterfs", true), ("fuse", "fuse", true),
    ("fuse.fuse-overlayfs", "fuse-overlayfs", false), ("fuseblk", "fuseblk", false),
    ("ext4", "ext4", false), ("xfs", "xfs", false), ("tmpfs", "tmpfs", false),
    ("overlay", "overlay", false),
  ])
  func theMountsTypeTellsTheKind(type: String, name: String, isNetwork: Bool) {
    #expect(
      FileSystemKind(mountType: type) == FileSystemKind(name: name, isNetwork: isNetwork))
  }

  @Test func theLastMountWithTheLongestPointHoldsAPath() {
    let mounts = #"""
      22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      40 22 0:35 / /mnt/data rw,nosuid - fuse.sshfs me@far:/data rw,user_id=0
      41 22 0:36 / /mnt rw - xfs /dev/sdb rw
      42 22 0:37 / /mnt/our\040data rw master:1 - nfs4 far:/ rw
      43 22 0:38 / /over rw - ext4 /dev/sdc rw
      44 22 0:39 / /over rw - tmpfs none rw
      damaged line
      """#
    func type(_ path: String) -> String? { FileSystemKind.mountType(of: path, mounts: mounts) }
    #expect(type("/mnt/data/results") == "fuse.sshfs")
    #expect(type("/mnt/data") == "fuse.sshfs")
    #expect(type("/mnt/database") == "xfs")
    #expect(type("/mnt/our data/x") == "nfs4")
    #expect(type("/over/x") == "tmpfs")
    #expect(type("/home") == "ext4")
    #expect(FileSystemKind.mountType(of: "/home", mounts: "") == nil)
  }

  @Test func aPathThatIsNotThereHasTheKindOfTheFolderAbove() throws {
    let folder = NSTemporaryDirectory()
    #expect(
      try FileSystemKind.of(folder + "/not/there/yet") == FileSystemKind.of(folder))
    #expect(try FileSystemKind.of("/proc") == FileSystemKind(name: "proc", isNetwork: false))
  }

  @Test func pathsAreMadeAbsoluteWithTheirLinksResolved() throws {
    let folder = NSTemporaryDirectory() + "/runexp-base-\(UUID().uuidString)"
    try FileManager.default.createDirectory(
      atPath: folder + "/real", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link", withDestinationPath: "real")
    let real = AbsolutePath.of(folder + "/real")
    #expect(real.hasPrefix("/"))
    #expect(AbsolutePath.of(folder + "/link/results/") == real + "/results")
    #expect(AbsolutePath.of(folder + "/link") == real)
    #expect(AbsolutePath.of("/nowhere-at-all/x") == "/nowhere-at-all/x")
    #expect(
      AbsolutePath.of("results") == AbsolutePath.of(FileManager.default.currentDirectoryPath)
        + "/results")
  }
}
