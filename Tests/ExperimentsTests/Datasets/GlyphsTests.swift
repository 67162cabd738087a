import Base
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite struct GlyphsTests {
  private let anywhere = DataEnvironment(variables: [:])

  @Test func `the first hundred images are frozen`() {
    // Published results depend on these bytes; they were calibrated once and must not change.
    let pixels = Glyphs.split(ids: 0..<100, seed: 0).inputs.map { UInt8($0) }
    #expect(
      ContentHash(of: pixels).hex
        == "ef1925fa9d130e95cbacae7c1482d13ca5274987d020ec51e13f32dbb151a80d")
  }

  @Test func `a sample does not depend on how many are made`() throws {
    let small = try Glyphs(train: 7, test: 4).load(seeds: Seeds(all: 3), in: anywhere)
    let large = try Glyphs(train: 20, test: 11).load(seeds: Seeds(all: 3), in: anywhere)
    for name in ["train", "test"] {
      let (few, many) = (try small.split(name), try large.split(name))
      #expect(many.ids.starts(with: few.ids))
      #expect(many.labels.starts(with: few.labels))
      #expect(many.inputs.starts(with: few.inputs))
    }
    let alone = Glyphs.split(ids: 13..<14, seed: 3)
    #expect(try large.samples(of: "train", ids: [13]) == alone)
  }

  @Test func `only the data seed moves the images`() throws {
    let source = Glyphs(train: 5, test: 5)
    var other = Seeds(all: 9)
    other.data = 0
    let base = try source.load(seeds: Seeds(all: 0), in: anywhere)
    #expect(try source.load(seeds: other, in: anywhere) == base)
    #expect(try source.load(seeds: Seeds(all: 1), in: anywhere) != base)
  }

  @Test func `splits share no sample and classes are balanced`() throws {
    let table = try Glyphs(train: 50, test: 20).load(seeds: Seeds(), in: anywhere)
    let (train, test) = (try table.split("train"), try table.split("test"))
    #expect(Set(train.ids).isDisjoint(with: test.ids))
    for label in 0..<Int32(10) {
      #expect(train.labels.count { $0 == label } == 5)
      #expect(test.labels.count { $0 == label } == 2)
    }
    #expect(table.shape == [28, 28, 1])
    #expect(table.classes == 10)
  }

  @Test func `the normalisation is that of the images`() {
    // The mean of 600 images is off by about 0.0017 (one standard error); four are allowed.
    let tolerance = 0.007
    let values = Glyphs.split(ids: 0..<600, seed: 0).inputs.map { $0 / 255 }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    expectClose(Glyphs.normalisation.mean[0], mean, absolute: tolerance)
    expectClose(
      Glyphs.normalisation.deviation[0], (square - mean * mean).squareRoot(), absolute: tolerance)
  }

  @Test(arguments: 0..<10) func `drawing equals measuring every pixel against every line`(id: Int) {
    var hand = RandomStream(seed: 1, purpose: "glyphs", index: UInt64(id))
    let shape = GlyphShape(digit: id, stream: &hand)
    var grain = RandomStream(seed: 1, purpose: "glyphs", index: UInt64(id), subindex: 1)
    let drawn = Glyphs.split(ids: id..<id + 1, seed: 1).inputs
    for pixel in 0..<784 {
      let centre = SIMD2(Double(pixel % 28) + 0.5, Double(pixel / 28) + 0.5)
      let distance = shape.segments.map { Self.distance(centre, $0) }.min() ?? .infinity
      let cover = min(max(0.5 - (distance - shape.radius) / shape.softness, 0), 1)
      let noise = 4 * Double(grain.nextWord().nonzeroBitCount - 16)
      let value = min(max(cover * shape.brightness * 255 + noise, 0), 255)
      // The two routes round differently in the last bits: half a grey level and a little.
      expectClose(drawn[pixel], value, absolute: 0.5 + 1e-6, "pixel \(pixel)")
    }
  }

  private static func distance(_ point: SIMD2<Double>, _ segment: GlyphShape.Segment) -> Double {
    let along = segment.end - segment.start
    let from = point - segment.start
    let length = (along * along).sum()
    let t = length > 0 ? min(max((along * from).sum() / length, 0), 1) : 0
    let gap = from - along * t
    return (gap * gap).sum().squareRoot()
  }

  @Test func `classes can be told apart`() {
    // Nearest class mean: chance is 0.1; far less than the calibrated 0.88 of a linear classifier.
    let train = Glyphs.split(ids: 0..<400, seed: 0)
    let test = Glyphs.split(ids: Glyphs.firstTestID..<Glyphs.firstTestID + 60, seed: 0)
    var sums = [[Int]](repeating: [Int](repeating: 0, count: 784), count: 10)
    for sample in 0..<400 {
      for pixel in 0..<784 {
        sums[sample % 10][pixel] += Int(train.inputs[sample * 784 + pixel])
      }
    }
    let correct = (0..<60).count { sample in
      let distances = sums.map { sum in
        (0..<784).reduce(0) { total, pixel in
          let gap = sum[pixel] - 40 * Int(test.inputs[sample * 784 + pixel])
          return total + gap * gap
        }
      }
      return distances.firstIndex(of: distances.min() ?? 0) == Int(test.labels[sample])
    }
    #expect(correct > 30)
  }

  @Test func `sizes are read and bounded`() throws {
    let (glyphs, parameters) = try ParameterReader.read(yaml: "{train: 30}") { Glyphs($0) }
    #expect(glyphs.sizes == ["train": 30, "test": 2000])
    #expect(parameters == glyphs.identity)
    #expect(glyphs.splitNames == ["test", "train"])
    #expect(glyphs.files.isEmpty)
    #expect(throws: DiagnosticList.self) {
      try ParameterReader.read(yaml: "{train: 1000001}") { Glyphs($0) }
    }
  }
}
