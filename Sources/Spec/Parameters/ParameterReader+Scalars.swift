import Base

extension ParameterReader {
  /// An integer; required when there is no default.
  ///
  /// `omitWhenDefault` keeps the default out of `parameters`: for a parameter added later, whose
  /// default reproduces what was done before it existed, so that old keys stay.
  public func integer(
    _ key: String, default defaultValue: Int? = nil, in range: ClosedRange<Int> = 0...Int.max,
    omitWhenDefault: Bool = false, _ summary: String
  ) -> Int {
    let value = scalar(
      key, .integer(range), default: defaultValue.map { .integer($0) },
      placeholder: .integer(Self.placeholder(in: range)), required: defaultValue == nil,
      omitWhenDefault: omitWhenDefault, summary)
    return value?.integer ?? Self.placeholder(in: range)
  }

  /// An integer that may be absent.
  public func optionalInteger(
    _ key: String, in range: ClosedRange<Int> = 0...Int.max, _ summary: String
  ) -> Int? {
    scalar(
      key, .integer(range), default: nil, placeholder: .integer(Self.placeholder(in: range)),
      required: false, summary)?.integer
  }

  /// A finite number; required when there is no default.
  public func number(
    _ key: String, default defaultValue: Double? = nil, in range: NumberRange = .any,
    omitWhenDefault: Bool = false, _ summary: String
  ) -> Double {
    let value = scalar(
      key, .number(range), default: defaultValue.map { .number($0) },
      placeholder: .number(range.placeholder), required: defaultValue == nil,
      omitWhenDefault: omitWhenDefault, summary)
    return value?.number ?? range.placeholder
  }

  /// A finite number that may be absent.
  public func optionalNumber(_ key: String, in range: NumberRange = .any, _ summary: String)
    -> Double?
  {
    scalar(
      key, .number(range), default: nil, placeholder: .number(range.placeholder), required: false,
      summary)?.number
  }

  /// `true` or `false`; required when there is no default.
  public func boolean(
    _ key: String, default defaultValue: Bool? = nil, omitWhenDefault: Bool = false,
    _ summary: String
  ) -> Bool {
    let value = scalar(
      key, .boolean, default: defaultValue.map { .boolean($0) }, placeholder: .boolean(false),
      required: defaultValue == nil, omitWhenDefault: omitWhenDefault, summary)
    return value?.boolean ?? false
  }

  /// A text: any scalar as it is written; required when there is no default.
  public func text(
    _ key: String, default defaultValue: String? = nil, omitWhenDefault: Bool = false,
    _ summary: String
  ) -> String {
    let value = scalar(
      key, .text, default: defaultValue.map { .text($0) }, placeholder: .text("text"),
      required: defaultValue == nil, omitWhenDefault: omitWhenDefault, summary)
    return value?.text ?? "text"
  }

  /// A text that may be absent.
  public func optionalText(_ key: String, _ summary: String) -> String? {
    scalar(key, .text, default: nil, placeholder: .text("text"), required: false, summary)?.text
  }

  /// A duration in seconds that may be absent.
  public func optionalDuration(_ key: String, _ summary: String) -> Double? {
    scalar(key, .duration, default: nil, placeholder: 1, required: false, summary)?.number
  }

  /// A number of bytes that may be absent.
  public func optionalSize(_ key: String, _ summary: String) -> Int? {
    scalar(key, .size, default: nil, placeholder: 1, required: false, summary)?.integer
  }

  /// One of the words `names`; required when there is no default.
  public func choice(
    _ key: String, of names: [String], default defaultValue: String? = nil,
    omitWhenDefault: Bool = false, _ summary: String
  ) -> String {
    guard let first = names.first else { preconditionFailure("a choice of nothing for \(key)") }
    let value = scalar(
      key, .choice(names), default: defaultValue.map { .text($0) }, placeholder: .text(first),
      required: defaultValue == nil, omitWhenDefault: omitWhenDefault, summary)
    return value?.text ?? first
  }

  /// One of an enumeration's words; required when there is no default.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default defaultValue: Choice? = nil, omitWhenDefault: Bool = false,
    _ summary: String
  ) -> Choice where Choice.RawValue == String {
    let name = choice(
      key, of: Choice.allCases.map(\.rawValue), default: defaultValue?.rawValue,
      omitWhenDefault: omitWhenDefault, summary)
    guard let choice = Choice(rawValue: name) else {
      preconditionFailure("\(name) is not a raw value of its own enumeration")
    }
    return choice
  }

  /// Reads, checks and records one scalar; nil only when absent, optional and without default.
  func scalar(
    _ key: String, _ type: FieldType, default defaultValue: Value?, placeholder: Value,
    required: Bool, omitWhenDefault: Bool = false, _ summary: String
  ) -> Value? {
    let member = member(key)
    var value = defaultValue
    if let member {
      value = typed(member.value, as: type, for: key)
      if value == nil {
        faultyKeys.insert(key)
        value = defaultValue ?? placeholder
      }
    } else if required {
      missing(key, type, summary)
      value = placeholder
    }
    record(
      key, value, from: member, type: type, default: defaultValue, required: required,
      omitWhenDefault: omitWhenDefault, summary)
    return value
  }

  /// `node` as a value of a scalar type, or of a list of them; nil after reporting why not.
  func typed(_ node: SpecNode, as type: FieldType, for key: String) -> Value? {
    if case .list(let inner, let count) = type, let elements = node.elements {
      let values = elements.compactMap { typed($0, as: inner, for: key) }
      if !count.contains(elements.count) { mismatch(key, node, type) }
      return values.count == elements.count ? .list(values) : nil
    }
    guard case .scalar(let text, let quoted) = node.content else {
      mismatch(key, node, type)
      return nil
    }
    switch type {
    case .integer(let range):
      guard !quoted, let value = CoreScalar.integer(text) else {
        if !quoted, let number = CoreScalar.number(text), !number.isFinite {
          reportNotFinite(key, node)
        } else {
          mismatch(key, node, type)
        }
        return nil
      }
      guard range.contains(value) else {
        outOfRange(key, node, type)
        return nil
      }
      return .integer(value)
    case .number(let range):
      guard !quoted, let value = CoreScalar.number(text) else {
        mismatch(key, node, type)
        return nil
      }
      guard value.isFinite else {
        reportNotFinite(key, node)
        return nil
      }
      guard range.contains(value) else {
        outOfRange(key, node, type)
        return nil
      }
      return .number(value == 0 ? 0 : value)
    case .boolean:
      guard !quoted, let value = CoreScalar.boolean(text) else {
        mismatch(key, node, type)
        return nil
      }
      return .boolean(value)
    case .choice(let names):
      guard names.contains(text) else {
        var notes: [String] = []
        if let nearest = NearestName.suggestion(for: text, among: names) {
          notes.append("did you mean `\(nearest)`?")
        }
        notes.append("legal values: " + names.joined(separator: ", "))
        sink.report(
          at: node.span, "`\(key)` cannot be `\(SpecNode.shortened(text))`", notes: notes)
        return nil
      }
      return .text(text)
    case .duration:
      guard let seconds = DurationText.seconds(text) else {
        mismatch(key, node, type)
        return nil
      }
      return .number(seconds)
    case .size:
      guard let bytes = SizeText.bytes(text) else {
        mismatch(key, node, type)
        return nil
      }
      return .integer(bytes)
    case .list:
      mismatch(key, node, type)
      return nil
    default: return .text(text)
    }
  }

  private func outOfRange(_ key: String, _ node: SpecNode, _ type: FieldType) {
    sink.report(at: node.span, "`\(key)` must be \(type.words), not \(node.text ?? "")")
  }

  private func reportNotFinite(_ key: String, _ node: SpecNode) {
    sink.report(
      at: node.span, "`\(key)` must be a finite number, not \(node.text ?? "")",
      notes: ["NaN and infinities are never legal"])
  }

  static func placeholder(in range: ClosedRange<Int>) -> Int {
    range.contains(1) ? 1 : range.contains(0) ? 0 : range.lowerBound
  }
}
