import Base
import Spec
import Testing

@Suite struct UnitInteractionLossTests {
  private static func start(_ loss: String) -> String {
    """
    runexp: 1
    name: s
    dataset: {name: glyphs, train: 50, test: 20}
    architecture: mlp
    training: {epochs: 9, unit_interaction_loss: \(loss)}

    """
  }

  @Test func theLossIsReadWithItsDefaults() throws {
    let found = try study(Self.start("{layer: relu1}")).cells[0].models[0].training?
      .unitInteractionLoss
    let loss = try #require(found)
    #expect(loss.layer == "relu1" && loss.weight == 1 && loss.groups == 0.05)
    #expect(loss.draws == 10 && loss.keep == 0...1 && loss.after == 5)
    #expect(faults(Self.start("{layer: relu1, keep: [0.5, 0.5], after: 0}")) == "")
  }

  @Test func aRangeThatFallsIsAFault() {
    #expect(
      faults(Self.start("{layer: relu1, keep: [0.7, 0.2]}")) == """
        study.yaml:5:67: error: `keep` must not fall, such as [0, 1]
          training: {epochs: 9, unit_interaction_loss: {layer: relu1, keep: [0.7, 0.2]}}
                                                                            ^~~~~~~~~~
          the first probability must be at most the second
        """)
  }

  @Test func aLossThatNeverBeginsIsWarnedAbout() throws {
    let warnings = try study(Self.start("{layer: relu1, after: 9}")).warnings
    #expect(
      warnings.map(\.text) == [
        """
        study.yaml:5:46: warning: the loss begins after epoch 9 and the training ends after 9
          training: {epochs: 9, unit_interaction_loss: {layer: relu1, after: 9}}
                                                       ^~~~~~~~~~~~~~~~~~~~~~~~
          lower `after`, or train longer
        """
      ])
  }
}
