import Neural
import Spec

/// What a training makes small: the losses, those on interactions, and the distance from a teacher.
struct TrainingObjective {
  /// An interaction loss with what it needs of this data.
  struct Term {
    var loss: InteractionLossTerm
    var players: PlayerRuns
    var baseline: [Float]
  }

  /// How the outputs of a teacher are learned.
  struct Imitation: Hashable {
    var distance: Teacher.Distance
    var temperature: Double
    /// The weight of the losses of labels; the teacher's is the rest of 1.
    var labelWeight: Double
  }

  var losses: [any TrainingLoss] = [CrossEntropyLoss()]
  var terms: [Term] = []
  /// The loss on interactions between units of a layer; nil for none.
  var units: UnitInteractionTerm?
  var imitation: Imitation?
  /// What is done to each sample anew each time, drawn under `seeds.order`; nil for nothing.
  var augmentation: Augmentation?
  var adversarial: AdversarialCopies?

  /// Rows of a batch that are passed for each sample: itself, the two contexts of each term, and
  /// its adversarial copy where that does not stand in its place.
  var copies: Int { 1 + 2 * terms.count + (adversarial?.replaceSamples == false ? 1 : 0) }

  /// The copies of each sample with units switched off, in `epoch` counted from 0.
  func gatedCopies(epoch: Int) -> Int {
    guard let units, epoch >= units.after else { return 0 }
    return units.copies
  }

  /// Refuses losses that the outputs of a network or the labels of the data cannot serve.
  static func check(
    _ losses: [any TrainingLoss], terms: Int = 0, hasUnits: Bool = false, outputs: Int, inputs: Int,
    data: TargetsOfData
  ) throws(ObjectiveError) {
    for loss in losses {
      let name = type(of: loss).name
      switch loss.target {
      case .labels:
        guard !data.isRegression else { throw .needsClasses(loss: name) }
        guard outputs == data.width else {
          throw .outputs(loss: name, found: outputs, wanted: data.width, of: "classes")
        }
      case .numbers:
        if !data.isRegression, outputs == 1, data.width == 2 { continue }
        guard outputs == data.width else {
          throw .outputs(
            loss: name, found: outputs, wanted: data.width,
            of: data.isRegression ? "targets" : "classes")
        }
      case .input:
        guard outputs == inputs else {
          throw .outputs(loss: name, found: outputs, wanted: inputs, of: "numbers of an input")
        }
      }
    }
    guard data.isRegression || outputs != data.width else { return }
    if terms > 0 { throw .interactionsOfNumbers }
    if hasUnits { throw .unitInteractionsOfNumbers }
  }
}

/// What the samples of a data set are labelled with.
struct TargetsOfData: Hashable {
  /// Numbers, not classes.
  var isRegression: Bool
  /// Classes, or numbers of one sample.
  var width: Int
}

/// Why a loss does not fit a network and its data.
enum ObjectiveError: Error, Hashable, CustomStringConvertible {
  case needsClasses(loss: String)
  case outputs(loss: String, found: Int, wanted: Int, of: String)
  case interactionsOfNumbers
  case unitInteractionsOfNumbers

  var description: String {
    switch self {
    case .needsClasses(let loss):
      "training.loss: \(loss) needs classes, and the data has targets: set it to"
        + " mean-squared-error"
    case .outputs(let loss, let found, let wanted, let what):
      "training.loss: \(loss) compares each output with one of \(wanted) \(what), and the network"
        + " has \(found) outputs"
    case .interactionsOfNumbers:
      "training.interaction_loss needs a network with one output for each class of the data"
    case .unitInteractionsOfNumbers:
      "training.unit_interaction_loss needs a network with one output for each class of the data"
    }
  }
}
