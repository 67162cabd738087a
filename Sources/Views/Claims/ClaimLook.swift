import Base
import Store

/// One time a claim was judged on numbers it had not been judged on before.
///
/// Looking again after each added unit until the verdict pleases makes null studies reproduce a
/// claim in 10 % instead of 2.5 %, so looks are counted.
public struct ClaimLook: Sendable, Hashable {
  /// Seconds since 1970.
  public var at: Double
  /// The number of units (in the smaller arm).
  public var units: Int
  /// The verdict then.
  public var verdict: String

  /// Makes a look.
  public init(at: Double, units: Int, verdict: String) {
    self.at = at
    self.units = units
    self.verdict = verdict
  }

  /// The looks up to now: those kept with the last verdict, and this one when the numbers are
  /// others and can be judged.
  static func all(
    since record: VerdictRecord?, on inputs: ContentHash, _ judgement: ClaimJudgement,
    at time: Double
  ) -> [ClaimLook] {
    let earlier = record.map(Self.kept) ?? []
    guard judgement.inference != nil, record?.inputsHash != inputs || earlier.isEmpty else {
      return earlier
    }
    return earlier
      + [
        ClaimLook(
          at: time, units: judgement.units.min() ?? 0, verdict: judgement.verdict.rawValue)
      ]
  }

  /// The looks in a record; of one made before looks were kept, the look it is itself.
  private static func kept(_ record: VerdictRecord) -> [ClaimLook] {
    guard let looks = record.document["looks"]?.list else {
      return record.estimate == nil
        ? [] : [ClaimLook(at: record.judgedAt, units: record.units, verdict: record.verdict)]
    }
    return looks.compactMap(ClaimLook.init)
  }

  private init?(_ value: Value) {
    guard let at = value["at"]?.number, let units = value["units"]?.integer,
      let verdict = value["verdict"]?.text
    else { return nil }
    self.init(at: at, units: units, verdict: verdict)
  }

  var value: Value {
    ["at": .number(at), "units": .integer(units), "verdict": .text(verdict)]
  }
}
