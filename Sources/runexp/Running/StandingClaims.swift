import Base
import Experiments
import Spec
import Store
import Views

/// A study's claims judged on what the store holds, without a run.
struct StandingClaims {
  /// The claims with their verdicts; those whose measurement the spec changed since are stale.
  let claims: [JudgedClaim]
  /// What is to be said about single claims.
  let notes: [String]

  /// Judges the claims of the spec `planned` is made of.
  init(_ planned: StudyPlan, in store: ResultsStore, at time: Double) throws {
    let study = planned.study
    let kept = try store.verdicts(study: study.name)
    let judge = ClaimJudge(queries: try store.queries(study: study.name))
    let wanted = study.claims.map(\.value)
    let registrations = try Self.registrations(of: wanted, in: store, study: study.name)
    // What successive halving left behind is in neither.
    let decided = try HalvedPlan(planned, in: store).planned
    let changed = Self.changedMeasures(
      decided.plannedCells, try store.plannedCells(study: study.name))
    claims = try judge.judge(wanted, registrations: registrations, kept: kept, at: time).map {
      judged in
      let stale = judged.claim.measures.map { $0.filter(changed.contains) } ?? Array(changed)
      guard let measure = stale.min() else { return judged }
      return judged.stale(
        because: "the store's `\(measure)` is not of this spec; run it to judge it anew")
    }
    let outdated = try judge.standing(wanted, kept: kept).filter { $0.verdict == .stale }
      .map { record, _ in
        "\(record.name): was \(record.verdict) when it was last judged, on other numbers or in"
          + " other words"
      }
    notes = ClaimTable.notes(claims, places: StudyViews.places(of: study)) + outdated
  }

  /// Whether every verdict is the one its claim expects.
  var areAsExpected: Bool { claims.allSatisfy(\.isAsExpected) }

  /// The registration of each claim whose text is the one last seen.
  private static func registrations(
    of claims: [Claim], in store: ResultsStore, study: String
  ) throws -> [String: ClaimRegistration] {
    let seen = Dictionary(grouping: try store.sightings(study: study), by: \.name)
    var found: [String: ClaimRegistration] = [:]
    for claim in claims {
      let text = claim.registeredText.text
      guard let sightings = seen[claim.name], sightings.last?.text == text else { continue }
      found[claim.name] = ClaimRegistration(sightings)
    }
    return found
  }

  /// The measures whose stages in the plan are not those the store holds rows of.
  private static func changedMeasures(_ planned: [PlannedCell], _ stored: [PlannedCell])
    -> Set<String>
  {
    struct Use: Hashable {
      var cell: String
      var stage: PlannedCell.Stage
    }
    func uses(_ cells: [PlannedCell]) -> [String: Set<Use>] {
      var uses: [String: Set<Use>] = [:]
      for cell in cells {
        for stage in cell.stages {
          guard let measure = stage.measure else { continue }
          uses[measure, default: []].insert(Use(cell: cell.label, stage: stage))
        }
      }
      return uses
    }
    let (now, then) = (uses(planned), uses(stored))
    return Set(now.keys).union(then.keys).filter { now[$0] != then[$0] }
  }
}

extension Claim {
  /// The measures whose rows it is judged on; nil for a query, which may read any.
  fileprivate var measures: [String]? {
    guard case .quantity(let measure, _, _, _) = effect else { return nil }
    return [measure]
  }
}
