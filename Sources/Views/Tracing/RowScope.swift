import Base
import Store

/// Which rows of a study something is made from: a figure, a claim, a number asked for.
public struct RowScope: Sendable, Hashable {
  /// The measures; empty for all.
  public var measures: [String]
  /// The metrics; nil for all that the measures record.
  public var metrics: [String]?
  /// The values dimensions are held at.
  public var filters: [Claim.Filter]

  /// Makes a scope.
  public init(measures: [String], metrics: [String]? = nil, filters: [Claim.Filter] = []) {
    self.measures = measures
    self.metrics = metrics
    self.filters = filters
  }

  /// The rows a claim is judged on, of its part of a resolved spec; `measures` are those there are.
  public static func claim(_ spec: Value, measures: [String]) -> [RowScope] {
    guard let effect = spec["effect"] else {
      return [mentioned(in: spec["sql"]?.text ?? "", measures)]
    }
    guard let (measure, metric) = quantity(effect["of"], measures) else { return [] }
    var filters = filters(effect["where"])
    switch effect["contrast"] {
    case .list(let arms)?:
      filters.append(Claim.Filter(dimension: "variant", values: arms.flatMap(values)))
    case .map(let members)?:
      for (dimension, arms) in members {
        filters.append(
          Claim.Filter(dimension: dimension, values: (arms.list ?? []).flatMap(values)))
      }
    default: break
    }
    return [RowScope(measures: [measure], metrics: [metric].compactMap(\.self), filters: filters)]
  }

  /// The rows a figure is drawn from, of its part of a resolved spec.
  ///
  /// `metrics` are those its preset draws, nil where the spec names them; `drawsEpochs` says whether
  /// the epoch is on an axis, so that all are drawn; `control` names an epoch drawn beside.
  public static func figure(
    _ spec: Value, measures: [String], metrics: [String]?, drawsEpochs: Bool, control: Int?
  ) -> [RowScope] {
    if let sql = spec["sql"]?.text { return [mentioned(in: sql, measures)] }
    var filters = filters(spec["where"])
    let isFiltered = filters.contains { $0.dimension == "checkpoint" }
    if !drawsEpochs, !isFiltered, spec["series"]?.text != "checkpoint",
      spec["facet"]?.text != "checkpoint"
    {
      let at = spec["at"] ?? "last"
      filters.append(
        Claim.Filter(
          dimension: "checkpoint", values: [at] + (control.map { [.integer($0)] } ?? [])))
    }
    let samples = spec["samples"]?.text ?? "all"
    let kept = RowScope(measures: [], metrics: ["correct"], filters: filters)
    if let measure = spec["measure"]?.text {
      let drawn = RowScope(measures: [measure], metrics: metrics, filters: filters)
      return samples == "all" ? [drawn] : [drawn, kept]
    }
    return ["x", "y"].compactMap { quantity(spec[$0], measures) }.map { measure, metric in
      RowScope(measures: [measure], metrics: metric.map { [$0] }, filters: filters)
    }
  }

  /// A query's rows: those of the measures whose names stand in it as texts; of all where none does.
  private static func mentioned(in sql: String, _ measures: [String]) -> RowScope {
    RowScope(measures: measures.filter { sql.contains("'\($0)'") || sql.contains("\"\($0)\"") })
  }

  /// `measure.metric`, where there is such a measure.
  private static func quantity(_ value: Value?, _ measures: [String]) -> (String, String?)? {
    guard let text = value?.text else { return nil }
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    guard let measure = parts.first, measures.contains(measure) else { return nil }
    return (measure, parts.count == 2 ? parts[1] : nil)
  }

  private static func filters(_ value: Value?) -> [Claim.Filter] {
    (value?.map ?? [:]).sorted { $0.key < $1.key }.map {
      Claim.Filter(dimension: $0.key, values: values(of: $0.value))
    }
  }

  private static func values(of value: Value) -> [Value] { value.list ?? [value] }
}

extension ResultsStore {
  /// The uses of a study's plan whose rows are in one of `scopes`.
  public func uses(of study: StudyUses, in scopes: [RowScope]) throws(StoreError)
    -> [StudyUses.Use]
  {
    var found: [StudyUses.Use] = []
    for scope in scopes {
      let measures = scope.measures.isEmpty ? Set(study.measures) : Set(scope.measures)
      let chosen = study.chosen(measures: measures, scope.filters)
      let holding = try stages(
        among: Set(chosen.map(\.stage)), holding: scope.metrics, scope.filters)
      found += chosen.filter { holding.contains($0.stage) }
    }
    return found
  }
}
