/// Finds the legal name a person probably meant.
public enum NearestName {
  /// The candidate nearest to `name`, or nil when none is near enough to be worth offering.
  ///
  /// Near enough: at most a third of the longer name's letters differ (optimal string alignment
  /// distance, case folded), or one name begins with the other and at least three letters agree.
  public static func suggestion(for name: String, among candidates: some Sequence<String>)
    -> String?
  {
    let wanted = Array(name.lowercased())
    guard !wanted.isEmpty, wanted.count <= 100 else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != name {
      let letters = Array(candidate.lowercased())
      let longer = max(wanted.count, letters.count)
      var distance = alignmentDistance(wanted, letters)
      if min(wanted.count, letters.count) >= 3,
        letters.starts(with: wanted) || wanted.starts(with: letters)
      {
        distance = min(distance, 1)
      }
      guard distance <= max(1, longer / 3), distance < longer else { continue }
      if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that lead from `a` to `b`.
  static func alignmentDistance(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
