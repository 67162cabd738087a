import Base
import Interactions
import Spec

/// How games are split into AND and OR interactions, as a metric's parameters say it.
struct ExtractionChoice: Sendable, Hashable {
  /// How the split is found.
  enum Solver: String, Sendable, CaseIterable {
    case optimal, subgradient
  }

  let solver: Solver
  let noise: Double
  let tolerance: Double
  let schedule: SubgradientSchedule

  /// Reads the solver and the noise.
  init(_ read: ParameterReader) {
    solver = read.choice(
      "solver", default: Solver.optimal,
      "optimal: to the least Σ|I|, with a certificate; subgradient: the papers' schedule")
    noise = read.number(
      "noise", default: 0.02, in: .within(0...1),
      "ζ: v of each mask may change by this part of |v(N) − v(∅)| (0.02 and 0.04 in the papers)")
    tolerance = read.number(
      "tolerance", default: 1e-5, in: .within(1e-12...1),
      "optimal: the part of Σ|I| that the gap to the optimum may be")
    let iterations = read.integer(
      "iterations", default: 10_000, in: 1...10_000_000, "subgradient: the number of steps")
    let rate = read.number(
      "learning-rate", default: 1e-4, in: .within(1e-12...1e3),
      "subgradient: the first step, as a part of |v(N) − v(∅)|")
    let decay = read.number(
      "decay", default: 10, in: .within(1...1e9), "subgradient: by how much the step falls in all")
    let iterate: SubgradientSchedule.Iterate = read.choice(
      "iterate", default: .last, "subgradient: the iterate that is the result; best has least Σ|I|")
    schedule = SubgradientSchedule(
      iterations: iterations, learningRate: .ofGrandEffect(rate), decay: decay, iterate: iterate)
  }

  /// How alike further extractions of each sample's game are to the first.
  func overlaps(of samples: [TabulatedSample], salience: Double) throws -> [ExtractionOverlap] {
    try ExtractionOverlap.all(
      of: samples.map(\.table), noise: .ofGrandEffect(noise), method: method,
      threshold: .ofMaximum(salience))
  }

  /// The engine's method.
  var method: AndOrExtraction.Method {
    solver == .optimal
      ? .optimal(OptimalSearch(tolerance: tolerance)) : .subgradient(schedule)
  }

  /// The split of each sample's game; what is found of one does not depend on the others.
  func extractions(of samples: [TabulatedSample]) throws -> [AndOrExtraction] {
    try AndOrExtraction.all(
      of: samples.map(\.table), noise: .ofGrandEffect(noise), method: method)
  }
}
