import Base
import Interactions
import Neural
import Pipeline
import Spec

/// Evaluates a network on every coalition of one chunk of a pool, once for all metrics of its game.
enum TablesStage: StageKind {
  static let name = "tables"
  /// 1: as measurements without a table of their own evaluate.
  static let version = 1

  /// Tables of more players are not kept unless asked for: 2¹² values are 32 KiB a sample.
  static let mostPlayersKept = 12

  /// The name of a file that holds the tables of all samples.
  static let allSamples = "all"

  /// Writes `tables.safetensors`.
  static func run(_ job: StageJob) throws {
    let tables = try job.inputs("model").isEmpty ? read(job) : evaluated(job)
    try StageFiles.write(tables, to: job.outputPath(StageFiles.tablesName))
  }

  private static func evaluated(_ job: StageJob) throws -> [TabulatedSample] {
    let training = try StageFiles.data(of: job.input("training"))
    let network = try StageFiles.network(of: job.input("model"), data: training)
    let model = MeasuredModel(network: network, training: training)
    let data = try StageFiles.data(of: job.input("data"))
    guard let settings = try GameSettings.of(job) else {
      throw StageParameterError.unreadable("game", nil)
    }
    let samples = try MeasureStage.poolSamples(job.parameters, from: data, for: training)
    return try samples.enumerated().map { place, sample in
      try job.checkCancelled()
      let table = try model.game(of: sample, settings: settings).table()
      job.report(progress: Double(place + 1) / Double(samples.count))
      return TabulatedSample(
        id: sample.id, isCorrect: try model.isCorrect(sample), label: sample.label, table: table)
    }
  }

  // MARK: - Tables from elsewhere

  /// The tables of another program, in the order of the pool, or of the samples' ids without one.
  private static func read(_ job: StageJob) throws -> [TabulatedSample] {
    var tables: [Int64: ValueTable] = [:]
    for (name, planned) in job.files.sorted(by: { $0.key < $1.key }) {
      guard let path = job.hints["paths"]?[name]?.text else {
        throw StageParameterError.unreadable("paths.\(name)", nil)
      }
      let bytes = try LocalFileSystem().readTable(path)
      let found = ContentHash(of: bytes)
      guard found == planned else {
        throw ChangedFiles(planned: [path: planned], found: [path: found])
      }
      let array = try TableArray(bytes, path: path)
      if let id = Int64(name) {
        tables[id] = try array.table()
      } else {
        for (place, table) in try array.tables().enumerated() { tables[Int64(place)] = table }
      }
    }
    var ids = tables.keys.sorted()
    if let data = job.inputs("data").first {
      let pool = try MeasureStage.pool(job.parameters, from: StageFiles.data(of: data))
      let missing = pool.ids.filter { tables[$0] == nil }
      guard missing.isEmpty else {
        let paths = job.hints["paths"]?.map?.values.compactMap(\.text).sorted() ?? []
        throw TableFileError.samples(missing: missing, pattern: paths.first ?? "")
      }
      ids = pool.ids
    }
    return ids.compactMap { id in
      tables[id].map { TabulatedSample(id: id, isCorrect: nil, table: $0) }
    }
  }
}

extension LocalFileSystem {
  /// The bytes of a file of tables.
  fileprivate func readTable(_ path: String) throws(TableFileError) -> [UInt8] {
    do { return try read(path, limit: LocalDataFile.limit) } catch { throw .unreadable(error) }
  }
}
