import Base
import Experiments
import Foundation
import Pipeline
import Store

/// What the program needs of a results folder, and what lies in it that should not.
struct ResultsCheckup {
  /// The folder.
  var folder: ResultsFolder
  /// Where its store lies; nil when it cannot lie where it should.
  var place: StorePlace?
  /// Why it cannot.
  var fault: String?

  var findings: [Finding] {
    guard LocalFileSystem().exists(folder.path) else {
      return [
        .note("folder", "\(folder.path) is not there yet", next: "the first run makes it"),
        fileSystem, space,
      ]
    }
    return [writing, fileSystem, space, store, leases] + powerLoss + leftovers
  }

  private var writing: Finding {
    let path = "\(folder.path)/.doctor-\(getpid())"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      return .problem(
        "folder", "\(folder.path) cannot be written: \(LocalFileSystem.reason(errno))",
        next: "choose another with --results, or run as its owner")
    }
    close(descriptor)
    unlink(path)
    return .ok("folder", "\(folder.path) can be written")
  }

  private var fileSystem: Finding {
    do {
      return Self.fileSystem(try FileSystemKind.of(folder.path), storePath: place?.path)
    } catch { return .note("disk", "its file system cannot be told: \(error)") }
  }

  /// What is said of the file system of the folder.
  static func fileSystem(_ kind: FileSystemKind, storePath: String?) -> Finding {
    guard kind.isNetwork else { return .ok("disk", "\(kind.name), local") }
    return .note(
      "disk", "\(kind.name), on a network: leases hold on one machine only",
      next: "run from one machine at a time"
        + (storePath.map { "; the store lies at \($0)" } ?? ""))
  }

  private var space: Finding {
    var status = statvfs()
    let existing = LocalFileSystem().exists(folder.path) ? folder.path : "."
    guard statvfs(existing, &status) == 0 else {
      return .note("space", "free space cannot be told: \(LocalFileSystem.reason(errno))")
    }
    return Self.space(free: Int(status.f_bavail) * Int(status.f_frsize))
  }

  /// What is said of the free space.
  static func space(free: Int) -> Finding {
    let text = "\(Amount.bytes(free)) free"
    if free < 100 << 20 {
      return .problem("space", text, next: "make room: runexp gc --dry-run says what can go")
    }
    if free < 1 << 30 {
      return .note("space", text, next: "runexp gc --dry-run says what can go")
    }
    return .ok("space", text)
  }

  private var store: Finding {
    guard let place else {
      return .problem(
        "store", fault ?? "it has no place", next: "choose a file on a local disk with --store")
    }
    do {
      guard let store = try place.openForReading() else {
        let isEmpty = (try? folder.stageKeys().isEmpty) ?? true
        return .note(
          "store", "there is no \(place.path)",
          next: isEmpty ? "the first run makes it" : "make it from the results: runexp rebuild")
      }
      let faults = try store.faults(quick: true)
      guard let fault = faults.first else {
        let version = try store.settings().schemaVersion
        return .ok("store", "\(place.path), schema \(version), sound")
      }
      return .problem(
        "store", "\(place.path) is damaged: \(fault)",
        next: "make it anew from the results: runexp rebuild")
    } catch {
      return .problem(
        "store", "it does not open: \(error.fault)",
        next: "make it anew from the results: runexp rebuild")
    }
  }

  private var leases: Finding {
    let holders = RunLease.holders(in: folder)
    return holders.isEmpty
      ? .ok("leases", "no run is alive in the folder")
      : .note("leases", "held by \(holders.map(\.description).joined(separator: "; "))")
  }

  private var powerLoss: [Finding] {
    guard Durability.past(of: folder).machineWentDown else { return [] }
    return [
      .note(
        "power", "the machine went down during a run",
        next: "the next run reads every stage in full and computes what was lost")
    ]
  }

  private var leftovers: [Finding] {
    do {
      return [
        Self.leftovers(
          "attempts", "attempt", "left by killed runs", try folder.abandonedAttempts(),
          next: "the next run of a study removes them"),
        Self.leftovers(
          "damaged", "stage", "set aside as damaged", try folder.damagedStages(),
          next: "look at them, or remove them: runexp gc --older-than 0"),
      ].compactMap(\.self)
    } catch { return [.problem("folder", "\(error)", next: "see who owns what in the folder")] }
  }

  private static func leftovers(
    _ area: String, _ noun: String, _ what: String, _ found: [ResultsFolder.Leftover],
    next: String
  ) -> Finding? {
    guard !found.isEmpty else { return nil }
    let bytes = found.reduce(0) { $0 + $1.bytes }
    return .note(
      area, "\(Amount.count(found.count, noun)) \(what), \(Amount.bytes(bytes))", next: next)
  }
}
