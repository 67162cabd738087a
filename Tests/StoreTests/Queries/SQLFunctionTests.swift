import Base
import TestSupport
import Testing

@testable import Store

@Suite struct SQLFunctionTests {
  /// Results agree with Base's statistics up to the conversion to SQLite's double and back.
  static let tolerance = 1e-12

  static func answer(_ expression: String, of numbers: String) throws -> QueryValue {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(study: "s", [])
    let columns = numbers.contains("(1,") ? "x, y" : "x"
    let answer = try fixture.store.queries(study: "s").answer(
      GuardedQuery("WITH t(\(columns)) AS (VALUES \(numbers)) SELECT \(expression) FROM t"))
    return answer.rows[0][0]
  }

  /// 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared deviations 32, so sd √(32/7); t(.975, 7) = 2.3646243.
  @Test(arguments: [
    ("mean(x)", 5.0), ("avg(x)", 5.0), ("sd(x)", 2.138089935299395),
    ("sem(x)", 0.7559289460184544), ("median(x)", 4.5), ("quantile(x, 0.25)", 4.0),
    ("t_low(x)", 5 - 2.3646242515927849 * 0.7559289460184544),
    ("t_high(x, 0.95)", 5 + 2.3646242515927849 * 0.7559289460184544),
  ])
  func summariesOfAColumn(_ expression: String, _ expected: Double) throws {
    let value = try Self.answer(expression, of: "(2),(4),(NULL),(4),(4),(5),(5),(7),(9)")
    expectClose(try #require(value.number), expected, relative: Self.tolerance)
  }

  /// y = x³ on 1...4: ranks agree; sums of products of deviations are 104, 5 and 2390.
  @Test func correlationsOfTwoColumns() throws {
    let pairs = "(1,1),(2,8),(3,27),(4,64),(NULL,5)"
    let spearman = try #require(try Self.answer("spearman(x, y)", of: pairs).number)
    expectClose(spearman, 1, relative: Self.tolerance)
    let pearson = try #require(try Self.answer("corr(x, y)", of: pairs).number)
    expectClose(pearson, 104 / (5.0 * 2390).squareRoot(), relative: Self.tolerance)
  }

  @Test func sumsDoNotDependOnTheOrderOfRows() throws {
    for numbers in ["(1e16),(1.0),(-1e16)", "(1.0),(1e16),(-1e16)", "(1e16),(-1e16),(1.0)"] {
      #expect(try Self.answer("sum(x)", of: numbers) == .number(1))
      #expect(try Self.answer("avg(x)", of: numbers) == .number(1.0 / 3))
    }
  }

  @Test func integersSumToAnInteger() throws {
    #expect(try Self.answer("sum(x)", of: "(1),(2)") == .integer(3))
    #expect(try Self.answer("sum(x)", of: "(1),(2.0)") == .number(3))
  }

  @Test(arguments: ["sum(x)", "avg(x)", "sd(x)", "median(x)", "t_low(x)", "quantile(x, 0.5)"])
  func ofNothingIsNull(_ expression: String) throws {
    #expect(try Self.answer(expression, of: "(NULL)") == .null)
  }
}
