import Base
import TestSupport
import Testing

/// Against 40-digit arithmetic.
private let tolerance = 1e-12

@Suite struct DistributionTests {
  @Test(
    arguments: [
      (1, 1, 0.25), (1, 1e10, 3.18309886183790672e-11), (0.3, 2.5, 0.264442719609172458),
      (2, 1e-8, 0.499999996464466094), (4, 2.7764451051977987, 0.0249999999999998877),
      (4.7, 1.3, 0.126848647932305081), (9, 2.262157162740992, 0.0250000000023378443),
      (29.5, 0.01, 0.496044304762294003), (30.5, 8, 2.77907720091808236e-9),
      (100, 1.98, 0.0252258034165476885), (12345.6, 3, 0.00135259182516939696),
      (1e6, 5, 2.86699893544537078e-7), (1e9, 2, 0.0227501320831566235),
    ] as [(Double, Double, Double)])
  func tailsOfStudentsT(df: Double, t: Double, tail: Double) {
    let student = StudentT(degreesOfFreedom: df)
    expectClose(student.upperTail(t), tail, relative: tolerance)
    expectClose(student.cumulative(-t), tail, relative: tolerance)
    expectClose(student.cumulative(t), 1 - tail, relative: tolerance)
  }

  @Test(
    arguments: [
      (1, 0.975, 12.7062047361746933), (2, 0.975, 4.30265272974946179),
      (4, 0.975, 2.77644510519779349), (9, 0.975, 2.262157162798205),
      (29, 0.975, 2.04522964213270387), (4, 0.995, 4.60409487134999205),
      (4.7, 0.9, 1.49015508151680302), (0.5, 0.99, 1028.49101047162009),
      (120.25, 0.999, 3.15939172969389432), (1e6, 0.975, 1.95996635681410666),
      (3, 0.6, 0.276670662332689847), (4, 1 - 0x1p-30, 238.22784796023907),
    ] as [(Double, Double, Double)])
  func quantilesOfStudentsT(df: Double, probability: Double, t: Double) {
    let student = StudentT(degreesOfFreedom: df)
    expectClose(student.quantile(probability), t, relative: tolerance)
    expectClose(student.quantile(1 - probability), -t, relative: 1e-10)
  }

  /// The table of two-sided 5 % points that textbooks print.
  @Test(
    arguments: [
      (1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (10, 2.228), (20, 2.086),
      (30, 2.042), (60, 2.000), (120, 1.980),
    ] as [(Double, Double)])
  func printedTable(df: Double, t: Double) {
    expectClose(StudentT(degreesOfFreedom: df).quantile(0.975), t, absolute: 5.1e-4)
  }

  @Test(arguments: [0.1, 1, 2.5, 14.9, 15.1, 29.9, 30.1, 400, 1e7, 9.9e7, 1.01e8])
  func quantileInvertsTheTail(df: Double) {
    let student = StudentT(degreesOfFreedom: df)
    for probability in [1e-12, 0.001, 0.2, 0.49, 0.5, 0.8] {
      expectClose(
        student.cumulative(student.quantile(probability)), probability, relative: 1e-10,
        "df \(df), p \(probability)")
    }
  }

  @Test func endsOfStudentsT() {
    let student = StudentT(degreesOfFreedom: 3)
    #expect(student.quantile(0.5) == 0)
    #expect(student.quantile(0) == -.infinity && student.quantile(1) == .infinity)
    #expect(student.upperTail(.infinity) == 0 && student.cumulative(-.infinity) == 0)
    #expect(student.upperTail(1e200) == 0)
    #expect(student.upperTail(.nan).isNaN)
    #expect(StudentT(degreesOfFreedom: .infinity).upperTail(2) == NormalDistribution.cumulative(-2))
  }

  @Test(
    arguments: [
      (0.975, 1.95996398454005386), (0.9, 1.28155156554460059), (0.5001, 0.000250662830088007492),
      (1e-10, -6.3613409024040562), (1e-300, -37.0470962993612), (0.25, -0.674489750196081743),
      (0.5, 0),
    ] as [(Double, Double)])
  func quantilesOfTheNormalDistribution(probability: Double, x: Double) {
    expectClose(NormalDistribution.quantile(probability), x, relative: tolerance)
  }

  @Test func endsOfTheNormalDistribution() {
    #expect(NormalDistribution.quantile(0) == -.infinity)
    #expect(NormalDistribution.quantile(1) == .infinity)
    expectClose(NormalDistribution.cumulative(1), 0.841344746068542949, relative: tolerance)
    expectClose(NormalDistribution.cumulative(-10), 7.61985302416052606e-24, relative: tolerance)
  }
}
