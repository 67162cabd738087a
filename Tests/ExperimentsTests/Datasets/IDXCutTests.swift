import Base
import Spec
import Testing

@testable import Experiments

@Suite struct IDXCutTests {
  private let archive = MNIST.archive

  private func read(_ yaml: String) throws -> IDXCut {
    try ParameterReader.read(yaml: yaml) { IDXCut($0, of: MNIST.archive) }.made
  }

  @Test func `everything is taken unless less is asked for`() throws {
    let cut = try read("{}")
    #expect(cut == IDXCut(train: 60_000, test: 10_000))
    let rows = cut.rows(of: archive, seed: 0)
    #expect(rows.train == Array(0..<60_000))
    #expect(rows.test == Array(0..<10_000))
  }

  @Test func `t10k is cut into 8000 and 2000`() throws {
    let cut = try read("{files: t10k}")
    #expect(cut == IDXCut(files: .t10k, train: 8000, test: 2000))
    let rows = cut.rows(of: archive, seed: 0)
    #expect(rows.train == Array(0..<8000))
    #expect(rows.test == Array(8000..<10_000))
  }

  @Test(arguments: IDXCut.Choice.allCases)
  func `the size of one split does not move the other`(choice: IDXCut.Choice) {
    let small = IDXCut(files: .t10k, train: 10, test: 20, choice: choice)
    let large = IDXCut(files: .t10k, train: 100, test: 20, choice: choice)
    let (few, many) = (small.rows(of: archive, seed: 5), large.rows(of: archive, seed: 5))
    #expect(few.test == many.test)
    #expect(Set(few.train).isSubset(of: many.train))
    #expect(Set(many.train).isDisjoint(with: many.test))
    #expect(many.train == many.train.sorted())
    #expect(many.train.count == 100)
  }

  @Test func `a random choice follows its seed`() {
    let cut = IDXCut(train: 10, test: 10, choice: .random)
    let here = cut.rows(of: archive, seed: 1)
    let there = cut.rows(of: archive, seed: 2)
    #expect(here.train != there.train)
    #expect(here.test != there.test)
    #expect(here.train != Array(0..<10))
  }

  @Test func `too many, a bad mirror and an unknown word are faults with places`() {
    let faults: [(String, String)] = [
      (
        "{files: t10k, train: 9000, test: 1001}",
        """
        spec.yaml:1:34: error: `train` and `test` ask for 10001 of the 10000 images of t10k
          {files: t10k, train: 9000, test: 1001}
                                           ^~~~
          with `files: t10k` they may add up to at most 10000
        """
      ),
      (
        "{mirror: example.org}",
        """
        spec.yaml:1:10: error: mirror `example.org` does not begin with https:// or http://
          {mirror: example.org}
                   ^~~~~~~~~~~
          write the address of a web folder that holds the files
        """
      ),
      (
        "{train: 60001}",
        """
        spec.yaml:1:9: error: `train` must be an integer from 1 to 60000, not 60001
          {train: 60001}
                  ^~~~~
        """
      ),
    ]
    for (yaml, text) in faults {
      let error = #expect(throws: DiagnosticList.self) { try read(yaml) }
      #expect(error?.text == text)
    }
  }

  @Test func `a border surrounds each image and belongs to the identity`() throws {
    var archive = archive
    archive.rows = 2
    archive.columns = 3
    let cut = IDXCut(train: 10, test: 10, border: 1)
    #expect(cut.shape(of: archive) == [4, 5, 1])
    let framed = cut.framed([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], of: archive)
    let images: [UInt8] = [
      0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 4, 5, 6, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 7, 8, 9, 0, 0, 10, 11, 12, 0, 0, 0, 0, 0, 0,
    ]
    #expect(framed == images)
    #expect(try read("{border: 1}").identity["border"] == .integer(1))
    #expect(try read("{}").identity["border"] == nil)
    #expect(try read("{border: 1}").shape(of: MNIST.archive) == [30, 30, 1])
  }

  @Test func `where files lie is not part of the identity`() throws {
    let here = try read("{files: t10k, path: /a, mirror: 'https://b'}")
    #expect(here.identity == (try read("{files: t10k}")).identity)
    #expect(here.path == "/a")
    #expect(here.mirror == "https://b")
  }

  @Test func `only the files that are read are declared`() throws {
    let all = try ParameterReader.read(yaml: "{}") { MNIST($0) }.made
    let small = try ParameterReader.read(yaml: "{files: t10k}") { FashionMNIST($0) }.made
    #expect(all.files.count == 4)
    #expect(
      small.files.keys.sorted() == ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"])
    #expect(
      all.files["t10k-labels-idx1-ubyte.gz"]?.hex
        == "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6")
  }
}
