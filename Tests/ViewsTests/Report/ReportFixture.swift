import Base
import Store

@testable import Views

/// Contents of every kind, with a text of the caller's wherever a person could have written one.
enum ReportFixture {
  /// Contents that say `text` everywhere; ids within figures begin with `prefix`.
  static func contents(saying text: String = "plain", prefix: String = "") throws -> ReportContents
  {
    var contents = ReportContents(study: text, title: text)
    contents.citations = [text, "arXiv:2111.06236"]
    contents.cells = [0, 1].flatMap { seed in
      [text, "other"].map { (variant: String) in
        StudyCell(
          label: "variant=\(variant),seed=\(seed)", variant: variant, seed: seed,
          coordinates: ["seed": .integer(seed)])
      }
    }
    contents.stages = [
      StageAccount(
        key: "aa", label: "dataset/\(text)", kind: "dataset", isFinished: true, wallSeconds: 0.5,
        cpuSeconds: 0.4, peakBytes: 1 << 20, bytes: 2000),
      StageAccount(
        key: "bb", label: "train/\(text)", kind: "train", isFinished: true, wallSeconds: 70,
        cpuSeconds: 65, peakBytes: 1 << 26, forwardPasses: 12345, rows: 4, bytes: 4000, inputs: [0]),
      StageAccount(
        key: "cc", label: "measure/\(text)", kind: "measure", measure: text, isFinished: false,
        inputs: [0, 1]),
    ]
    contents.troubles = [
      StageTrouble(
        key: "cc", label: "measure/\(text)", state: "failed", reason: text, attempts: 2,
        output: "first\n\(text)\n", run: "run-2"),
      StageTrouble(
        key: "dd", label: "summary/\(text)", state: "skipped", reason: "needs \(text)",
        attempts: 0, output: nil, run: "run-2"),
    ]
    contents.runs = [
      RunAccount(
        id: "run-2", status: "failed", command: "runexp \(text)", startedAt: 1_795_000_100,
        endedAt: 1_795_000_200, host: text, jobs: 2, cached: 2, planned: 2, finished: 0, failed: 1,
        skipped: 1, gitCommit: "0123456789abcdef0123456789abcdef01234567")
    ]
    contents.origin = RunOrigin(
      specText: "title: \(text)\n", resolvedSpec: "title: \(text) # spec.yaml:1\n",
      gitCommit: "0123456789abcdef0123456789abcdef01234567", gitDiff: "+\(text)\n",
      environment: [RunOrigin.Fact(name: "cpu", value: text)],
      files: [
        RunFile(role: .data, path: text, size: 12, sha256: ContentHash(of: text.utf8)),
        RunFile(role: .spec, path: "base.yaml", sha256: ContentHash(of: []), text: text),
      ], exclusions: [Exclusion(subject: text, reason: text)])
    contents.reportedSpec = "title: other \(text)\n"
    contents.annotations = [
      AnnotationAccount(
        kind: "note", subjectKind: "run", subject: text, text: text, author: text, at: 1_795_000_300
      )
    ]
    contents.claims = [
      claim(text, verdict: .reproduced, effects: [1, 1.1, 1.2, 1.3, 1.15]),
      claim("second", verdict: .inconclusive, effects: [0.2, 0.9, 0.6, 0.4, 0.5]),
      claim("third", verdict: .notEvaluable, effects: []),
    ].compactMap { $0 }
    let svg = """
      <svg viewBox="0 0 100 50"><defs><path id="p" d="M0,0"/></defs><use xlink:href="#p"/>\
      <text>\(MarkupWriter.text(of: .text(text)))</text></svg>
      """
    contents.figures = [
      ReportedFigure(
        name: text, caption: text,
        picture: try InlineFigure(Array(svg.utf8), prefix: "\(prefix)figure-1-"),
        csv: "x,y\n\(text),1\n"),
      ReportedFigure(
        name: "two", caption: "c",
        picture: try InlineFigure(Array(svg.utf8), prefix: "\(prefix)figure-2-"),
        csv: "x,y\n"),
      ReportedFigure(name: "missing", problem: text),
    ]
    contents.training = [
      TrainingChart(
        model: text, metric: "loss", unit: "nat",
        series: [text, "other"].enumerated().map { index, group in
          TrainingChart.Series(
            group: group, index: index, split: "test", seeds: 2,
            points: (1...3).map {
              TrainingChart.Point(
                epoch: $0, mean: 1 / Double($0), low: 0.9 / Double($0), high: 1.1 / Double($0))
            })
        })
    ]
    return contents
  }

  private static func claim(_ text: String, verdict: ClaimVerdict, effects: [Double])
    -> ReportedClaim?
  {
    let claim = Claim(
      name: text, says: text, cite: text,
      effect: .quantity(measure: text, metric: "S", filters: [], contrast: nil),
      threshold: .atLeast(0.5), thresholdFrom: .pilot)
    let sample: ClaimSample = effects.isEmpty ? .missing("no rows of \(text)") : .effects(effects)
    let judgement = ClaimInference.judge([
      ClaimQuestion(sample: sample, threshold: claim.threshold)
    ])[0]
    let judged = JudgedClaim(
      claim: claim, judgement: judgement, registration: .registered,
      units: effects.enumerated().map {
        JudgedClaim.Unit(name: "seed=\($0.offset)", arm: nil, value: $0.element)
      }, isFault: false, armSwap: verdict == .reproduced ? .passed : nil,
      looks: verdict == .inconclusive
        ? [3, 5].map { ClaimLook(at: 1, units: $0, verdict: "inconclusive") } : [],
      claimHash: ContentHash(of: text.utf8),
      inputsHash: ContentHash(of: text.utf8))
    var value = judged.value.map ?? [:]
    value["verdict"] = .text(verdict.rawValue)
    return ReportedClaim(.map(value))
  }
}
