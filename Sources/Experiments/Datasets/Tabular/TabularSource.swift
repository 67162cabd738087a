import Base
import Spec

/// Over which rows features are standardised to mean 0 and deviation 1.
enum Standardisation: String, Sendable, Hashable, CaseIterable {
  /// The training part: nothing of the other parts is known in training.
  case train
  /// All rows.
  case full
  /// Values stay as they are.
  case none
}

/// How categories become numbers.
enum CategoryEncoding: String, Sendable, Hashable, CaseIterable {
  /// One feature: the place of the category among all, from 0.
  case codes
  /// A feature of 0 or 1 per category.
  case oneHot = "one-hot"
}

/// A table whose rows are cut, then fitted: what is filled in and standardised is learned from
/// the training part alone, unless the spec says `full`.
protocol TabularSource: DatasetSource {
  var standardisation: Standardisation { get }
  var encoding: CategoryEncoding { get }
  /// Whether targets are standardised like features.
  var standardisesTargets: Bool { get }

  /// All rows, and the parts the publisher cut, if any, by their places in them.
  func records(in environment: DataEnvironment) throws(DatasetError)
    -> (records: TableRecords, parts: [String: [Int]]?)
}

extension TabularSource {
  var encoding: CategoryEncoding { .codes }
  var standardisesTargets: Bool { false }
  /// Four fifths and one, unless the spec cuts.
  var splitNames: [String] { ["test", "train"] }

  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    let (records, parts) = try records(in: environment)
    let shares = SplitShares.standard
    return try fitted(
      records, parts: parts ?? shares.rows(of: records.ids, seed: seeds.split),
      training: shares.training)
  }

  func load(cut shares: SplitShares, seeds: Seeds, in environment: DataEnvironment)
    throws(DatasetError) -> DataTable
  {
    let records = try records(in: environment).records
    return try fitted(
      records, parts: shares.rows(of: records.ids, seed: seeds.split), training: shares.training)
  }

  private func fitted(_ records: TableRecords, parts: [String: [Int]], training: String)
    throws(DatasetError) -> DataTable
  {
    do {
      return try records.table(
        parts: parts, training: training, standardisation: standardisation, encoding: encoding,
        standardisesTargets: standardisesTargets)
    } catch { throw .table(error) }
  }
}

extension TableRecords {
  /// The table cut into `parts`: missing values filled in, categories encoded, the normalisation
  /// fitted.
  ///
  /// Numbers are filled in with the mean and categories with the most frequent one of the rows
  /// fitted on (the first in order of those equally frequent). The deviation is that of a
  /// population; a feature that does not vary keeps its unit.
  func table(
    parts: [String: [Int]], training: String, standardisation: Standardisation,
    encoding: CategoryEncoding, standardisesTargets: Bool
  ) throws(TableError) -> DataTable {
    let fitted = standardisation == .full ? Array(0..<count) : parts[training] ?? []
    var filled = self
    for feature in features.indices { try filled.fill(feature, over: fitted) }
    if encoding == .oneHot { filled = filled.oneHot() }
    if standardisesTargets, !targets.isEmpty {
      let (mean, deviation) = Self.moments(fitted.map { targets[$0] })
      filled.targets = targets.map { Float((Double($0) - mean) / deviation) }
    }
    let width = filled.features.count
    var normalisation = Normalisation.unchanged(channels: width)
    if standardisation != .none {
      for feature in 0..<width {
        let (mean, deviation) = Self.moments(
          fitted.map { filled.values[$0 * width + feature] })
        normalisation.mean[feature] = mean
        normalisation.deviation[feature] = deviation
      }
    }
    var all = DataSplit(inputs: .numbers(filled.values), labels: labels, ids: ids)
    all.targets = filled.targets
    var table = DataTable(
      shape: [width], classes: targets.isEmpty ? labelNames.count : 1,
      splits: parts.mapValues { all.rows($0, elements: width) }, normalisation: normalisation)
    table.features = filled.features.map(\.name)
    table.trainingSplit = training
    return table
  }

  /// Mean and deviation of a population; 1 where nothing varies.
  private static func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
    let count = Double(max(values.count, 1))
    let mean = values.reduce(0) { $0 + Double($1) } / count
    let square = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
    return (mean, square > 0 ? square.squareRoot() : 1)
  }

  private mutating func fill(_ feature: Int, over rows: [Int]) throws(TableError) {
    let width = features.count
    let places = (0..<count).map { $0 * width + feature }
    guard places.contains(where: { values[$0].isNaN }) else { return }
    let known = rows.map { values[$0 * width + feature] }.filter { !$0.isNaN }
    guard !known.isEmpty else { throw .nothingKnown(column: features[feature].name, path: path) }
    let filling: Float
    if features[feature].categories == nil, fillsWithMean {
      filling = Float(Self.moments(known).mean)
    } else {
      let counts = Dictionary(grouping: known) { $0 }.mapValues(\.count)
      let most = counts.values.max() ?? 0
      filling = counts.filter { $0.value == most }.keys.min() ?? 0
    }
    for place in places where values[place].isNaN { values[place] = filling }
  }

  /// A feature of 0 or 1 in place of each code.
  private func oneHot() -> TableRecords {
    var expanded = self
    expanded.features = features.flatMap { feature in
      feature.categories.map { categories in
        categories.map { Feature(name: "\(feature.name)=\($0)") }
      } ?? [feature]
    }
    expanded.values = []
    expanded.values.reserveCapacity(count * expanded.features.count)
    for row in 0..<count {
      for (place, feature) in features.enumerated() {
        let value = values[row * features.count + place]
        guard let categories = feature.categories else {
          expanded.values.append(value)
          continue
        }
        for code in categories.indices { expanded.values.append(Float(code) == value ? 1 : 0) }
      }
    }
    return expanded
  }
}
