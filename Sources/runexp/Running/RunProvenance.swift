import Base
import Experiments
import Foundation
import Pipeline
import Spec
import Store

/// What a run is made from: program, machine, settings, spec, repository and data, as it begins.
struct RunProvenance {
  let source: SpecSource
  let options: RunOptions
  /// What stages record too.
  let environment: [String: String]
  /// The process's variables.
  let variables: [String: String]

  /// Completes the record of a run of `planned`.
  func complete(_ record: RunRecord, of planned: StudyPlan) -> RunRecord {
    var record = record
    let spec = source.files
    let repository = RepositoryState.of(
      specFiles: spec.isEmpty ? [source.file] : spec.map(\.path), variables: variables)
    record.specText = spec.first?.text ?? ""
    record.gitCommit = repository.commit
    record.gitDiff = repository.diff
    record.files = (planned.dataFiles + spec).sorted { ($0.role, $0.path) < ($1.role, $1.path) }
    record.exclusions = planned.study.excluded.map {
      Exclusion(subject: $0.label, reason: $0.reason)
    }
    record.environment = environment.merging(facts) { _, ours in ours }
    record.environment["git"] = repository.summary
    record.environment["repository"] = repository.root
    return record
  }

  private var facts: [String: String] {
    var facts = MachineFacts.size()
    facts["swift"] = Version.compiler
    facts["sqlite"] = SQLiteFacts.version
    facts["grdb"] = GRDBFacts.version
    facts["libyaml"] = YAMLLibrary.version
    for (name, value) in options.given { facts["setting.\(name)"] = value }
    if !source.overrides.isEmpty {
      facts["setting.set"] = Value.list(source.overrides.map { .text($0) }).json
    }
    for (name, value) in variables where Self.matters(name) { facts["variable.\(name)"] = value }
    return facts
  }

  /// Whether a variable may change how results are computed, or which data are found.
  static func matters(_ name: String) -> Bool {
    ["OPENBLAS_", "GOTO_", "OMP_", "LD_"].contains { name.hasPrefix($0) }
      || ["GLIBC_TUNABLES", "RUNEXP_DATA"].contains(name)
  }
}

extension RunOptions {
  /// What was asked for on the command line, by the option's name.
  var given: [String: String] {
    var given: [String: String] = [:]
    func add(_ name: String, _ value: (some CustomStringConvertible)?) {
      if let value { given[name] = value.description }
    }
    add("jobs", jobs)
    add("on", on)
    add("retries", retries)
    add("timeout", timeout)
    add("memory", memory)
    add("max-time", maxTime)
    add("max-failures", maxFailures)
    add("only", only)
    add("shard", shard)
    if failFast { given["fail-fast"] = "true" }
    if !sync { given["sync"] = "false" }
    if foreground { given["foreground"] = "true" }
    if detachedAs != nil { given["detach"] = "true" }
    if allowMixed { given["allow-mixed"] = "true" }
    return given
  }
}
