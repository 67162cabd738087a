import Base
import GRDB

/// The SQL functions of our connections; no stored view uses them, so any SQL tool opens a store.
///
/// `sum` and `avg` replace SQLite's, whose results depend on the order of rows: these round once.
/// The replaced ones cannot be window functions. NULL is skipped, as everywhere in SQL; of no
/// numbers all are NULL.
enum SQLFunctions {
  static func register(on database: Database) {
    for function in all { database.add(function: function) }
    if let handle = database.sqliteConnection { ExactTotal.register(on: handle) }
  }

  /// The names of those SQLite does not have.
  static let names = [
    "mean", "sd", "sem", "median", "quantile", "corr", "spearman", "t_low", "t_high",
  ]

  static let all: [DatabaseFunction] = [
    DatabaseFunction("sd", argumentCount: 1, pure: true, aggregate: Summary<Deviation>.self),
    DatabaseFunction("sem", argumentCount: 1, pure: true, aggregate: Summary<MeanError>.self),
    DatabaseFunction("median", argumentCount: 1, pure: true, aggregate: Summary<Median>.self),
    DatabaseFunction("quantile", argumentCount: 2, pure: true, aggregate: Summary<Quantile>.self),
    DatabaseFunction("corr", argumentCount: 2, pure: true, aggregate: Pairs<Pearson>.self),
    DatabaseFunction("spearman", argumentCount: 2, pure: true, aggregate: Pairs<Spearman>.self),
    DatabaseFunction("t_low", argumentCount: 1, pure: true, aggregate: Summary<Low>.self),
    DatabaseFunction("t_low", argumentCount: 2, pure: true, aggregate: Summary<Low>.self),
    DatabaseFunction("t_high", argumentCount: 1, pure: true, aggregate: Summary<High>.self),
    DatabaseFunction("t_high", argumentCount: 2, pure: true, aggregate: Summary<High>.self),
  ]
}

/// A summary of the numbers of a group; `parameter` is the second argument of the first row.
private protocol Summarising {
  static func summary(of values: [Double], parameter: Double?) -> Double?
}

private struct Summary<Rule: Summarising>: DatabaseAggregate {
  var values: [Double] = []
  var parameter: Double?

  mutating func step(_ arguments: [DatabaseValue]) {
    if parameter == nil, arguments.count > 1 {
      parameter = Double.fromDatabaseValue(arguments[1])
    }
    if let value = Double.fromDatabaseValue(arguments[0]) { values.append(value) }
  }

  func finalize() -> (any DatabaseValueConvertible)? {
    Rule.summary(of: values, parameter: parameter)
  }
}

private enum Deviation: Summarising {
  static func summary(of values: [Double], parameter: Double?) -> Double? {
    Statistics.standardDeviation(values)
  }
}

private enum MeanError: Summarising {
  static func summary(of values: [Double], parameter: Double?) -> Double? {
    Statistics.standardError(values)
  }
}

private enum Median: Summarising {
  static func summary(of values: [Double], parameter: Double?) -> Double? {
    Statistics.median(values)
  }
}

private enum Quantile: Summarising {
  static func summary(of values: [Double], parameter: Double?) -> Double? {
    guard let parameter, (0...1).contains(parameter) else { return nil }
    return Statistics.quantile(values, parameter)
  }
}

private enum Low: Summarising {
  static func summary(of values: [Double], parameter: Double?) -> Double? {
    interval(of: values, level: parameter)?.low
  }
}

private enum High: Summarising {
  static func summary(of values: [Double], parameter: Double?) -> Double? {
    interval(of: values, level: parameter)?.high
  }
}

/// The t interval of the mean, at 95 % unless said otherwise.
private func interval(of values: [Double], level: Double?) -> Interval? {
  let level = level ?? 0.95
  guard level > 0, level < 1 else { return nil }
  return MeanEstimate(meanOf: values)?.interval(level: level)
}

/// A summary of pairs of numbers.
private protocol Relating {
  static func relation(_ x: [Double], _ y: [Double]) -> Double?
}

private struct Pairs<Rule: Relating>: DatabaseAggregate {
  var x: [Double] = []
  var y: [Double] = []

  mutating func step(_ arguments: [DatabaseValue]) {
    guard let first = Double.fromDatabaseValue(arguments[0]),
      let second = Double.fromDatabaseValue(arguments[1])
    else { return }
    x.append(first)
    y.append(second)
  }

  func finalize() -> (any DatabaseValueConvertible)? { Rule.relation(x, y) }
}

private enum Pearson: Relating {
  static func relation(_ x: [Double], _ y: [Double]) -> Double? { Statistics.pearson(x, y) }
}

private enum Spearman: Relating {
  static func relation(_ x: [Double], _ y: [Double]) -> Double? { Statistics.spearman(x, y) }
}
