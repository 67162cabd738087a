import Base
import Spec

/// A table in a delimited text file of the user's own.
struct CSV: TabularSource {
  /// The name in specs.
  static let name = "csv"
  /// One line for the catalog.
  static let summary = "a table with typed columns and a label or target column"

  /// The file, as the spec writes it.
  let path: String
  let layout: TableLayout
  let standardisation: Standardisation
  let encoding: CategoryEncoding
  let standardisesTargets: Bool
  /// How many features there are; nil when only the file tells.
  let width: Int?

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    path = read.text("path", "the file")
    var layout = TableLayout()
    layout.separator = Self.separator(read)
    let header = read.boolean(
      "header", default: true,
      "whether the first row names the columns; without, they are called 1, 2, …")
    layout.names = header ? nil : []
    layout.label = read.optionalText("label", "the column of the class")
    layout.target = read.optionalText("target", "the column of the number to learn, instead")
    layout.labels = read.texts(
      "labels", default: [], count: 0...Int.max,
      "all classes in order; none: those of the file, sorted")
    if layout.labels?.isEmpty == true { layout.labels = nil }
    let categorical = read.texts(
      "categorical", default: [], count: 0...Int.max, "the columns of categories")
    let ignored = read.texts(
      "ignored", default: [], count: 0...Int.max, "the columns left out")
    let numeric = read.texts(
      "numeric", default: [], count: 0...Int.max,
      "the columns of numbers; none: all that are not named elsewhere")
    layout.missing = read.choice(
      "missing", default: TableLayout.Missing.refuse,
      "refuse; drop the row; mean (categories: most-frequent); most-frequent; category: one of"
        + " its own")
    layout.missingWords = Set(
      read.texts(
        "missing-words", default: ["", "?", "NA"], count: 0...Int.max,
        "the texts that stand for a missing value"))
    standardisation = read.choice(
      "standardise", default: Standardisation.train,
      "train: mean 0 and deviation 1 over the training part; full: over all rows; none")
    encoding = read.choice(
      "encode", default: CategoryEncoding.codes,
      "codes: a category is its place among all; one-hot: a feature each")
    standardisesTargets = read.boolean(
      "standardise-target", default: true, "whether the target is standardised like features")
    for (names, kind) in [
      (ignored, TableLayout.Kind.ignored), (categorical, .categorical), (numeric, .numeric),
    ] {
      for name in names {
        if layout.kinds.updateValue(kind, forKey: name) != nil {
          read.fault(
            at: nil, "column `\(name)` has two kinds",
            notes: ["name it once among `numeric`, `categorical` and `ignored`"])
        }
      }
    }
    // Where numeric columns are named, all columns of the network are named.
    if !numeric.isEmpty { layout.others = .ignored }
    self.layout = layout
    width =
      numeric.isEmpty || encoding == .oneHot && !categorical.isEmpty
      ? nil : numeric.count + categorical.count
    if (layout.label == nil) == (layout.target == nil) {
      read.fault(
        at: layout.label == nil ? nil : "target",
        layout.label == nil
          ? "csv needs `label` or `target`" : "`label` and `target` exclude each other",
        notes: ["`label` names a column of classes, `target` one of numbers"])
    }
  }

  private static func separator(_ read: ParameterReader) -> UInt8 {
    let text = read.text(
      "separator", default: ",", "what stands between fields: one character, or `tab`")
    if text == "tab" { return UInt8(ascii: "\t") }
    let bytes = Array(text.utf8)
    guard bytes.count == 1, bytes[0] != UInt8(ascii: "\""), bytes[0] >= 0x20 else {
      read.fault(
        at: "separator", "`separator` cannot be `\(text)`",
        notes: ["write one ASCII character other than a quote, or `tab`"])
      return UInt8(ascii: ",")
    }
    return bytes[0]
  }

  /// The parameters that decide the samples: how the columns are read, not where the file lies.
  var identity: Value {
    func names(_ kind: TableLayout.Kind) -> Value {
      .list(layout.kinds.filter { $0.value == kind }.keys.sorted().map { .text($0) })
    }
    func text(_ value: String?) -> Value { value.map { .text($0) } ?? .null }
    return [
      "separator": .integer(Int(layout.separator)), "header": .boolean(layout.names == nil),
      "label": text(layout.label), "target": text(layout.target),
      "labels": .list((layout.labels ?? []).map { .text($0) }),
      "categorical": names(.categorical), "ignored": names(.ignored),
      "numeric": names(.numeric), "missing": .text(layout.missing.rawValue),
      "missing-words": .list(layout.missingWords.sorted().map { .text($0) }),
      "standardise": .text(standardisation.rawValue), "encode": .text(encoding.rawValue),
      "standardise-target": .boolean(standardisesTargets),
    ]
  }
  /// Known where all columns are named.
  var shape: [Int] { width.map { [$0] } ?? [] }
  /// Known where all labels are named; one output for a target.
  var classes: Int { layout.target == nil ? layout.labels?.count ?? 0 : 1 }
  /// Only the file tells.
  var sizes: [String: Int] { [:] }

  func files(in environment: DataEnvironment) throws(DatasetError) -> [String: ContentHash] {
    ["table": try LocalDataFile(path, in: environment).hash()]
  }

  func records(in environment: DataEnvironment) throws(DatasetError)
    -> (records: TableRecords, parts: [String: [Int]]?)
  {
    let file = LocalDataFile(path, in: environment)
    let bytes = try file.read()
    do {
      return (try TableRecords(bytes, layout, path: file.path), nil)
    } catch { throw .table(error) }
  }
}
