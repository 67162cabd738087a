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
  /// What pairs and players of some samples do at each context order.
  static let ordersName = "orders.safetensors"

  // MARK: - Tables

  /// Writes `values` (F64, samples × 2ⁿ, coalitions by their bits), `samples` (I64) and, where they
  /// are known of all, `correct` (U8) and `labels` (I32).
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
    content.add(labels: samples.map(\.label))
    try content.write(to: path)
  }

  /// The tables of a published stage, in its order.
  static func tables(of stage: PublishedStage) throws -> [TabulatedSample] {
    let content = try Safetensors(contentsOf: stage.path(of: tablesName))
    let ids: [Int64] = try content.column("samples", tablesName)
    let values: [Double] = try content.column("values", tablesName)
    let correct: [UInt8]? = content.tensors["correct"]?.numbers(as: UInt8.self)
    let labels = content.labels
    let width = ids.isEmpty ? 0 : values.count / ids.count
    return try ids.enumerated().map { place, id in
      TabulatedSample(
        id: id, isCorrect: correct.map { $0[place] == 1 }, label: labels?[place],
        table: try ValueTable(values: Array(values[place * width..<(place + 1) * width])))
    }
  }

  // MARK: - Interactions

  /// Writes `and` and, if there are any, `or` (F64, samples × 2ⁿ, sets of players by their bits),
  /// `effects` (F64), `samples` (I64) and, where they are known of all, `labels` (I32).
  static func write(_ samples: [SampleInteractions], to path: String) throws {
    let count = samples.count
    let width = samples.first?.and.count ?? 0
    var content = Safetensors(tensors: [
      "and": SafetensorsTensor(samples.flatMap(\.and), shape: [count, width]),
      "effects": SafetensorsTensor(samples.map(\.effect), shape: [count]),
      "samples": SafetensorsTensor(samples.map(\.id), shape: [count]),
    ])
    if samples.contains(where: { !$0.or.isEmpty }) {
      let or = samples.flatMap { $0.or.isEmpty ? [Double](repeating: 0, count: width) : $0.or }
      content.tensors["or"] = SafetensorsTensor(or, shape: [count, width])
    }
    content.add(labels: samples.map(\.label))
    try content.write(to: path)
  }

  /// The interactions of a published stage, in its order.
  static func interactions(of stage: PublishedStage) throws -> [SampleInteractions] {
    let content = try Safetensors(contentsOf: stage.path(of: interactionsName))
    let ids: [Int64] = try content.column("samples", interactionsName)
    let effects: [Double] = try content.column("effects", interactionsName)
    let and: [Double] = try content.column("and", interactionsName)
    let or: [Double] = content.tensors["or"]?.numbers(as: Double.self) ?? []
    let labels = content.labels
    let width = ids.isEmpty ? 0 : and.count / ids.count
    return ids.enumerated().map { place, id in
      let range = place * width..<(place + 1) * width
      return SampleInteractions(
        id: id, label: labels?[place], effect: effects[place], and: Array(and[range]),
        or: or.isEmpty ? [] : Array(or[range]))
    }
  }

  // MARK: - Context orders

  /// Writes `pairs` (F64, samples × context orders × pairs), `players` (F64, samples × context orders
  /// × players), `empty` and `grand` (F64) and `samples` (I64).
  static func write(_ samples: [SampleOrders], to path: String) throws {
    let count = samples.count
    let players = samples.first?.pairs.playerCount ?? 0
    let content = Safetensors(tensors: [
      "pairs": SafetensorsTensor(
        samples.flatMap(\.pairs.values),
        shape: [count, max(0, players - 1), PairsByOrder.pairCount(players)]),
      "players": SafetensorsTensor(samples.flatMap(\.players), shape: [count, players, players]),
      "empty": SafetensorsTensor(samples.map(\.empty), shape: [count]),
      "grand": SafetensorsTensor(samples.map(\.grand), shape: [count]),
      "samples": SafetensorsTensor(samples.map(\.id), shape: [count]),
    ])
    try content.write(to: path)
  }

  /// What pairs and players do at each context order, of a published stage, in its order.
  static func orders(of stage: PublishedStage) throws -> [SampleOrders] {
    let content = try Safetensors(contentsOf: stage.path(of: ordersName))
    let ids: [Int64] = try content.column("samples", ordersName)
    let pairs: [Double] = try content.column("pairs", ordersName)
    let players: [Double] = try content.column("players", ordersName)
    let empty: [Double] = try content.column("empty", ordersName)
    let grand: [Double] = try content.column("grand", ordersName)
    let count = content.tensors["players"]?.shape.last ?? 0
    let width = (count - 1) * PairsByOrder.pairCount(count)
    return ids.enumerated().map { place, id in
      SampleOrders(
        id: id, empty: empty[place], grand: grand[place],
        pairs: PairsByOrder(
          playerCount: count, values: Array(pairs[place * width..<(place + 1) * width])),
        players: Array(players[place * count * count..<(place + 1) * count * count]))
    }
  }
}

extension Safetensors {
  /// Adds the classes of samples if all are known.
  fileprivate mutating func add(labels: [Int?]) {
    let known = labels.compactMap { $0.map(Int32.init) }
    guard known.count == labels.count else { return }
    tensors["labels"] = SafetensorsTensor(known, shape: [known.count])
  }

  /// The classes of samples, where they are known.
  fileprivate var labels: [Int]? { tensors["labels"]?.numbers(as: Int32.self)?.map(Int.init) }

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
