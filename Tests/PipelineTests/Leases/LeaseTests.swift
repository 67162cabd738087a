import Base
import Testing

@testable import Pipeline

private struct FixedClock: Clock {
  var wallSeconds: Double { 1_795_250_096.5 }
  var steadySeconds: Double { 0 }
}

@Suite struct LeaseTests {
  @Test func secondRunOfAStudyIsToldWhoHoldsIt() throws {
    let results = try TemporaryResults()
    let path = results.folder.path
    let lease = try RunLease.take(study: "bottleneck", in: results.folder, clock: FixedClock())
    let error = #expect(throws: LeaseError.self) {
      try RunLease.take(study: "bottleneck", in: results.folder)
    }
    #expect(
      error?.description
        == "study bottleneck is being run in \(path) by process \(ProcessIdentity.pid) on "
        + "\(ProcessIdentity.host) since 2026-11-21 08:34:56 UTC; "
        + "wait for it to end, or end it: nothing has to be unlocked by hand")
    withExtendedLifetime(lease) {}
  }

  @Test func leaseEndsWithItsObjectAndLeavesNothingToUnlock() throws {
    let results = try TemporaryResults()
    _ = try RunLease.take(study: "a", in: results.folder)
    _ = try RunLease.take(study: "a", in: results.folder)
  }

  @Test func aLeaseIsAskedForWithoutTakingIt() throws {
    let results = try TemporaryResults()
    #expect(RunLease.holder(study: "a", in: results.folder) == nil)
    #expect(try FileTree.names(in: results.folder.path) == [])
    do {
      let lease = try RunLease.take(study: "a", in: results.folder, clock: FixedClock())
      #expect(
        RunLease.holder(study: "a", in: results.folder)
          == LeaseHolder(
            host: ProcessIdentity.host, pid: ProcessIdentity.pid, since: 1_795_250_096.5))
      #expect(RunLease.holder(study: "b", in: results.folder) == nil)
      withExtendedLifetime(lease) {}
    }
    #expect(RunLease.holder(study: "a", in: results.folder) == nil)
    _ = try RunLease.take(study: "a", in: results.folder)
  }

  @Test func studiesWithOtherNamesRunBesideEachOther() throws {
    let results = try TemporaryResults()
    let first = try RunLease.take(study: "a/b", in: results.folder)
    let second = try RunLease.take(study: "a%2fb", in: results.folder)
    withExtendedLifetime((first, second)) {}
  }

  @Test func wholeFolderIsGivenOnlyWhenNothingRuns() throws {
    let results = try TemporaryResults()
    let path = results.folder.path
    do {
      let run = try RunLease.take(study: "a", in: results.folder, clock: FixedClock())
      let error = #expect(throws: LeaseError.self) { try RunLease.takeAlone(results.folder) }
      #expect(
        error?.description
          == "\(path) is in use by process \(ProcessIdentity.pid) on \(ProcessIdentity.host) "
          + "since 2026-11-21 08:34:56 UTC; this command needs it alone: wait for the end")
      withExtendedLifetime(run) {}
    }
    let alone = try RunLease.takeAlone(results.folder, clock: FixedClock())
    let error = #expect(throws: LeaseError.self) {
      try RunLease.take(study: "a", in: results.folder)
    }
    guard case .folderInUse(_, let holders) = error else {
      Issue.record("not refused for the folder")
      return
    }
    #expect(holders.map(\.pid) == [ProcessIdentity.pid])
    withExtendedLifetime(alone) {}
  }

  @Test func stageLeaseExcludesOthersUntilReleased() throws {
    let results = try TemporaryResults()
    let mine = try StageLeases(results.folder)
    let other = try StageLeases(results.folder)
    let key = node("a").key
    #expect(try mine.take(key))
    #expect(try !other.take(key))
    #expect(try other.take(node("b").key))
    mine.release(key)
    #expect(try other.take(key))
  }
}
