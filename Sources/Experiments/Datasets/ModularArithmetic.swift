import Base
import Spec

/// All pairs (a, b) below a modulus p, and what a ∘ b is modulo p.
///
/// The task on which networks generalise long after they have memorised (Power, Burda, Edwards,
/// Babuschkin and Misra 2022, arXiv:2201.02177).
struct ModularArithmetic: DatasetSource {
  /// The name in specs.
  static let name = "modular-arithmetic"
  /// One line for the catalog.
  static let summary = "all pairs a, b below p, classes a ∘ b mod p (no files)"

  /// What is computed.
  enum Operation: String, Sendable, CaseIterable {
    case add, subtract, multiply
  }

  /// How a pair is written.
  enum Form: String, Sendable, CaseIterable {
    /// The token ids a, b and p, which stands for `=`.
    case tokens
    /// p features for a and p for b.
    case oneHot = "one-hot"
  }

  let modulus: Int
  let operation: Operation
  let form: Form
  let fraction: Double

  /// Reads the parameters.
  init(_ read: ParameterReader) {
    modulus = read.integer("p", default: 97, in: 2...1000, "the modulus")
    operation = read.choice("operation", default: Operation.add, "add, subtract or multiply")
    form = read.choice(
      "form", default: Form.tokens, "tokens: the ids a, b, = (p); one-hot: 2p features")
    fraction = read.number(
      "fraction", default: 0.5, in: .between(0, and: 1),
      "the share of all pairs trained on; the others are the test split")
  }

  /// The parameters that decide the samples.
  var identity: Value {
    [
      "p": .integer(modulus), "operation": .text(operation.rawValue),
      "form": .text(form.rawValue), "fraction": .number(fraction),
    ]
  }
  /// Three tokens, or two one-hot blocks.
  var shape: [Int] { [form == .tokens ? 3 : 2 * modulus] }
  /// The residues.
  var classes: Int { modulus }
  /// Number of pairs in each split.
  var sizes: [String: Int] {
    let train = Int(fraction * Double(modulus * modulus) + 1e-6)
    return ["train": train, "test": modulus * modulus - train]
  }

  /// a ∘ b mod p.
  func result(_ a: Int, _ b: Int) -> Int {
    switch operation {
    case .add: (a + b) % modulus
    case .subtract: (a - b + modulus) % modulus
    case .multiply: a * b % modulus
    }
  }

  /// The pair (a, b) has id a·p + b.
  func load(seeds: Seeds, in environment: DataEnvironment) throws(DatasetError) -> DataTable {
    let pairs = 0..<modulus * modulus
    var values: [Float] = []
    var labels: [Int32] = []
    for pair in pairs {
      let (a, b) = (pair / modulus, pair % modulus)
      labels.append(Int32(result(a, b)))
      switch form {
      case .tokens: values += [Float(a), Float(b), Float(modulus)]
      case .oneHot:
        values += (0..<2 * modulus).map { $0 == a || $0 == modulus + b ? 1 : 0 }
      }
    }
    let all = DataSplit(inputs: .numbers(values), labels: labels, ids: pairs.map(Int64.init))
    var table = DataTable(
      shape: shape, classes: classes, splits: ["all": all],
      normalisation: .unchanged(channels: shape[0]))
    if form == .tokens { table.vocabulary = modulus + 1 }
    return table.cut(
      into: SplitShares([.init("train", fraction), .init("test", 1 - fraction)]),
      seed: seeds.split)
  }
}
