import Base
import Neural
import Pipeline
import Store

/// The arrays inside the files of a stage, read from the files' headers alone.
enum StageArrays {
  /// The arrays of all files that hold some, by file and name; a file that cannot be read has none.
  ///
  /// Of files that were evicted, what was noted then.
  static func all(of record: StageRecord, in folder: ResultsFolder) -> [CollectedStage.Tensor] {
    let stage = PublishedStage(key: record.key, path: folder.stage(record.key))
    var noted: [CollectedStage.Tensor]?
    return record.outputs.flatMap { output -> [CollectedStage.Tensor] in
      guard isArrays(output.name) else { return [] }
      if let found = try? arrays(in: output.name, at: stage.path(of: output.name)) { return found }
      let facts = noted ?? read(folder.evictionFacts(of: record.key))
      noted = facts
      return facts.filter { $0.artifact == output.name }
    }
  }

  /// The arrays as what is noted when their files are evicted.
  static func facts(of tensors: [CollectedStage.Tensor]) -> Value {
    [
      "arrays": .list(
        tensors.map {
          [
            .text($0.artifact), .text($0.name), .text($0.type),
            .list($0.shape.map { .integer($0) }),
          ]
        })
    ]
  }

  private static func read(_ facts: Value?) -> [CollectedStage.Tensor] {
    (facts?["arrays"]?.list ?? []).compactMap { array in
      guard let fields = array.list, fields.count == 4, let artifact = fields[0].text,
        let name = fields[1].text, let type = fields[2].text,
        let shape = fields[3].list?.compactMap(\.integer)
      else { return nil }
      return tensor(name, type, shape, in: artifact)
    }
  }

  private static func isArrays(_ file: String) -> Bool {
    file.hasSuffix(".safetensors") || file.hasSuffix(".npy")
  }

  private static func arrays(in file: String, at path: String) throws -> [CollectedStage.Tensor] {
    guard file.hasSuffix(".npy") else {
      return try Safetensors.contents(ofFile: path).map {
        tensor($0.name, $0.type.rawValue, $0.shape, in: file)
      }
    }
    let header = try NumPyFile(reading: path).header
    return [tensor("", header.kind.rawValue, header.shape, in: file)]
  }

  private static func tensor(_ name: String, _ type: String, _ shape: [Int], in file: String)
    -> CollectedStage.Tensor
  {
    CollectedStage.Tensor(
      artifact: file, name: name, type: type, shape: shape,
      axes: StageFiles.axes(of: name, in: file, rank: shape.count))
  }
}
