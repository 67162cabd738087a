import Base

/// What a spec may say under one key: the source of `runexp catalog`, of the JSON Schema and of
/// the notes under a fault.
public struct FieldDescription: Sendable, Hashable {
  /// The key.
  public var name: String
  /// What may stand under it.
  public var type: FieldType
  /// What holds when the key is absent; nil when it must be given or has no default.
  public var defaultValue: Value?
  /// Whether the key must be given.
  public var isRequired: Bool
  /// One line on what it means.
  public var summary: String

  /// Makes a description; see the properties.
  public init(
    name: String, type: FieldType, defaultValue: Value? = nil, isRequired: Bool, summary: String
  ) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
    self.isRequired = isRequired
    self.summary = summary
  }
}

/// The type of a field, with its legal values.
public indirect enum FieldType: Sendable, Hashable {
  case integer(ClosedRange<Int>)
  case number(NumberRange)
  case boolean
  case text
  /// A duration such as `90s`, `15min`, `2h`, or plain seconds.
  case duration
  /// A number of bytes such as `512MiB`, `4GiB`, `2GB`, or plain bytes.
  case size
  /// One of the listed words.
  case choice([String])
  /// A list, or one element standing for a list of one.
  case list(of: FieldType, count: ClosedRange<Int>)
  /// A mapping with these keys.
  case map([FieldDescription])
  /// A mapping from names the user chooses.
  case named(FieldType)
  /// A plugin of the catalog of this kind: its name, or a mapping with `name` and parameters.
  case plugin(kind: String)
  /// A reference to a node of one of these kinds.
  case reference([NodeKind])
  /// One of several forms.
  case oneOf([FieldType])
  case anything

  /// A few words for a fault's note: `an integer from 1 to 10`.
  public var words: String {
    switch self {
    case .integer(let range): "an integer" + Self.words(range)
    case .number(let range): range == .any ? "a number" : "a number \(range.words)"
    case .boolean: "true or false"
    case .text: "a text"
    case .duration: "a duration such as 90s, 15min, 2h or a number of seconds"
    case .size: "a size such as 512MiB, 4GiB, 2GB or a number of bytes"
    case .choice(let names): "one of " + names.joined(separator: ", ")
    case .list(let type, let count):
      "a list\(count == 0...Int.max || count == 1...Int.max ? "" : Self.length(count)), each "
        + type.words
    case .map(let fields): "a mapping with " + fields.map(\.name).joined(separator: ", ")
    case .named: "a mapping from names"
    case .plugin(let kind): "the name of a \(kind), or a mapping with its name and parameters"
    case .reference(let kinds):
      "a reference to a node of " + kinds.map(\.rawValue).joined(separator: " or ")
    case .oneOf(let types): types.map(\.words).joined(separator: ", or ")
    case .anything: "anything"
    }
  }

  private static func words(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): ""
    case (let lower, .max): " of at least \(lower)"
    case (.min, let upper): " of at most \(upper)"
    case (let lower, let upper): " from \(lower) to \(upper)"
    }
  }

  private static func length(_ count: ClosedRange<Int>) -> String {
    count.lowerBound == count.upperBound
      ? " of \(count.lowerBound)"
      : count.upperBound == .max
        ? " of at least \(count.lowerBound)" : " of \(count.lowerBound) to \(count.upperBound)"
  }
}

/// A range of finite numbers, each end open or closed.
public struct NumberRange: Sendable, Hashable {
  /// The least value or bound.
  public var lower: Double
  /// The largest value or bound.
  public var upper: Double
  /// Whether `lower` itself is excluded.
  public var excludesLower: Bool
  /// Whether `upper` itself is excluded.
  public var excludesUpper: Bool

  /// Makes a range; see the properties.
  public init(
    lower: Double, upper: Double, excludesLower: Bool = false, excludesUpper: Bool = false
  ) {
    self.lower = lower
    self.upper = upper
    self.excludesLower = excludesLower
    self.excludesUpper = excludesUpper
  }

  /// Every finite number.
  public static let any = NumberRange(lower: -.infinity, upper: .infinity)
  /// Numbers of at least `bound`.
  public static func atLeast(_ bound: Double) -> NumberRange {
    NumberRange(lower: bound, upper: .infinity)
  }
  /// Numbers above `bound`.
  public static func above(_ bound: Double) -> NumberRange {
    NumberRange(lower: bound, upper: .infinity, excludesLower: true)
  }
  /// Numbers from `range.lowerBound` to `range.upperBound`, both included.
  public static func within(_ range: ClosedRange<Double>) -> NumberRange {
    NumberRange(lower: range.lowerBound, upper: range.upperBound)
  }
  /// Numbers strictly between two bounds.
  public static func between(_ lower: Double, and upper: Double) -> NumberRange {
    NumberRange(lower: lower, upper: upper, excludesLower: true, excludesUpper: true)
  }
  /// Numbers from `range.lowerBound`, included, to `range.upperBound`, excluded.
  public static func halfOpen(_ range: Range<Double>) -> NumberRange {
    NumberRange(lower: range.lowerBound, upper: range.upperBound, excludesUpper: true)
  }

  /// Whether `value` is finite and in the range.
  public func contains(_ value: Double) -> Bool {
    value.isFinite && (excludesLower ? value > lower : value >= lower)
      && (excludesUpper ? value < upper : value <= upper)
  }

  /// `from 0 to 1`, `above 0`, `from 0 to below 1`.
  public var words: String {
    let least = excludesLower ? "above \(Self.text(lower))" : "of at least \(Self.text(lower))"
    let most = excludesUpper ? "below \(Self.text(upper))" : "of at most \(Self.text(upper))"
    switch (lower.isFinite, upper.isFinite) {
    case (false, false): return "that is finite"
    case (true, false): return least
    case (false, true): return most
    case (true, true):
      if !excludesLower, !excludesUpper {
        return "from \(Self.text(lower)) to \(Self.text(upper))"
      }
      return (excludesLower ? "above \(Self.text(lower))" : "from \(Self.text(lower))") + " and "
        + (excludesUpper ? "below \(Self.text(upper))" : "at most \(Self.text(upper))")
    }
  }

  /// A legal number, for where a fault was reported and reading goes on.
  var placeholder: Double {
    for candidate in [1, 0, lower, upper, (lower + upper) / 2] where contains(candidate) {
      return candidate
    }
    return 0
  }

  /// The number without a needless fraction.
  static func text(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
