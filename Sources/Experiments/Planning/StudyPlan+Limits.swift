import Base
import Pipeline
import Spec

extension StudyPlan {
  /// Puts the spec's limits on the stages; what `given` says, on the command line, goes before the
  /// spec's `default`, and what the spec says of a kind before both.
  public mutating func setLimits(overridingDefaults given: ResourceLimits.Bounds = .init()) {
    let limits = study.limits
    graph.setLimits { limits.limits(of: $0, overridingDefaults: given) }
  }
}

extension ResourceLimits {
  /// The limits of a kind of stage.
  func limits(of kind: String, overridingDefaults given: Bounds) -> StageLimits {
    let own = bounds[kind]
    let general = bounds[Self.defaultName]
    func bound<Amount>(_ amount: KeyPath<Bounds, Amount?>, _ name: String)
      -> StageLimits.Bound<Amount>?
    {
      if let amount = own?[keyPath: amount] { return .init(amount, from: "limits.\(kind).\(name)") }
      if let amount = given[keyPath: amount] { return .init(amount, from: "--\(name)") }
      return (general?[keyPath: amount]).map {
        .init($0, from: "limits.\(Self.defaultName).\(name)")
      }
    }
    return StageLimits(
      timeout: bound(\.timeout, "timeout"), memory: bound(\.memory, "memory"),
      retries: own?.retries ?? given.retries ?? general?.retries ?? 0)
  }
}
