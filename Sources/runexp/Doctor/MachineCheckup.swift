import Base
import Experiments
import Foundation
import Pipeline
import Store
import Views

/// What the program needs of the machine: processor, libraries, other programs.
struct MachineCheckup {
  /// The environment.
  var variables: [String: String]

  var findings: [Finding] {
    [program, processor, blas, sqlite, gnuplot]
      + [
        helper("gzip", "data sets that come as .gz files are unpacked with it"),
        helper("curl", "data sets that are not there are fetched with it"),
      ]
  }

  private var program: Finding {
    #if DEBUG
      let build = "debug build"
    #else
      let build = "release build"
    #endif
    let library = Self.sharedSwiftLibrary
    let text =
      "runexp \(Version.text), \(build), Swift's libraries "
      + (library.map { "from \($0)" } ?? "linked in")
    return build == "debug build"
      ? .note("program", text, next: "for work use a release build (make build): it is faster")
      : .ok("program", text)
  }

  /// The file of Swift's library this process uses; nil when it is linked in.
  private static var sharedSwiftLibrary: String? {
    let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
    return maps.split(separator: "\n").first { $0.hasSuffix("/libswiftCore.so") }
      .flatMap { $0.split(separator: " ").last.map(String.init) }
  }

  private var processor: Finding {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let needed = ProcessorFeatures.needed.map { $0.uppercased() }.joined(separator: " and ")
    let model = MachineFacts.current()["cpu"] ?? "unknown processor"
    return .ok(
      "processor",
      "\(model), \(Amount.count(cores, "core"))" + (needed.isEmpty ? "" : ", with \(needed)"))
  }

  private var blas: Finding {
    Self.blas(StageKinds.facts, coreType: variables["OPENBLAS_CORETYPE"])
  }

  /// What is said of the matrix library, from what runs record of it.
  static func blas(_ facts: [String: String], coreType: String?) -> Finding {
    let version = (facts["blas"] ?? "unknown").split(separator: " ").prefix(2)
    let core = facts["blas_core"] ?? "unknown"
    let text = "\(version.joined(separator: " ")), core type \(core), 1 thread a worker"
    guard let coreType else { return .ok("blas", text) }
    return .note(
      "blas", "\(text); OPENBLAS_CORETYPE is set to \(coreType)",
      next:
        "bits are equal only between runs with the same core type: unset it unless that is meant")
  }

  private var sqlite: Finding { Self.sqlite(SQLiteFacts.version, options: SQLiteFacts.options) }

  /// What is said of SQLite.
  static func sqlite(_ version: String, options: [String]) -> Finding {
    let threads = options.first { $0.hasPrefix("THREADSAFE=") } ?? "THREADSAFE=1"
    let text = "SQLite \(version), \(threads)"
    if threads == "THREADSAFE=0" {
      return .problem("sqlite", text, next: "install a SQLite compiled for threads")
    }
    if options.contains("OMIT_WAL") {
      return .problem(
        "sqlite", "\(text), without write-ahead logs", next: "install a SQLite that has them")
    }
    let parts = version.split(separator: ".").compactMap { Int($0) }
    guard parts.count >= 2, (parts[0], parts[1]) >= (3, 37) else {
      return .problem(
        "sqlite", text, next: "install SQLite 3.37 or newer: the store's tables need it")
    }
    return .ok("sqlite", text)
  }

  private var gnuplot: Finding {
    guard let program = ExternalProgram(named: "gnuplot", variables: variables) else {
      return Self.gnuplot(version: nil, missing: [])
    }
    func runs(_ arguments: [String]) -> ExternalProgram.Outcome? {
      let outcome = try? program.run(arguments, variables: variables, limit: 1 << 20)
      return outcome?.ending == .exited(0) ? outcome : nil
    }
    let version = runs(["--version"]).map {
      String(decoding: $0.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let missing = ["svg", "pdfcairo"].filter { runs(["-d", "-e", "set terminal \($0)"]) == nil }
    return Self.gnuplot(version: version ?? "a gnuplot that does not start", missing: missing)
  }

  /// What is said of gnuplot: its version line, nil when there is none, and what it cannot write.
  static func gnuplot(version: String?, missing: [String]) -> Finding {
    let next = "install it: apt-get install gnuplot-nox"
    guard let version else {
      return .problem("gnuplot", "not installed: figures are not drawn", next: next)
    }
    guard missing.isEmpty else {
      return .problem(
        "gnuplot", "\(version), without the terminals \(missing.joined(separator: ", "))",
        next: next)
    }
    return .ok("gnuplot", "\(version), with the terminals svg, pdfcairo")
  }

  private func helper(_ name: String, _ use: String) -> Finding {
    if let program = ExternalProgram(named: name, variables: variables) {
      return .ok(name, program.path)
    }
    return .note(name, "not installed: \(use)", next: "install it: apt-get install \(name)")
  }
}
