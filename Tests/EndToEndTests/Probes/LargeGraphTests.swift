import Foundation
import Testing

/// Graphs that a recursive walk would not survive.
@Suite("ten thousand stages", .serialized)
struct LargeGraphTests {
  private static let count = 10_000

  @Test("plan", arguments: ["chain", "wide"])
  func plans(shape: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text(shape), to: "large.yaml")
    let plan = try Program.run(["plan", "large.yaml", "--results", "out"], in: scratch.path)
    #expect(plan.code == 0, "\(plan.errors)")
    #expect(plan.output.contains("\(Self.count) stages: \(Self.count) to run, 0 cached, 0 blocked"))
  }

  /// Too slow for a debug build: `make test` and CI name the release build.
  @Test(
    "run, and are up to date then",
    .enabled(if: ProcessInfo.processInfo.environment["RUNEXP_BINARY"] != nil),
    arguments: ["chain", "wide"])
  func run(shape: String) throws {
    let scratch = try ScratchFolder()
    try scratch.write(Self.text(shape), to: "large.yaml")
    let arguments = ["large.yaml", "--results", "out", "-j", "2"]
    let run = try Program.run(arguments, in: scratch.path)
    #expect(run.code == 0, "\(run.errors.suffix(2000))")
    let again = try Program.run(arguments, in: scratch.path)
    #expect(again.code == 0)
    #expect(again.output.contains("up to date: \(Self.count) stages, nothing to do"))
  }

  private static func text(_ shape: String) -> String {
    "runexp: 1\nname: large\nnoop: {count: \(count), shape: \(shape)}\n"
  }
}
