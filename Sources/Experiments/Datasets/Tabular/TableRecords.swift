import Base

/// How the columns of a table are read.
struct TableLayout: Sendable, Hashable {
  /// What a column is.
  enum Kind: Sendable, Hashable {
    case numeric, categorical, ignored
  }

  /// What is done with missing values.
  enum Missing: String, Sendable, Hashable, CaseIterable {
    case refuse, drop, mean
    case mostFrequent = "most-frequent"
    case category
  }

  /// The names of the columns; nil when the first row holds them, empty for places from 1.
  var names: [String]?
  var separator = UInt8(ascii: ",")
  /// Lines before the first row.
  var skippedLines = 0
  /// The kinds of columns; others are `others`.
  var kinds: [String: Kind] = [:]
  var others = Kind.numeric
  /// The column of the class, or of the number to learn.
  var label: String?
  var target: String?
  /// The classes in order; nil for those that occur, sorted.
  var labels: [String]?
  /// Other spellings of labels.
  var spellings: [String: String] = [:]
  /// All categories of columns in the order of their codes; of others those that occur, sorted.
  var categories: [String: [String]] = [:]
  var missing = Missing.refuse
  /// The texts that stand for a missing value.
  var missingWords: Set<String> = [""]
  /// Of `missing: category`, the category.
  static let missingCategory = "missing"
}

/// The rows of a table, not yet fitted: categories as codes, missing values as NaN.
struct TableRecords: Sendable {
  /// A column that a network sees.
  struct Feature: Sendable, Hashable {
    var name: String
    /// The categories in the order of their codes; nil for numbers.
    var categories: [String]?
  }

  var features: [Feature] = []
  /// Rows × features.
  var values: [Float] = []
  /// The classes; 0 where there are targets.
  var labels: [Int32] = []
  var targets: [Float] = []
  /// The place of each row in the file.
  var ids: [Int64] = []
  /// The names of the classes; empty where there are targets.
  var labelNames: [String] = []
  /// Whether missing numbers are filled in with the mean, not with the most frequent one.
  var fillsWithMean = true
  /// The file, for texts.
  var path: String

  /// Number of rows.
  var count: Int { ids.count }
}

/// Reads rows into records.
private struct RecordReader {
  let layout: TableLayout
  let columns: [String]
  let path: String
  /// The places of features in a row.
  var places: [Int] = []
  var kinds: [TableLayout.Kind] = []
  /// Where label or target stands.
  var answer = 0
  var records: TableRecords
  /// Codes by feature, in the order met.
  var codes: [[String: Int]] = []
  var labelCodes: [String: Int] = [:]

  init(_ layout: TableLayout, columns: [String], path: String) throws(TableError) {
    self.layout = layout
    self.columns = columns
    self.path = path
    records = TableRecords(fillsWithMean: layout.missing != .mostFrequent, path: path)
    func place(_ name: String, _ role: String) throws(TableError) -> Int {
      guard let place = columns.firstIndex(of: name) else {
        throw .unknownColumn(name, role: role, columns: columns, path: path)
      }
      return place
    }
    for (index, name) in columns.enumerated() where columns[..<index].contains(name) {
      throw .sameColumn(name, path: path)
    }
    for (name, kind) in layout.kinds.sorted(by: { $0.key < $1.key }) {
      _ = try place(name, "\(kind)")
    }
    if let label = layout.label { answer = try place(label, "label") }
    if let target = layout.target { answer = try place(target, "target") }
    for (index, name) in columns.enumerated() where index != answer {
      let kind = layout.kinds[name] ?? layout.others
      guard kind != .ignored else { continue }
      places.append(index)
      kinds.append(kind)
      records.features.append(TableRecords.Feature(name: name))
      let known = layout.categories[name] ?? []
      codes.append(Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) }))
    }
    guard !places.isEmpty else { throw .noFeatures(path: path) }
    for (code, label) in (layout.labels ?? []).enumerated() { labelCodes[label] = code }
  }

  mutating func add(_ row: DelimitedText.Row, id: Int64) throws(TableError) {
    guard row.fields.count == columns.count else {
      throw .ragged(
        line: row.line, found: row.fields.count, columns: columns.count, path: path)
    }
    var values: [Float] = []
    values.reserveCapacity(places.count)
    for (feature, place) in places.enumerated() {
      let text = row.fields[place]
      let isNumeric = kinds[feature] == .numeric
      if layout.missingWords.contains(text) {
        switch layout.missing {
        case .drop: return
        case .category where !isNumeric:
          values.append(Float(try code(of: TableLayout.missingCategory, feature, row.line)))
        case .mean, .mostFrequent: values.append(.nan)
        case .refuse, .category:
          throw .missing(
            line: row.line, column: columns[place], isNumeric: isNumeric, path: path)
        }
      } else if isNumeric {
        values.append(Float(try number(text, row.line, columns[place])))
      } else {
        values.append(Float(try code(of: text, feature, row.line)))
      }
    }
    let text = row.fields[answer]
    if layout.missingWords.contains(text) {
      guard layout.missing != .drop else { return }
      throw .missing(
        line: row.line, column: columns[answer], isNumeric: layout.target != nil, path: path)
    }
    if layout.target != nil {
      records.targets.append(Float(try number(text, row.line, columns[answer])))
      records.labels.append(0)
    } else {
      records.labels.append(Int32(try label(layout.spellings[text] ?? text, row.line)))
    }
    records.values += values
    records.ids.append(id)
  }

  private func number(_ text: String, _ line: Int, _ column: String) throws(TableError) -> Double {
    // `Double` also reads hexadecimal numbers, infinities and NaN.
    let isDecimal = text.utf8.allSatisfy {
      ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || "+-.eE".utf8.contains($0)
    }
    guard isDecimal, let value = Double(text), Float(value).isFinite else {
      throw .notANumber(text, line: line, column: column, path: path)
    }
    return value
  }

  private mutating func code(of text: String, _ feature: Int, _ line: Int) throws(TableError)
    -> Int
  {
    if let code = codes[feature][text] { return code }
    let name = records.features[feature].name
    if let known = layout.categories[name] {
      throw .unknownCategory(text, line: line, column: name, known: known, path: path)
    }
    let code = codes[feature].count
    codes[feature][text] = code
    return code
  }

  private mutating func label(_ text: String, _ line: Int) throws(TableError) -> Int {
    if let code = labelCodes[text] { return code }
    if let labels = layout.labels {
      throw .unknownLabel(
        text, line: line, column: columns[answer], labels: labels, path: path)
    }
    let code = labelCodes.count
    labelCodes[text] = code
    return code
  }

  /// Codes in the order of sorted names, not of the file.
  mutating func finish() throws(TableError) -> TableRecords {
    guard records.count > 0 else { throw .noRows(path: path) }
    for feature in places.indices where kinds[feature] == .categorical {
      let name = records.features[feature].name
      if let known = layout.categories[name] {
        records.features[feature].categories = known
        continue
      }
      let (names, order) = Self.sorted(codes[feature])
      records.features[feature].categories = names
      for row in 0..<records.count {
        let place = row * places.count + feature
        let code = records.values[place]
        if !code.isNaN { records.values[place] = Float(order[Int(code)]) }
      }
    }
    guard layout.target == nil else { return records }
    if let labels = layout.labels {
      records.labelNames = labels
    } else {
      let (names, order) = Self.sorted(labelCodes)
      records.labelNames = names
      records.labels = records.labels.map { Int32(order[Int($0)]) }
      guard names.count > 1 else {
        throw .oneClass(names.first ?? "", column: columns[answer], path: path)
      }
    }
    return records
  }

  /// The names sorted, as numbers where all are, and the new code of each old one.
  private static func sorted(_ codes: [String: Int]) -> (names: [String], order: [Int]) {
    let numbers = codes.keys.compactMap { Double($0) }
    let names: [String]
    if numbers.count == codes.count {
      names = codes.keys.sorted { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
    } else {
      names = codes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    var order = [Int](repeating: 0, count: codes.count)
    for (place, name) in names.enumerated() { order[codes[name] ?? 0] = place }
    return (names, order)
  }
}

extension TableRecords {
  /// Reads a table; the id of a row is `firstID` plus its place in the file.
  init(_ bytes: [UInt8], _ layout: TableLayout, firstID: Int64 = 0, path: String)
    throws(TableError)
  {
    var text = DelimitedText(
      bytes, separator: layout.separator, skippedLines: layout.skippedLines, path: path)
    var columns = layout.names
    if columns == nil { columns = try text.next()?.fields }
    var id = firstID
    guard let first = try text.next() else { throw .noRows(path: path) }
    // Columns without names are called by their places, from 1.
    let names =
      columns.map { $0.isEmpty ? first.fields.indices.map { "\($0 + 1)" } : $0 } ?? []
    var reader = try RecordReader(layout, columns: names, path: path)
    try reader.add(first, id: id)
    while let row = try text.next() {
      id += 1
      try reader.add(row, id: id)
    }
    self = try reader.finish()
  }
}
