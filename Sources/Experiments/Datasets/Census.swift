import Base
import Spec

/// The UCI Adult census data (Becker and Kohavi, 1996): income above 50K from 12 features.
///
/// As the papers on interactions take it (science: §4.7): rows with a missing value are dropped,
/// `fnlwgt` and `education` left out, categories numbered in alphabetical order of those left but
/// relationships as given here, features standardised over all rows before the split.
struct Census: TabularSource {
  /// The name in specs.
  static let name = "census"
  /// One line for the catalog.
  static let summary = "UCI Adult, 12 features, income above 50K"

  static let archive = PublishedFolder(
    name: "adult", mirror: "https://archive.ics.uci.edu/ml/machine-learning-databases/adult")
  static let data = PublishedFile(
    "adult.data", bytes: 3_974_305,
    sha256: "5b00264637dbfec36bdeaab5676b0b309ff9eb788d63554ca0a249491c86603d")
  static let test = PublishedFile(
    "adult.test", bytes: 2_003_153,
    sha256: "a2a9044bc167a35b2361efbabec64e89d69ce82d9790d2980119aac5fd7e9c05")
  /// The ids of `adult.test` start here.
  static let firstTestID: Int64 = 1_000_000

  /// The test part.
  enum TestPart: String, Sendable, CaseIterable {
    /// A fifth of `adult.data`.
    case share
    /// `adult.test`.
    case official
  }

  let testPart: TestPart
  let standardisation: Standardisation
  let place: PublishedPlace

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    testPart = read.choice(
      "test", default: TestPart.share,
      "share: a fifth of adult.data; official: adult.test, all of adult.data trained on")
    standardisation = read.choice(
      "standardise", default: Standardisation.full,
      "full: over all of adult.data, as the papers; train: over the training part; none")
    place = PublishedPlace(read, files: "adult.data and adult.test")
  }

  /// The parameters that decide the samples.
  var identity: Value {
    ["test": .text(testPart.rawValue), "standardise": .text(standardisation.rawValue)]
  }
  /// Twelve features.
  var shape: [Int] { [12] }
  /// At most 50K, and above.
  var classes: Int { 2 }
  /// The rows without a missing value.
  var sizes: [String: Int] {
    testPart == .share ? ["train": 24_129, "test": 6033] : ["train": 30_162, "test": 15_060]
  }
  /// The digests of the published files that are read.
  var files: [String: ContentHash] {
    Dictionary(uniqueKeysWithValues: publishedFiles.map { ($0.name, $0.hash) })
  }

  private var publishedFiles: [PublishedFile] {
    testPart == .share ? [Self.data] : [Self.data, Self.test]
  }

  /// The columns of the files.
  static let layout: TableLayout = {
    var layout = TableLayout()
    layout.names = [
      "age", "workclass", "fnlwgt", "education", "education-num", "marital-status", "occupation",
      "relationship", "race", "sex", "capital-gain", "capital-loss", "hours-per-week",
      "native-country", "income",
    ]
    layout.kinds = ["fnlwgt": .ignored, "education": .ignored]
    for name in [
      "workclass", "marital-status", "occupation", "relationship", "race", "sex", "native-country",
    ] {
      layout.kinds[name] = .categorical
    }
    layout.label = "income"
    layout.labels = ["<=50K", ">50K"]
    layout.spellings = ["<=50K.": "<=50K", ">50K.": ">50K"]
    layout.categories = [
      "relationship": [
        "Not-in-family", "Unmarried", "Other-relative", "Own-child", "Husband", "Wife",
      ]
    ]
    layout.missing = .drop
    layout.missingWords = ["?"]
    return layout
  }()

  func records(in environment: DataEnvironment) throws(DatasetError)
    -> (records: TableRecords, parts: [String: [Int]]?)
  {
    let folder = try DataFolder.holding(
      publishedFiles, of: Self.archive, path: place.path, mirror: place.mirror, in: environment)
    func bytes(_ file: PublishedFile) throws(DatasetError) -> [UInt8] {
      try LocalDataFile(folder.path(of: file), in: environment).read()
    }
    let data = try bytes(Self.data)
    let test = testPart == .official ? try bytes(Self.test) : nil
    do {
      return try Self.records(data, test: test, folder: folder.folder)
    } catch { throw .table(error) }
  }

  /// Reads the files' bytes; categories are numbered as in `adult.data`.
  static func records(_ data: [UInt8], test: [UInt8]?, folder: String) throws(TableError)
    -> (records: TableRecords, parts: [String: [Int]]?)
  {
    var records = try TableRecords(data, layout, path: "\(folder)/\(Self.data.name)")
    guard let test else { return (records, nil) }
    var layout = layout
    // The first line of adult.test is a note.
    layout.skippedLines = 1
    for feature in records.features { layout.categories[feature.name] = feature.categories }
    let others = try TableRecords(
      test, layout, firstID: firstTestID, path: "\(folder)/\(Self.test.name)")
    let count = records.count
    records.values += others.values
    records.labels += others.labels
    records.ids += others.ids
    return (
      records, ["train": Array(0..<count), "test": Array(count..<records.count)]
    )
  }
}
