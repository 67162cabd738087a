import Base

/// A table of values that some other program wrote: JSON `{"n": 4, "values": […]}` or a float64
/// `.npy` array of one axis, the value of coalition S at index `S.bits`.
public struct ValueTableFile {
  /// JSON texts are read whole; above 20 players (2²⁰ values) they are refused.
  public static let mostPlayersInJSON = 20

  private enum Source {
    case table(ValueTable)
    case array(NumPyFile)
  }

  /// The path as it was asked for.
  public let path: String
  /// The number of players n.
  public let playerCount: Int
  private let source: Source

  /// Opens a file.
  ///
  /// JSON is read and checked whole, of an array its header: a table that is too large or of another
  /// kind is refused before its values are read.
  public init(reading path: String, files: some FileSystem = LocalFileSystem())
    throws(ValueTableFileError)
  {
    self.path = path
    if path.hasSuffix(".json") {
      let table = try Self.json(path, files)
      playerCount = table.playerCount
      source = .table(table)
    } else if path.hasSuffix(".npy") {
      let file = try Self.array(path)
      playerCount = file.count.trailingZeroBitCount
      source = .array(file)
    } else {
      throw .kind(path: path)
    }
  }

  /// The whole table.
  public func table() throws(ValueTableFileError) -> ValueTable {
    switch source {
    case .table(let table): return table
    case .array(let file):
      do { return try ValueTable(values: try file.values()) } catch {
        throw Self.fault(error, path)
      }
    }
  }

  /// The sums of the table by size of coalition, for which an array is read once in small blocks.
  public func sums(interactionOrder: Int = 2) throws(ValueTableFileError) -> CoalitionSums {
    switch source {
    case .table(let table): return CoalitionSums(of: table, interactionOrder: interactionOrder)
    case .array(let file):
      let stream = CoalitionSumsStream(
        playerCount: playerCount, interactionOrder: interactionOrder)
      do {
        try withUnsafeTemporaryAllocation(of: Double.self, capacity: min(file.count, 1 << 16)) {
          while stream.count < file.count {
            try file.read(into: $0)
            if let place = $0.firstIndex(where: { !$0.isFinite }) {
              let coalition = Coalition(bits: UInt64(stream.count + place))
              throw ValueTableError.notFinite($0[place], coalition)
            }
            stream.append(UnsafeBufferPointer($0))
          }
        }
      } catch { throw Self.fault(error, path) }
      return stream.finish()
    }
  }

  private static func fault(_ error: any Error, _ path: String) -> ValueTableFileError {
    switch error {
    case let error as NumPyError: .array(error, path: path)
    case let error as ValueTableError: .table(error, path: path)
    case let error as FileError: .file(error)
    default: .file(FileError(path: path, reason: "\(error)"))
    }
  }

  private static func array(_ path: String) throws(ValueTableFileError) -> NumPyFile {
    let file: NumPyFile
    do { file = try NumPyFile(reading: path) } catch { throw fault(error, path) }
    guard file.header.kind == .float64 else {
      throw .array(.type(file.header.kind.rawValue), path: path)
    }
    guard file.header.shape.count == 1 else { throw .shape(file.header.shape, path: path) }
    guard file.count.nonzeroBitCount == 1 else {
      throw .table(.length(file.count, playerCount: nil), path: path)
    }
    guard file.count <= 1 << ValueTable.mostPlayers else {
      throw .table(.playerCount(file.count.trailingZeroBitCount), path: path)
    }
    return file
  }

  private static func json(_ path: String, _ files: some FileSystem) throws(ValueTableFileError)
    -> ValueTable
  {
    let bytes: [UInt8]
    // 2²⁰ numbers of 17 digits take 24 MiB.
    do { bytes = try files.read(path, limit: 64 << 20) } catch { throw .file(error) }
    let value: Value
    do { value = try Value(json: bytes) } catch {
      let rest = bytes.dropFirst(error.offset).prefix { !",]} \n\r\t".utf8.contains($0) }
      let text = String(decoding: rest.prefix(24), as: UTF8.self)
      let isNumber = Double(text).map { !$0.isFinite } ?? false
      if isNumber { throw .notFinite(text, offset: error.offset, path: path) }
      throw .json(error, path: path)
    }
    guard let players = value["n"]?.integer else {
      throw .member("n", wanted: "the number of players", path: path)
    }
    guard players <= mostPlayersInJSON else { throw .jsonPlayers(players, path: path) }
    let numbers = value["values"]?.list.map { list in list.compactMap(\.number) }
    guard let numbers, numbers.count == value["values"]?.list?.count else {
      throw .member("values", wanted: "a list of numbers", path: path)
    }
    do { return try ValueTable(values: numbers, playerCount: players) } catch {
      throw .table(error, path: path)
    }
  }
}
