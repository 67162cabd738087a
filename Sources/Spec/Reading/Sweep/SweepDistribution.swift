import Base

/// What the values of a drawn path are distributed like.
enum SweepDistribution {
  /// Numbers between two bounds.
  case uniform(Double, Double)
  /// Positive numbers whose logarithm is uniform.
  case logUniform(Double, Double)
  /// Integers from one to another, both included.
  case integers(Int, Int)
  /// One of several values.
  case choice([SpecNode])

  /// The value below which lies the share `share` of the distribution, 0 ≤ `share` < 1, as a scalar
  /// at `span`.
  ///
  /// Numbers are rounded to a hundred-thousandth or less of their size (of the bounds' distance, where
  /// they are uniform), so that labels can be read and typed.
  func node(at share: Double, span: SourceSpan) -> SpecNode {
    switch self {
    case .uniform(let low, let high):
      let value = low + (high - low) * share
      return Self.scalar(Self.rounded(value, of: high - low), low, high, span)
    case .logUniform(let low, let high):
      let value = low * Power.of(high / low, share)
      return Self.scalar(Self.rounded(value, of: value), low, high, span)
    case .integers(let low, let high):
      let count = Double(high - low + 1)
      return SpecNode(
        .scalar("\(low + min(high - low, Int(count * share)))", quoted: false), at: span)
    case .choice(let values):
      return values[min(values.count - 1, Int(Double(values.count) * share))]
    }
  }

  private static func scalar(
    _ value: Double, _ low: Double, _ high: Double, _ span: SourceSpan
  ) -> SpecNode {
    let bounded = min(max(value, low), high)
    // Zero has no sign in keys.
    return SpecNode(
      .scalar(NumberRange.text(bounded == 0 ? 0 : bounded), quoted: false), at: span)
  }

  /// `value` to the decimal place at which `size` has six digits.
  static func rounded(_ value: Double, of size: Double) -> Double {
    var up = 1.0
    var down = 1.0
    while size * up < 1e5 { up *= 10 }
    while size / down >= 1e6 { down *= 10 }
    return (value * up / down).rounded() * down / up
  }
}

extension ParameterReader {
  /// The numbers a bound may be: their products with powers of ten are finite.
  private static let drawable = NumberRange.within(-1e100...1e100)
  private static let positive = NumberRange.within(1e-100...1e100)
  /// Integers whose distances a Double tells apart.
  private static let countable = -(1 << 52)...(1 << 52)

  /// Reads `{uniform: [0, 1]}`, `{log-uniform: [1e-4, 1e-1]}`, `{integers: [16, 256]}` or
  /// `{choice: [a, b]}`; nil after reporting.
  func distribution() -> SweepDistribution? {
    let errors = sink.errorCount
    let known = ["uniform", "log-uniform", "integers", "choice"]
    let given = known.filter { has($0) }
    var found: SweepDistribution?
    func ordered(_ key: String, _ isInOrder: Bool) -> Bool {
      guard !isDescribing, sink.errorCount == errors else { return false }
      if !isInOrder {
        fault(
          at: key, "`\(key)` must be [lowest, highest]", notes: ["put the smaller number first"])
      }
      return isInOrder
    }
    if given.contains("uniform") || isDescribing {
      let bounds = numbers(
        "uniform", each: Self.drawable, count: 2...2, "lowest and highest number")
      if ordered("uniform", bounds[1] - bounds[0] >= Self.positive.lower) {
        found = .uniform(bounds[0], bounds[1])
      }
    }
    if given.contains("log-uniform") || isDescribing {
      let bounds = numbers(
        "log-uniform", each: Self.positive, count: 2...2,
        "lowest and highest number, even in their logarithm")
      if ordered("log-uniform", bounds[0] < bounds[1]) {
        found = .logUniform(bounds[0], bounds[1])
      }
    }
    if given.contains("integers") || isDescribing {
      let bounds = integers(
        "integers", each: Self.countable, count: 2...2, "lowest and highest integer, both included")
      if ordered("integers", bounds[0] < bounds[1]) { found = .integers(bounds[0], bounds[1]) }
    }
    if given.contains("choice") || isDescribing { found = choices() ?? found }
    if given.count > 1 {
      fault(
        at: given[1], "`\(given[0])` and `\(given[1])` exclude each other",
        notes: [Self.oneOf(known)])
    }
    known.forEach { _ = member($0) }
    finish()
    // An unknown key was told above, with the nearest one.
    if given.isEmpty, sink.errorCount == errors {
      fault(at: nil, "a distribution is missing", notes: [Self.oneOf(known)])
    }
    return sink.errorCount == errors && given.count == 1 ? found : nil
  }

  private static func oneOf(_ known: [String]) -> String {
    "give exactly one of " + known.joined(separator: ", ")
  }

  private func choices() -> SweepDistribution? {
    let member = member("choice")
    describe(
      "choice", .list(of: .anything, count: 1...Int.max), required: false, "the values, even")
    guard let member else { return nil }
    guard let values = member.value.elements, !values.isEmpty else {
      mismatch("choice", member.value, .list(of: .anything, count: 1...Int.max))
      return nil
    }
    var seen: Set<Value> = []
    for value in values where !seen.insert(value.untypedValue).inserted {
      sink.report(
        at: value.span, "`choice` repeats a value", notes: ["remove one of the two"])
    }
    return .choice(values)
  }
}
