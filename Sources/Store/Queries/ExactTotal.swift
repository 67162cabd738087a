import Base
import GRDBSQLite

/// The exactly rounded sum of a group's numbers, for `sum`, `avg` and `mean`.
///
/// SQLite calls these straight, row by row: through a value for each row they would take longer than
/// the rest of a query over millions.
final class ExactTotal {
  private var total = ExactSum()
  /// The sum as long as all numbers are integers and it is one.
  private var integer: Int64? = 0
  private var count = 0

  static func register(on handle: OpaquePointer) {
    let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
    for name in ["avg", "mean"] {
      sqlite3_create_function_v2(
        handle, name, 1, flags, nil, nil, ExactTotal.step,
        { context in
          guard let total = ExactTotal.take(context), total.count > 0 else {
            return sqlite3_result_null(context)
          }
          sqlite3_result_double(context, total.total.value / Double(total.count))
        }, nil)
    }
    sqlite3_create_function_v2(
      handle, "sum", 1, flags, nil, nil, ExactTotal.step,
      { context in
        guard let total = ExactTotal.take(context), total.count > 0 else {
          return sqlite3_result_null(context)
        }
        if let integer = total.integer {
          sqlite3_result_int64(context, integer)
        } else {
          sqlite3_result_double(context, total.total.value)
        }
      }, nil)
  }

  private typealias Step =
    @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

  /// Adds the argument, if it is a number, to the group's total, which is made with its first row.
  private static let step: Step = { context, _, values in
    let bytes = Int32(MemoryLayout<UnsafeMutableRawPointer?>.size)
    guard let value = values?[0], let slot = sqlite3_aggregate_context(context, bytes) else {
      return
    }
    let place = slot.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    let total: ExactTotal
    if let known = place.pointee {
      total = Unmanaged<ExactTotal>.fromOpaque(known).takeUnretainedValue()
    } else {
      total = ExactTotal()
      place.pointee = Unmanaged.passRetained(total).toOpaque()
    }
    switch sqlite3_value_type(value) {
    case SQLITE_INTEGER: total.add(sqlite3_value_int64(value))
    case SQLITE_FLOAT: total.add(sqlite3_value_double(value))
    default: break
    }
  }

  /// The group's total, which SQLite asks for once, also of a query that was ended; nil of no rows.
  private static func take(_ context: OpaquePointer?) -> ExactTotal? {
    guard let slot = sqlite3_aggregate_context(context, 0) else { return nil }
    let place = slot.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
    guard let known = place.pointee else { return nil }
    place.pointee = nil
    return Unmanaged<ExactTotal>.fromOpaque(known).takeRetainedValue()
  }

  private func add(_ number: Double) {
    count += 1
    total.add(number)
    integer = nil
  }

  private func add(_ number: Int64) {
    count += 1
    total.add(Double(number))
    guard let sum = integer else { return }
    let (result, overflow) = sum.addingReportingOverflow(number)
    integer = overflow ? nil : result
  }
}
