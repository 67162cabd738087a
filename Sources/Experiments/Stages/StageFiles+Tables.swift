import Base
import Interactions
import Neural
import Pipeline

/// Value tables, and the interactions made of them, that stages leave for each other.
extension StageFiles {
  /// The tables of some samples.
  static let tablesName = "tables.safetensors"
  /// The interactions of every set of players of some samples.
  static let interactionsName = "interactions.safetensors"

  // MARK: - Tables

  /// Writes `values` (F64, samples × 2ⁿ, coalitions by their bits), `samples` (I64) and, where it
  /// is known of all, `correct` (U8).
  static func write(_ samples: [TabulatedSample], to path: String) throws {
    let count = samples.count
    let width = samples.first?.table.values.count ?? 0
    var content = Safetensors(tensors: [
      "values": SafetensorsTensor(samples.flatMap(\.table.values), shape: [count, width]),
      "samples": SafetensorsTensor(samples.map(\.id), shape: [count]),
    ])
    let correct = samples.compactMap { $0.isCorrect.map { UInt8($0 ? 1 : 0) } }
    if correct.count == count {
      content.tensors["correct"] = SafetensorsTensor(correct, shape: [count])
    }
    try content.write(to: path)
  }

  /// The tables of a published stage, in its order.
  static func tables(of stage: PublishedStage) throws -> [TabulatedSample] {
    let content = try Safetensors(contentsOf: stage.path(of: tablesName))
    let ids: [Int64] = try content.column("samples", tablesName)
    let values: [Double] = try content.column("values", tablesName)
    let correct: [UInt8]? = content.tensors["correct"]?.numbers(as: UInt8.self)
    let width = ids.isEmpty ? 0 : values.count / ids.count
    return try ids.enumerated().map { place, id in
      TabulatedSample(
        id: id, isCorrect: correct.map { $0[place] == 1 },
        table: try ValueTable(values: Array(values[place * width..<(place + 1) * width])))
    }
  }

  // MARK: - Interactions

  /// Writes `and` and, if there are any, `or` (F64, samples × 2ⁿ, sets of players by their bits),
  /// `effects` (F64) and `samples` (I64).
  static func write(_ samples: [SampleInteractions], to path: String) throws {
    let count = samples.count
    let width = samples.first?.and.count ?? 0
    var content = Safetensors(tensors: [
      "and": SafetensorsTensor(samples.flatMap(\.and), shape: [count, width]),
      "effects": SafetensorsTensor(samples.map(\.effect), shape: [count]),
      "samples": SafetensorsTensor(samples.map(\.id), shape: [count]),
    ])
    if samples.contains(where: { !$0.or.isEmpty }) {
      content.tensors["or"] = SafetensorsTensor(samples.flatMap(\.or), shape: [count, width])
    }
    try content.write(to: path)
  }

  /// The interactions of a published stage, in its order.
  static func interactions(of stage: PublishedStage) throws -> [SampleInteractions] {
    let content = try Safetensors(contentsOf: stage.path(of: interactionsName))
    let ids: [Int64] = try content.column("samples", interactionsName)
    let effects: [Double] = try content.column("effects", interactionsName)
    let and: [Double] = try content.column("and", interactionsName)
    let or: [Double] = content.tensors["or"]?.numbers(as: Double.self) ?? []
    let width = ids.isEmpty ? 0 : and.count / ids.count
    return ids.enumerated().map { place, id in
      let range = place * width..<(place + 1) * width
      return SampleInteractions(
        id: id, effect: effects[place], and: Array(and[range]),
        or: or.isEmpty ? [] : Array(or[range]))
    }
  }
}

extension Safetensors {
  /// The numbers of a tensor that a stage of this program wrote.
  fileprivate func column<Number: SafetensorsNumber>(_ name: String, _ file: String) throws
    -> [Number]
  {
    guard let numbers = tensors[name]?.numbers(as: Number.self) else {
      throw StageFailure("\(file) holds no tensor `\(name)` of \(Number.safetensorsType.rawValue)")
    }
    return numbers
  }
}
