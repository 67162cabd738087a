import Base
import Testing

@testable import Pipeline

private struct FixedClock: Clock {
  var wallSeconds: Double { 1_795_250_096.5 }
  var steadySeconds: Double { 0 }
}

/// What holds whatever means leases are held by.
@Suite struct LeaseTests {
  static let allMeans = [LeaseMeans.kernel, .files]

  @Test(arguments: allMeans)
  func secondRunOfAStudyIsToldWhoHoldsIt(by means: LeaseMeans) throws {
    let results = try TemporaryResults()
    let path = results.folder.path
    let lease = try RunLease.take(
      study: "bottleneck", in: results.folder, means: means, clock: FixedClock())
    let error = #expect(throws: LeaseError.self) {
      try RunLease.take(study: "bottleneck", in: results.folder, means: means)
    }
    #expect(
      error?.description
        == "study bottleneck is being run in \(path) by process \(ProcessIdentity.pid) on "
        + "\(ProcessIdentity.host) since 2026-11-21 08:34:56 UTC; "
        + "wait for it to end, or end it: nothing has to be unlocked by hand")
    withExtendedLifetime(lease) {}
  }

  @Test(arguments: allMeans)
  func leaseEndsWithItsObjectAndLeavesNothingToUnlock(by means: LeaseMeans) throws {
    let results = try TemporaryResults()
    _ = try RunLease.take(study: "a", in: results.folder, means: means)
    _ = try RunLease.take(study: "a", in: results.folder, means: means)
  }

  @Test(arguments: allMeans)
  func aLeaseIsAskedForWithoutTakingIt(by means: LeaseMeans) throws {
    let results = try TemporaryResults()
    #expect(RunLease.holders(study: "a", in: results.folder, means: means) == [])
    #expect(try FileTree.names(in: results.folder.path) == [])
    do {
      let lease = try RunLease.take(
        study: "a", in: results.folder, means: means, clock: FixedClock())
      #expect(
        RunLease.holders(study: "a", in: results.folder, means: means) == [
          LeaseHolder(
            host: ProcessIdentity.host, pid: ProcessIdentity.pid, since: 1_795_250_096.5)
        ])
      #expect(RunLease.holders(study: "b", in: results.folder, means: means) == [])
      withExtendedLifetime(lease) {}
    }
    #expect(RunLease.holders(study: "a", in: results.folder, means: means) == [])
    _ = try RunLease.take(study: "a", in: results.folder, means: means)
  }

  @Test(arguments: allMeans)
  func studiesWithOtherNamesRunBesideEachOther(by means: LeaseMeans) throws {
    let results = try TemporaryResults()
    let first = try RunLease.take(study: "a/b", in: results.folder, means: means)
    let second = try RunLease.take(study: "a%2fb", in: results.folder, means: means)
    withExtendedLifetime((first, second)) {}
  }

  @Test(arguments: allMeans)
  func partsOfAStudyRunBesideEachOtherAndNotBesideTheWhole(by means: LeaseMeans) throws {
    let results = try TemporaryResults()
    func take(_ part: String?) throws -> RunLease {
      try RunLease.take(study: "a", part: part, in: results.folder, means: means)
    }
    do {
      let parts = try [take("shard-1-of-2"), take("shard-2-of-2")]
      #expect(throws: LeaseError.self) { try take("shard-1-of-2") }
      let error = #expect(throws: LeaseError.self) { try take(nil) }
      #expect(error?.description.hasPrefix("study a is being run in ") == true)
      #expect(
        RunLease.holders(study: "a", in: results.folder, means: means).map(\.pid)
          == [ProcessIdentity.pid, ProcessIdentity.pid])
      // Another study, whose name begins alike, is nothing to them.
      _ = try RunLease.take(study: "ab", in: results.folder, means: means)
      withExtendedLifetime(parts) {}
    }
    let whole = try take(nil)
    #expect(throws: LeaseError.self) { try take("shard-1-of-2") }
    withExtendedLifetime(whole) {}
  }

  @Test(arguments: allMeans)
  func wholeFolderIsGivenOnlyWhenNothingRuns(by means: LeaseMeans) throws {
    let results = try TemporaryResults()
    let path = results.folder.path
    do {
      let run = try RunLease.take(study: "a", in: results.folder, means: means, clock: FixedClock())
      let error = #expect(throws: LeaseError.self) {
        try RunLease.takeAlone(results.folder, means: means)
      }
      #expect(
        error?.description
          == "\(path) is in use by process \(ProcessIdentity.pid) on \(ProcessIdentity.host) "
          + "since 2026-11-21 08:34:56 UTC; this command needs it alone: wait for the end")
      withExtendedLifetime(run) {}
    }
    let alone = try RunLease.takeAlone(results.folder, means: means, clock: FixedClock())
    let error = #expect(throws: LeaseError.self) {
      try RunLease.take(study: "a", in: results.folder, means: means)
    }
    guard case .folderInUse(_, let holders) = error else {
      Issue.record("not refused for the folder")
      return
    }
    #expect(holders.map(\.pid) == [ProcessIdentity.pid])
    withExtendedLifetime(alone) {}
  }

  @Test(arguments: allMeans)
  func readersKeepTheFolderFromBeingTakenAloneAndRunsGoOn(by means: LeaseMeans) throws {
    let results = try TemporaryResults()
    #expect(try RunLease.share(results.folder, means: means) == nil)
    #expect(try FileTree.names(in: results.folder.path) == [])
    _ = try RunLease.take(study: "a", in: results.folder, means: means)
    do {
      let reader = try #require(try RunLease.share(results.folder, means: means))
      let writer = try RunLease.takeShared(results.folder, means: means)
      _ = try RunLease.take(study: "a", in: results.folder, means: means)
      #expect(throws: LeaseError.self) { try RunLease.takeAlone(results.folder, means: means) }
      withExtendedLifetime((reader, writer)) {}
    }
    let alone = try RunLease.takeAlone(results.folder, means: means, clock: FixedClock())
    let path = results.folder.path
    let who =
      "process \(ProcessIdentity.pid) on \(ProcessIdentity.host) since 2026-11-21 08:34:56 UTC"
    #expect(
      throws: LeaseError.folderInUse(
        folder: path, by: RunLease.holders(in: results.folder, means: means))
    ) { try RunLease.share(results.folder, means: means) }
    let refusal = #expect(throws: LeaseError.self) {
      try RunLease.takeShared(results.folder, means: means)
    }
    #expect(refusal?.description == "\(path) is needed alone by \(who); wait for the end")
    withExtendedLifetime(alone) {}
  }

  @Test(arguments: allMeans)
  func stageLeaseExcludesOthersUntilReleased(by means: LeaseMeans) throws {
    let results = try TemporaryResults()
    let runs = try ["a", "b"].map {
      try RunLease.take(study: $0, in: results.folder, means: means)
    }
    let mine = try RunLease.stageLeases(of: runs[0], in: results.folder)
    let other = try RunLease.stageLeases(of: runs[1], in: results.folder)
    #expect((mine is SharedStageLeases) == (means == .files))
    let key = node("a").key
    #expect(try mine.take(key))
    #expect(try !other.take(key))
    #expect(try other.take(node("b").key))
    mine.release(key)
    if means == .kernel { #expect(try other.take(key)) }
    #expect(try mine.take(node("c").key))
  }

  @Test func theFileSystemDecidesTheMeansUnlessAVariableDoes() throws {
    let folder = ResultsFolder("results")
    func means(_ setting: String?, isNetwork: Bool?) throws -> LeaseMeans {
      try LeaseMeans.of(folder, setting: setting) { path in
        #expect(path == "results")
        return isNetwork.map { FileSystemKind(name: "x", isNetwork: $0) }
      }
    }
    #expect(try means(nil, isNetwork: false) == .kernel)
    #expect(try means("", isNetwork: true) == .files)
    #expect(try means(nil, isNetwork: nil) == .kernel)
    #expect(try means("shared", isNetwork: false) == .files)
    #expect(try means("local", isNetwork: true) == .kernel)
    let error = #expect(throws: LeaseError.self) { try means("nfs", isNetwork: true) }
    #expect(
      error?.description
        == "RUNEXP_LEASES is `nfs`; it may be `shared` (files, for file systems that other machines "
        + "see too), `local` (locks of the kernel), or not set: then the kind of file system decides"
    )
  }
}
