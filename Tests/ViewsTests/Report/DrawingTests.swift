import Base
import Testing

@testable import Views

@Suite("the page's own pictures")
struct DrawingTests {
  @Test("an axis has round ticks and covers what it shows")
  func axis() {
    let axis = AxisScale(showing: [0.03, 0.97], from: 0, to: 100, ticks: 5)
    #expect(axis.low == 0 && axis.high == 1)
    #expect(axis.ticks.map(axis.label) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(axis.place(0.5) == 50)
    let tight = AxisScale(showing: [-1.2, 2.3], from: 0, to: 10, ticks: 4, rounded: false)
    #expect(tight.low == -1.2 && tight.high == 2.3)
    #expect(tight.ticks.map(tight.label) == ["−1", "0", "1", "2"])
  }

  @Test("one number, none, or no finite one still make an axis")
  func degenerate() {
    for numbers in [[], [5.0], [0.0], [.nan, .infinity]] as [[Double]] {
      let axis = AxisScale(showing: numbers, from: 0, to: 10, ticks: 5)
      #expect(axis.low < axis.high)
      #expect(!axis.ticks.isEmpty)
    }
  }

  @Test("stages of one kind and measure stand together, right of what they need")
  func graph() {
    var stages = [StageOfGraph(label: "dataset", group: "dataset", isFinished: true, inputs: [])]
    for index in 0..<10 {
      stages.append(
        StageOfGraph(label: "train/\(index)", group: "train", isFinished: true, inputs: [0]))
      stages.append(
        StageOfGraph(
          label: "measure/\(index)", group: "measure s", isFinished: index > 0,
          inputs: [0, stages.count - 1]))
    }
    let chart = GraphChart(stages, failed: ["measure/0"])
    #expect(chart.boxes.map(\.name) == ["dataset", "train", "measure s"])
    #expect(
      chart.boxes.map(\.note) == [
        "finished", "10 stages, finished", "9 of 10 finished, 1 failed",
      ])
    #expect(chart.columns == [0, 1, 2])
    // What is measured needs the data too, which its model tells.
    #expect(chart.boxes.map(\.inputs) == [[], [0], [1]])
  }

  @Test("a small study has a box for each stage")
  func smallGraph() {
    let chart = GraphChart(
      [
        StageOfGraph(label: "noop/a", group: "noop", isFinished: true, inputs: []),
        StageOfGraph(label: "noop/b", group: "noop", isFinished: false, inputs: [0]),
      ], failed: [])
    #expect(chart.boxes.map(\.name) == ["noop/a", "noop/b"])
    #expect(chart.boxes.map(\.note) == ["finished", "not finished"])
    #expect(chart.columns == [0, 1])
  }

  @Test(
    "a mean has the digits of its half-width",
    arguments: [
      (0.93417, 0.0041, "0.9342 ± 0.0041"), (12.345, 0.5, "12.35 ± 0.50"),
      (1234.5, 67.0, "1234 ± 67"), (0.5, 0.0, "0.500 ± 0"), (1e-9, 2e-10, "1.00e-09 ± 2.0e-10"),
    ])
  func estimates(_ mean: Double, _ halfWidth: Double, _ text: String) {
    #expect(ShownNumber.estimate(mean, halfWidth: halfWidth) == text)
    #expect(ShownNumber.estimate(mean, halfWidth: nil) == ShownNumber.text(mean))
  }
}
