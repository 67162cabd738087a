/// Four neighbouring values.
typealias Vector = SIMD4<Double>

/// Which of two coalitions that differ in one player is changed.
protocol ChangedHalf { static var isUpper: Bool { get } }
/// The one with the player.
enum Upper: ChangedHalf { static var isUpper: Bool { true } }
/// The one without.
enum Lower: ChangedHalf { static var isUpper: Bool { false } }

/// What is done to two coalitions that differ in one player.
///
/// A type rather than a value, so that every loop is compiled for the one addition it does.
protocol Butterfly {
  associatedtype Half: ChangedHalf
  /// What changes nothing, not even the sign of a zero, when it is the other.
  static var neutral: Double { get }
  static func combine(_ changed: Double, _ other: Double) -> Double
  static func combine(_ changed: Vector, _ other: Vector) -> Vector
}

enum Difference<Half: ChangedHalf>: Butterfly {
  static var neutral: Double { 0 }
  @inline(__always)
  static func combine(_ changed: Double, _ other: Double) -> Double { changed - other }
  @inline(__always)
  static func combine(_ changed: Vector, _ other: Vector) -> Vector { changed - other }
}

enum Sum<Half: ChangedHalf>: Butterfly {
  static var neutral: Double { -0.0 }
  @inline(__always)
  static func combine(_ changed: Double, _ other: Double) -> Double { changed + other }
  @inline(__always)
  static func combine(_ changed: Vector, _ other: Vector) -> Vector { changed + other }
}

extension Butterfly {
  /// Does it to coalitions without and with a player.
  @inline(__always)
  static func step(_ without: inout Double, _ with: inout Double) {
    if Half.isUpper { with = combine(with, without) } else { without = combine(without, with) }
  }

  /// Does it to four pairs of coalitions.
  @inline(__always)
  static func step(_ without: inout Vector, _ with: inout Vector) {
    if Half.isUpper { with = combine(with, without) } else { without = combine(without, with) }
  }

  /// Does it for the players of bits 0 and 1, which lie within one vector; the lanes that stay as
  /// they are meet `neutral`.
  @inline(__always)
  static func within(_ v: Vector, neutral: Double) -> Vector {
    if Half.isUpper {
      let w = combine(v, Vector(neutral, v[0], neutral, v[2]))
      return combine(w, Vector(neutral, neutral, w[0], w[1]))
    }
    let w = combine(v, Vector(v[1], neutral, v[3], neutral))
    return combine(w, Vector(w[2], w[3], neutral, neutral))
  }
}

/// Four vectors in registers: rows that differ in two players.
struct FourRows<Step: Butterfly> {
  private var a, b, c, d: Vector

  @inline(__always)
  init(_ source: UnsafeMutablePointer<Double>, _ run: Int) {
    a = load(source)
    b = load(source + run)
    c = load(source + 2 &* run)
    d = load(source + 3 &* run)
  }

  @inline(__always)
  mutating func combine() {
    Step.step(&a, &b)
    Step.step(&c, &d)
    Step.step(&a, &c)
    Step.step(&b, &d)
  }

  @inline(__always)
  func write(_ target: UnsafeMutablePointer<Double>, _ run: Int) {
    store(a, target)
    store(b, target + run)
    store(c, target + 2 &* run)
    store(d, target + 3 &* run)
  }
}

/// Eight vectors in registers: rows that differ in three players.
struct EightRows<Step: Butterfly> {
  private var a, b, c, d, e, f, g, h: Vector

  @inline(__always)
  init(_ source: UnsafeMutablePointer<Double>, _ run: Int) {
    a = load(source)
    b = load(source + run)
    c = load(source + 2 &* run)
    d = load(source + 3 &* run)
    e = load(source + 4 &* run)
    f = load(source + 5 &* run)
    g = load(source + 6 &* run)
    h = load(source + 7 &* run)
  }

  /// The two players within each vector.
  @inline(__always)
  mutating func combineWithin(neutral: Double) {
    a = Step.within(a, neutral: neutral)
    b = Step.within(b, neutral: neutral)
    c = Step.within(c, neutral: neutral)
    d = Step.within(d, neutral: neutral)
    e = Step.within(e, neutral: neutral)
    f = Step.within(f, neutral: neutral)
    g = Step.within(g, neutral: neutral)
    h = Step.within(h, neutral: neutral)
  }

  /// The three players between the vectors, lowest first.
  @inline(__always)
  mutating func combine() {
    Step.step(&a, &b)
    Step.step(&c, &d)
    Step.step(&e, &f)
    Step.step(&g, &h)
    Step.step(&a, &c)
    Step.step(&b, &d)
    Step.step(&e, &g)
    Step.step(&f, &h)
    Step.step(&a, &e)
    Step.step(&b, &f)
    Step.step(&c, &g)
    Step.step(&d, &h)
  }

  @inline(__always)
  func write(_ target: UnsafeMutablePointer<Double>, _ run: Int) {
    store(a, target)
    store(b, target + run)
    store(c, target + 2 &* run)
    store(d, target + 3 &* run)
    store(e, target + 4 &* run)
    store(f, target + 5 &* run)
    store(g, target + 6 &* run)
    store(h, target + 7 &* run)
  }
}

/// Four values from a place of any alignment.
@inline(__always)
func load(_ place: UnsafeMutablePointer<Double>) -> Vector {
  UnsafeRawPointer(place).loadUnaligned(as: Vector.self)
}

/// Four values to a place of any alignment.
@inline(__always)
func store(_ value: Vector, _ place: UnsafeMutablePointer<Double>) {
  UnsafeMutableRawPointer(place).storeBytes(of: value, as: Vector.self)
}
