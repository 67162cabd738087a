/// A typed value as specs, stage parameters and events carry it.
///
/// The type comes from the schema that read it, never from the spelling, so `1e-3` and `0.001`
/// are the same value.
public indirect enum Value: Sendable, Hashable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([Value])
  case map([String: Value])

  /// The member `key` of a map; nil for other values and absent keys.
  public subscript(key: String) -> Value? {
    if case .map(let members) = self { return members[key] }
    return nil
  }

  /// The boolean, or nil.
  public var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
  /// The integer, also from a number without fraction, or nil.
  public var integer: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }
  /// The number, also from an integer, or nil.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
  /// The text, or nil.
  public var text: String? { if case .text(let value) = self { value } else { nil } }
  /// The elements of a list, or nil.
  public var list: [Value]? { if case .list(let value) = self { value } else { nil } }
  /// The members of a map, or nil.
  public var map: [String: Value]? { if case .map(let value) = self { value } else { nil } }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// An integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A boolean.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  /// A list.
  public init(arrayLiteral elements: Value...) { self = .list(elements) }
  /// A map; a key given twice keeps its last value.
  public init(dictionaryLiteral elements: (String, Value)...) {
    self = .map(Dictionary(elements) { _, last in last })
  }
}

extension Value: Codable {
  /// Reads JSON: a number without fraction or exponent becomes an integer.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([Value].self) {
      self = .list(value)
    } else {
      self = .map(try container.decode([String: Value].self))
    }
  }

  /// Writes JSON of the same shape.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .map(let value): try container.encode(value)
    }
  }
}
