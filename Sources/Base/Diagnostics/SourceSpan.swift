/// A place in a text a person wrote: the file, and the half-open range of characters in it.
///
/// Lines and columns count from 1; columns count Unicode scalars, as libyaml's marks do.
public struct SourceSpan: Sendable, Hashable {
  /// The file as the user named it, or a label such as `--set`.
  public var file: String
  /// First line, from 1.
  public var line: Int
  /// First column, from 1.
  public var column: Int
  /// Number of characters under the caret, at least 1.
  public var length: Int

  /// Makes a span of `length` characters starting at `line`:`column` of `file`.
  public init(file: String, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
  }
}
