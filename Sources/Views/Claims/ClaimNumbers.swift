import Base
import Store

/// The numbers one claim is judged on, and what they came from.
struct ClaimNumbers {
  /// What inference is done on.
  var sample: ClaimSample
  /// The same with the arms of the contrast swapped; nil without a contrast.
  var swapped: ClaimSample?
  /// The units' names and effects (or the arms' numbers, where arms share no units).
  var units: [JudgedClaim.Unit] = []
  /// Whether the claim itself has to be mended.
  var isFault = false

  /// The numbers of `claim`; throws only where the store cannot be read.
  static func of(_ claim: Claim, queries: StudyQueries) throws -> ClaimNumbers {
    do {
      switch claim.effect {
      case .sql(let text): return effects(try answer(text, queries))
      case .quantity(let measure, let metric, let filters, let contrast):
        let numbers = try UnitNumbers(
          measure: measure, metric: metric, reducers: claim.reducers, queries: queries)
        guard let contrast else {
          return effects(try numbers.numbers(unit: claim.unit, filters))
        }
        let arms = try [contrast.first, contrast.second].map { values in
          try numbers.numbers(
            unit: claim.unit, filters + [.init(dimension: contrast.dimension, values: values)])
        }
        guard claim.paired else { return independent(arms[0], arms[1]) }
        var paired = effects(try differences(arms[0], arms[1]))
        paired.swapped = .effects(try differences(arms[1], arms[0]).map(\.value))
        return paired
      }
    } catch let gap as UnitNumbers.Gap {
      var isFault = false
      if case .fault = gap { isFault = true }
      return ClaimNumbers(sample: .missing(gap.reason), isFault: isFault)
    }
  }

  private static func effects(_ numbers: [UnitNumber]) -> ClaimNumbers {
    ClaimNumbers(
      sample: .effects(numbers.map(\.value)),
      units: numbers.map { JudgedClaim.Unit($0, arm: nil) })
  }

  private static func independent(_ first: [UnitNumber], _ second: [UnitNumber]) -> ClaimNumbers {
    ClaimNumbers(
      sample: .arms(first.map(\.value), second.map(\.value)),
      swapped: .arms(second.map(\.value), first.map(\.value)),
      units: first.map { JudgedClaim.Unit($0, arm: 1) }
        + second.map { JudgedClaim.Unit($0, arm: 2) })
  }

  private static func differences(
    _ first: [UnitNumber], _ second: [UnitNumber]
  ) throws(UnitNumbers.Gap) -> [UnitNumber] {
    let others = Dictionary(second.map { ($0.unit, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(first.map(\.unit)).symmetricDifference(second.map(\.unit))
    if let lonely = names.min() {
      throw .missing("\(lonely) is in one arm only; say `paired: false` if arms share no units")
    }
    return first.compactMap { number in
      others[number.unit].map {
        UnitNumber(
          unit: number.unit, value: number.value - $0.value, samples: number.samples + $0.samples)
      }
    }
  }

  /// The rows of a claim's query: the unit, then its number.
  private static func answer(_ sql: String, _ queries: StudyQueries) throws -> [UnitNumber] {
    let result: QueryResult
    do { result = try queries.answer(GuardedQuery(sql)) } catch {
      guard case .query(let refusal) = error else { throw error }
      throw UnitNumbers.Gap.fault(refusal.description)
    }
    guard result.columns.count == 2 else {
      throw UnitNumbers.Gap.fault(
        "the query gives \(result.columns.count) columns, not two: the unit, then its number")
    }
    guard !result.rows.isEmpty else { throw UnitNumbers.Gap.missing("the query gives no rows") }
    var seen: Set<String> = []
    return try result.rows.map { row in
      let unit = row[0].text
      guard seen.insert(unit).inserted else {
        throw UnitNumbers.Gap.fault("the query gives several rows for unit `\(unit)`, not one")
      }
      guard row[1] != .null else {
        throw UnitNumbers.Gap.missing("the number of unit `\(unit)` is NULL")
      }
      guard let number = row[1].number else {
        throw UnitNumbers.Gap.fault("`\(row[1].text)` of unit `\(unit)` is not a number")
      }
      return UnitNumber(unit: unit, value: number, samples: 1)
    }
  }

  /// The digest of the numbers: other numbers, another verdict's inputs.
  var hash: ContentHash {
    if case .missing(let reason) = sample { return Value.text(reason).contentHash }
    return Value.list(units.map(\.judgedOn)).contentHash
  }
}
