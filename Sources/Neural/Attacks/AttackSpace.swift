/// Where attacked inputs may lie, and in what unit the length of a change is told, element by
/// element.
///
/// Networks read normalised inputs, attacks are stated in other units – shares of the range of
/// pixels, say. A change d of element i is d / `unit[i]` long.
public struct AttackSpace<Scalar: NetworkScalar> {
  let lower: Buffer<Scalar>
  let upper: Buffer<Scalar>
  let unit: Buffer<Scalar>

  /// Makes a space of inputs between `lower` and `upper`.
  ///
  /// A sample beyond the range – a table's test row may be – is only kept from going further.
  public init(lower: [Scalar], upper: [Scalar], unit: [Scalar]) {
    precondition(
      lower.count == upper.count && lower.count == unit.count,
      "AttackSpace: \(lower.count) least, \(upper.count) greatest values, \(unit.count) units")
    precondition(unit.allSatisfy { $0 > 0 && $0.isFinite }, "AttackSpace: units are above 0")
    precondition(
      zip(lower, upper).allSatisfy { $0 <= $1 }, "AttackSpace: a range ends before it begins")
    self.lower = Buffer(lower)
    self.upper = Buffer(upper)
    self.unit = Buffer(unit)
  }

  /// Every input is allowed; lengths are those of inputs.
  public static func unbounded(elements: Int) -> AttackSpace {
    AttackSpace(
      lower: Array(repeating: -.infinity, count: elements),
      upper: Array(repeating: .infinity, count: elements),
      unit: Array(repeating: 1, count: elements))
  }

  /// Numbers of one input.
  public var elements: Int { unit.count }
}

extension Buffer {
  fileprivate convenience init(_ values: [Element]) {
    self.init(count: values.count)
    array = values
  }
}
