import Base

/// Leases of single stages: two studies in one results folder never compute one stage at once.
public protocol StageLeasing: AnyObject {
  /// Takes the lease of a stage; false when somebody else has it.
  func take(_ key: ContentHash) throws(FileError) -> Bool
  /// Gives the lease of a stage back.
  func release(_ key: ContentHash)
}

extension RunLease {
  /// The leases of a run's stages, by the same means as the run's own; without a run's lease by what
  /// the folder needs.
  static func stageLeases(of run: RunLease?, in folder: ResultsFolder) throws -> any StageLeasing {
    if let file = run?.file { return try SharedStageLeases(folder, livingBy: file) }
    if run == nil, try LeaseMeans.of(folder) == .files, let file = try takeShared(folder).file {
      return try SharedStageLeases(folder, livingBy: file)
    }
    return try KernelStageLeases(folder)
  }
}
