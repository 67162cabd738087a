import Base
import Glibc

/// The right to run one study in one results folder, held as long as the object lives.
///
/// On file systems of one machine the kernel frees it when the process dies, however it dies; on
/// others its file tells whether the process lives (`LeaseMeans`).
public final class RunLease: Sendable {
  private let descriptors: [Int32]
  let file: LeaseFile?

  private init(_ descriptors: [Int32]) {
    self.descriptors = descriptors
    file = nil
  }

  private init(_ file: LeaseFile) {
    descriptors = []
    self.file = file
    file.beginBeating()
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  /// Hears of a holder that is watched before it may be called dead, which takes
  /// `secondsOfWatching`; nil when not even its name is known.
  public typealias Watching = (LeaseHolder?) -> Void

  /// Seconds a holder on another machine must show no sign of life.
  public static let secondsOfWatching = LeaseNote.standstill

  /// Takes the lease of a study, or of a part of it, at once or not at all: parts go on beside other
  /// parts, and not beside the whole; only a holder on another machine that has
  /// written nothing lately is watched first.
  public static func take(
    study: String, part: String? = nil, in folder: ResultsFolder, means: LeaseMeans? = nil,
    clock: any Clock = SystemClock(), watching: Watching = { _ in }
  ) throws(LeaseError) -> RunLease {
    guard try LeaseMeans.of(folder, given: means) == .files else {
      return RunLease(try KernelLeases.take(study: study, part: part, in: folder, clock: clock))
    }
    let leases = try shared(folder, clock)
    do throws(SharedLeases.Refusal) {
      return RunLease(try leases.take(fileName(ofStudy: study, part: part), waiting: watching))
    } catch {
      switch error {
      case .unusable(let fault): throw .unusable(fault)
      case .held(let others):
        let alone = others.filter { $0.name == SharedLeases.alone }
        guard alone.isEmpty else {
          throw .folderInUse(folder: folder.path, by: alone.compactMap { $0.note?.holder })
        }
        throw .held(study: study, folder: folder.path, by: others.first?.note?.holder)
      }
    }
  }

  /// Takes a place in the folder beside runs, for what may not go on while a command needs it alone.
  public static func takeShared(_ folder: ResultsFolder, means: LeaseMeans? = nil)
    throws(LeaseError) -> RunLease
  {
    guard try LeaseMeans.of(folder, given: means) == .files else {
      return RunLease([try KernelLeases.takeShared(folder)])
    }
    let leases = try shared(folder, SystemClock())
    do throws(SharedLeases.Refusal) {
      return RunLease(try leases.take("beside-" + LeaseNote.freshToken()))
    } catch {
      switch error {
      case .unusable(let fault): throw .unusable(fault)
      case .held(let others):
        throw .folderHeldAlone(folder: folder.path, by: others.compactMap { $0.note?.holder })
      }
    }
  }

  /// Takes the whole folder, for what may not go on beside a run.
  public static func takeAlone(
    _ folder: ResultsFolder, means: LeaseMeans? = nil, clock: any Clock = SystemClock(),
    watching: Watching = { _ in }
  ) throws(LeaseError) -> RunLease {
    guard try LeaseMeans.of(folder, given: means) == .files else {
      return RunLease([try KernelLeases.takeAlone(folder, clock: clock)])
    }
    let leases = try shared(folder, clock)
    do throws(SharedLeases.Refusal) {
      let lease = RunLease(try leases.take(SharedLeases.alone, waiting: watching))
      // Nobody else is here, so leases of stages are what killed runs left.
      try? FileTree.remove(SharedStageLeases.folder(in: folder))
      return lease
    } catch {
      switch error {
      case .unusable(let fault): throw .unusable(fault)
      case .held(let others):
        throw .folderInUse(folder: folder.path, by: each(others.compactMap { $0.note?.holder }))
      }
    }
  }

  /// Keeps the folder from being taken alone while it is read; runs may go on beside.
  ///
  /// Nil where no lease was ever taken: then nothing is written. Else nothing is written on file
  /// systems of one machine, and on others the lease's file, where that is allowed.
  public static func share(_ folder: ResultsFolder, means: LeaseMeans? = nil) throws(LeaseError)
    -> RunLease?
  {
    guard try LeaseMeans.of(folder, given: means) == .files else {
      return try KernelLeases.share(folder).map { RunLease([$0]) }
    }
    guard FileTree.isFolder(folder.locks) else { return nil }
    guard access(folder.locks, W_OK) == 0 else {
      let alone = SharedLeases(folder: folder.locks).living()
        .filter { $0.name == SharedLeases.alone }
      guard alone.isEmpty else {
        throw .folderInUse(folder: folder.path, by: alone.compactMap { $0.note?.holder })
      }
      return nil
    }
    do throws(LeaseError) { return try takeShared(folder, means: .files) } catch {
      guard case .folderHeldAlone(let path, let holders) = error else { throw error }
      throw .folderInUse(folder: path, by: holders)
    }
  }

  /// Who runs a study, or parts of it, in the folder now.
  ///
  /// Nothing is written.
  public static func holders(study: String, in folder: ResultsFolder, means: LeaseMeans? = nil)
    -> [LeaseHolder]
  {
    guard (try? LeaseMeans.of(folder, given: means)) == .files else {
      return (KernelLeases.holder(study: study, in: folder).map { [$0] } ?? [])
        + KernelLeases.holders(ofPartsOf: study, in: folder)
    }
    let name = fileName(ofStudy: study)
    return SharedLeases(folder: folder.locks).living()
      .filter { $0.name == name || isPart($0.name, of: name) }.compactMap { $0.note?.holder }
  }

  /// Who holds leases in the folder now, each once.
  ///
  /// Nothing is written.
  public static func holders(in folder: ResultsFolder, means: LeaseMeans? = nil) -> [LeaseHolder] {
    guard (try? LeaseMeans.of(folder, given: means)) == .files else {
      return each(KernelLeases.holders(folder, only: nil))
    }
    return each(SharedLeases(folder: folder.locks).living().compactMap { $0.note?.holder })
  }

  /// Has `action` called, on another thread, when somebody took the lease over.
  ///
  /// That happens to a process that was stopped, or cut off from the file system, and so seemed dead;
  /// never with locks of the kernel.
  public func whenLost(_ action: @escaping @Sendable () -> Void) { file?.whenLost(action) }

  private static func each(_ holders: [LeaseHolder]) -> [LeaseHolder] {
    Set(holders).sorted { ($0.since, $0.pid) < ($1.since, $1.pid) }
  }

  private static func shared(_ folder: ResultsFolder, _ clock: any Clock) throws(LeaseError)
    -> SharedLeases
  {
    do { try FileTree.makeFolder(folder.locks) } catch { throw .unusable(error) }
    return SharedLeases(folder: folder.locks, clock: clock)
  }

  /// Whether a lease is of a part of what another is of.
  static func isPart(_ name: String, of whole: String) -> Bool {
    name.hasPrefix(whole + partSign)
  }

  /// What stands between a study and a part of it; in no name of a study, since it is spelt there.
  private static let partSign = "~"

  /// A study's lease file: its name with all but letters, digits, `-`, `.` and `_` spelt as bytes.
  static func fileName(ofStudy study: String, part: String? = nil) -> String {
    var name = "study-"
    for byte in study.utf8 {
      let scalar = Unicode.Scalar(byte)
      if scalar.properties.isAlphabetic && byte < 0x80 || "0123456789-._".utf8.contains(byte) {
        name.unicodeScalars.append(scalar)
      } else {
        name += "%" + String(byte, radix: 16)
      }
    }
    return name + (part.map { partSign + $0 } ?? "")
  }
}
