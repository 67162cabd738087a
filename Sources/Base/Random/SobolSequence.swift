/// One dimension of a Sobol' sequence, in the order of Gray codes: points that fill a cube evenly,
/// any beginning of them too.
///
/// The direction numbers are those of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
/// two-dimensional projections" (SIAM J. Sci. Comput. 30, 2008), set new-joe-kuo-6.
public struct SobolSequence: Sendable {
  /// How many dimensions there are numbers for.
  public static var mostDimensions: Int { polynomials.count + 1 }

  /// The direction number of each binary digit of an index.
  private let directions: [UInt32]

  /// Makes the dimension `dimension`, from 0 to `mostDimensions` − 1.
  public init(dimension: Int) {
    precondition(
      (0..<Self.mostDimensions).contains(dimension), "there is no dimension \(dimension)")
    guard dimension > 0 else {
      directions = (0..<32).map { 1 << (31 - UInt32($0)) }
      return
    }
    let polynomial = Self.polynomials[dimension - 1]
    let degree = polynomial.initial.count
    var directions = polynomial.initial.enumerated().map { place, number in
      number << (31 - UInt32(place))
    }
    for place in degree..<32 {
      let before = directions[place - degree]
      var next = before ^ (before >> UInt32(degree))
      for term in 1..<degree where polynomial.coefficients >> UInt32(degree - 1 - term) & 1 == 1 {
        next ^= directions[place - term]
      }
      directions.append(next)
    }
    self.directions = directions
  }

  /// The coordinate of point `index` in units of 2⁻³².
  public func word(at index: UInt32) -> UInt32 {
    var digits = index ^ (index >> 1)
    var word: UInt32 = 0
    while digits != 0 {
      word ^= directions[digits.trailingZeroBitCount]
      digits &= digits - 1
    }
    return word
  }

  /// A primitive polynomial by its inner coefficients, and the first direction numbers.
  private struct Polynomial {
    let coefficients: UInt32
    let initial: [UInt32]

    init(_ coefficients: UInt32, _ initial: [UInt32]) {
      self.coefficients = coefficients
      self.initial = initial
    }
  }

  /// Those of the dimensions from the second on; the degree is the number of direction numbers.
  private static let polynomials = [
    Polynomial(0, [1]), Polynomial(1, [1, 3]), Polynomial(1, [1, 3, 1]),
    Polynomial(2, [1, 1, 1]), Polynomial(1, [1, 1, 3, 3]), Polynomial(4, [1, 3, 5, 13]),
    Polynomial(2, [1, 1, 5, 5, 17]), Polynomial(4, [1, 1, 5, 5, 5]),
    Polynomial(7, [1, 1, 7, 11, 19]), Polynomial(11, [1, 1, 5, 1, 1]),
    Polynomial(13, [1, 1, 1, 3, 11]), Polynomial(14, [1, 3, 5, 5, 31]),
    Polynomial(1, [1, 3, 3, 9, 7, 49]), Polynomial(13, [1, 1, 1, 15, 21, 21]),
    Polynomial(16, [1, 3, 1, 13, 27, 49]), Polynomial(19, [1, 1, 1, 15, 7, 5]),
    Polynomial(22, [1, 3, 1, 15, 13, 25]), Polynomial(25, [1, 1, 5, 5, 19, 61]),
    Polynomial(1, [1, 3, 7, 11, 23, 15, 103]), Polynomial(4, [1, 3, 7, 13, 13, 15, 69]),
  ]
}
