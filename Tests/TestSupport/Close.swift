import Testing

/// Expects two numbers to agree within `relative` of the larger one or within `absolute`.
///
/// Both tolerances default to 0: a test says which it needs. NaN agrees with nothing.
public func expectClose(
  _ actual: Double, _ expected: Double, relative: Double = 0, absolute: Double = 0,
  _ label: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = abs(actual - expected)
  let allowed = max(absolute, relative * max(abs(actual), abs(expected)))
  #expect(
    actual == expected || difference <= allowed,
    "\(label()) \(actual) is not \(expected): off by \(difference), allowed \(allowed)",
    sourceLocation: sourceLocation)
}

/// Expects two lists of numbers to be equally long and close entry by entry.
public func expectClose(
  _ actual: some Collection<Double>, _ expected: some Collection<Double>, relative: Double = 0,
  absolute: Double = 0, _ label: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(actual.count == expected.count, "\(label())", sourceLocation: sourceLocation)
  for (index, pair) in zip(actual, expected).enumerated() {
    expectClose(
      pair.0, pair.1, relative: relative, absolute: absolute, "\(label()) [\(index)]",
      sourceLocation: sourceLocation)
  }
}
