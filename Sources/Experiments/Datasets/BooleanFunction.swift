import Base
import Spec

/// Random bits, and a class that terms of AND, OR and XOR over some of them decide.
///
/// `terms: ["0&1", "2|3"]` with `combine: all` is an AND-OR game, `terms: ["0^1^2"]` parity. The
/// ground-truth mask of a sample marks the bits that occur in a term.
struct BooleanFunction: DatasetSource {
  /// The name in specs.
  static let name = "boolean"
  /// One line for the catalog.
  static let summary =
    "AND-OR games and parity over random bits, with ground-truth masks (no files)"

  /// Ids of the test split start here, so neither split's size moves the other's samples.
  static let firstTestID = 10_000_000

  /// One term.
  struct Term: Sendable, Hashable {
    /// How its bits are joined.
    var joint: Character
    var positions: [Int]

    /// Reads `0&1`, `2|3|4`, `0^1`, or `5`; nil for anything else.
    init?(_ text: String) {
      let compact = text.filter { $0 != " " }
      joint = compact.first { "&|^".contains($0) } ?? "&"
      let joint = joint
      let parts = compact.split(separator: joint, omittingEmptySubsequences: false)
      positions = parts.compactMap { Int($0) }
      guard positions.count == parts.count, positions.allSatisfy({ $0 >= 0 }),
        Set(positions).count == positions.count
      else { return nil }
    }

    /// Whether the term holds.
    func holds(_ bits: [Bool]) -> Bool {
      let set = positions.count { bits[$0] }
      return switch joint {
      case "|": set > 0
      case "^": set % 2 == 1
      default: set == positions.count
      }
    }
  }

  /// How terms make the class.
  enum Combination: String, Sendable, CaseIterable {
    case all, any, odd, majority
  }

  /// How bits are written.
  enum Form: String, Sendable, CaseIterable {
    /// 0 and 1.
    case zeroOne = "zero-one"
    /// −1 and 1.
    case plusMinus = "plus-minus"
  }

  let bits: Int
  let terms: [Term]
  let combination: Combination
  let prevalence: Double
  let form: Form
  let train: Int
  let test: Int
  private let texts: [String]

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    bits = read.integer("bits", default: 10, in: 1...10_000, "number of bits")
    texts = read.texts(
      "terms", default: ["0&1&2"],
      "bits, counted from 0, joined by & (and), | (or) or ^ (exclusive or)")
    combination = read.choice(
      "combine", default: Combination.all,
      "the class is 1 where all, any, an odd number or most of the terms hold")
    prevalence = read.number(
      "prevalence", default: 0.5, in: .between(0, and: 1), "how likely a bit is 1")
    form = read.choice("values", default: Form.zeroOne, "what a network sees of a bit")
    train = read.integer(
      "train", default: 2000, in: 1...Self.firstTestID, "number of training samples")
    test = read.integer("test", default: 1000, in: 1...Self.firstTestID, "number of test samples")
    var terms: [Term] = []
    for text in texts {
      guard let term = Term(text) else {
        read.fault(
          at: "terms", "`\(text)` is not a term",
          notes: ["write different bits joined by one of &, | and ^, such as `0&1`"])
        continue
      }
      if let bit = term.positions.first(where: { [bits] in $0 >= bits }) {
        read.fault(
          at: "terms", "term `\(text)` names bit \(bit) of \(bits)",
          notes: ["bits are 0…\(bits - 1)"])
        continue
      }
      terms.append(term)
    }
    self.terms = terms
  }

  /// The parameters that decide the samples.
  var identity: Value {
    [
      "bits": .integer(bits), "terms": .list(texts.map { .text($0) }),
      "combine": .text(combination.rawValue), "prevalence": .number(prevalence),
      "values": .text(form.rawValue), "train": .integer(train), "test": .integer(test),
    ]
  }
  /// A row of bits.
  var shape: [Int] { [bits] }
  /// False and true.
  var classes: Int { 2 }
  /// Number of samples in each split.
  var sizes: [String: Int] { ["train": train, "test": test] }

  /// The class of a row of bits.
  func label(_ bits: [Bool]) -> Int32 {
    let held = terms.count { $0.holds(bits) }
    return switch combination {
    case .all: held == terms.count ? 1 : 0
    case .any: held > 0 ? 1 : 0
    case .odd: Int32(held % 2)
    case .majority: 2 * held > terms.count ? 1 : 0
    }
  }

  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    let decisive = Set(terms.flatMap(\.positions))
    let mask = (0..<bits).map { UInt8(decisive.contains($0) ? 1 : 0) }
    let low: Float = form == .zeroOne ? 0 : -1
    func split(_ ids: Range<Int>) -> DataSplit {
      var values: [Float] = []
      var labels: [Int32] = []
      for id in ids {
        var stream = RandomStream(seed: seeds.data, purpose: Self.name, index: UInt64(id))
        let drawn = (0..<bits).map { _ in stream.uniform() < prevalence }
        values += drawn.map { $0 ? 1 : low }
        labels.append(label(drawn))
      }
      var split = DataSplit(inputs: .numbers(values), labels: labels, ids: ids.map(Int64.init))
      split.masks = .bytes(Array(repeatElement(mask, count: ids.count).joined()))
      return split
    }
    return DataTable(
      shape: shape, classes: classes,
      splits: [
        "train": split(0..<train),
        "test": split(Self.firstTestID..<Self.firstTestID + test),
      ], normalisation: .unchanged(channels: bits))
  }
}
