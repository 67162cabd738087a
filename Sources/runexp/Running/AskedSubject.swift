import Base
import Store

extension ResultsStore {
  /// What a person means by a name; throws, with the nearest name, when that is nothing or several
  /// things.
  func requireSubject(_ name: String) throws -> Annotation.Subject {
    switch try subject(named: name) {
    case .found(let subject): return subject
    case .ambiguous(let found):
      let shown = found.prefix(8)
      let more = found.count > shown.count ? ["and \(found.count - shown.count) more"] : []
      throw Diagnostic(
        .error, "`\(name)` means \(found.count) things here", notes: shown.map { "\($0)" } + more)
    case .unknown(let nearest):
      throw Diagnostic(
        .error, "no run, study, cell or stage `\(name)` in the store",
        notes: (nearest.map { ["did you mean `\($0)`?"] } ?? [])
          + ["`runexp list` lists cells, with --runs runs, with --stages stages"])
    }
  }
}

extension Annotation.Subject {
  /// What it is called in a sentence: `cell tiny:seed=0`.
  var words: String {
    switch kind {
    case .study, .run: "\(kind.rawValue) \(name)"
    case .cell: "cell \(study.map { "\($0):" } ?? "")\(name)"
    case .stage: "stage \(name.prefix(16))"
    }
  }
}
