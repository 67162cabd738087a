import Base

/// The results of stages as a scheduler looks at them.
public protocol StageResults: Sendable {
  /// Checks the result of a stage; its content too with `rehash`.
  func inspect(_ key: ContentHash, rehash: Bool) -> ResultsFolder.StageState
  /// Whether a stage has a result.
  func isPublished(_ key: ContentHash) -> Bool
  /// Takes a damaged result out of the way and returns where it now lies.
  func setAsideDamaged(_ key: ContentHash, attempt: AttemptID) throws(FileError) -> String
}

extension ResultsFolder: StageResults {
  /// Whether a stage has a result.
  public func isPublished(_ key: ContentHash) -> Bool { published(key) != nil }
}
