import Testing

@testable import Experiments

@Suite struct SampleChoiceTests {
  /// Twelve samples of classes 2, 1, 0, 2, 1, 0, … with ids 100, 101, ….
  private let split = DataSplit(
    inputs: [UInt8](repeating: 0, count: 12), labels: (0..<12).map { Int32(2 - $0 % 3) },
    ids: (0..<12).map { Int64(100 + $0) })

  private func rows(_ choice: SampleChoice, of split: DataSplit? = nil) throws -> [Int] {
    try choice.rows(of: split ?? self.split, named: "train", classes: 3)
  }

  @Test func `the first of the split, and of each class`() throws {
    #expect(try rows(.all) == Array(0..<12))
    #expect(try rows(.first(3)) == [0, 1, 2])
    #expect(try rows(.firstPerClass(2)) == [2, 5, 1, 4, 0, 3])
  }

  @Test func `a uniform draw is ascending, without repetition, and follows its seed`() throws {
    let drawn = try rows(.uniform(6, seed: 1))
    #expect(drawn == Set(drawn).sorted())
    #expect(drawn.count == 6)
    #expect(try rows(.uniform(6, seed: 1)) == drawn)
    #expect(try (2..<12).contains { try rows(.uniform(6, seed: $0)) != drawn })
  }

  @Test func `a uniform draw depends on ids, not on order or company`() throws {
    let reversed = split.rows((0..<12).reversed(), elements: 1)
    let here = try rows(.uniform(5, seed: 4)).map { split.ids[$0] }
    let there = try rows(.uniform(5, seed: 4), of: reversed).map { reversed.ids[$0] }
    #expect(Set(here) == Set(there))
    // Without a sample that was not drawn, the same ones are drawn.
    let absent = (0..<12).filter { !here.contains(split.ids[$0]) }[0]
    let fewer = split.rows((0..<12).filter { $0 != absent }, elements: 1)
    #expect(try rows(.uniform(5, seed: 4), of: fewer).map { fewer.ids[$0] } == here)
  }

  @Test func `every sample is drawn about equally often`() throws {
    // 3 of 12 under 400 seeds: mean 100, standard deviation 8.7; five are allowed.
    var counts = [Int](repeating: 0, count: 12)
    for seed in 0..<400 {
      for row in try rows(.uniform(3, seed: UInt64(seed))) { counts[row] += 1 }
    }
    #expect(counts.allSatisfy { abs($0 - 100) <= 44 })
  }

  @Test func `a uniform draw per class takes so many of each`() throws {
    let drawn = try rows(.uniformPerClass(2, seed: 0))
    #expect(drawn.map { split.labels[$0] } == [0, 0, 1, 1, 2, 2])
    #expect(Set(drawn).count == 6)
  }

  @Test func `too few samples are told with the class`() {
    let error = DatasetError.tooFewSamples(wanted: 5, found: 4, split: "train", label: 0)
    #expect(throws: error) { try rows(.firstPerClass(5)) }
    #expect(
      error.description == """
        split `train` has 4 samples of class 0, fewer than the 5 asked for
          ask for fewer, or take more samples into the split
        """)
    #expect(throws: DatasetError.tooFewSamples(wanted: 13, found: 12, split: "train", label: nil)) {
      try rows(.first(13))
    }
  }

  @Test func `a pool keeps ids and classes`() throws {
    let table = DataTable(
      shape: [1, 1, 1], classes: 3, splits: ["train": split],
      normalisation: Normalisation(mean: [0], deviation: [1]))
    let pool = try SamplePool(.firstPerClass(1), from: "train", of: table)
    #expect(pool.ids == [102, 101, 100])
    #expect(pool.labels == [0, 1, 2])
    #expect(pool.split == "train")
  }
}
