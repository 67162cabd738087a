import Base
import Foundation
import Spec
import TestSupport
import Testing

@testable import Experiments

@Suite("NumPy arrays")
struct NPZTests {
  private func source(_ yaml: String = "{path: a.npz}") throws -> NPZ {
    try ParameterReader.read(yaml: yaml) { NPZ($0) }.made
  }

  private func table(
    _ members: [(String, [UInt8])], _ yaml: String = "{path: a.npz, standardise: none}",
    deflating: Bool = false
  ) throws -> DataTable {
    let bytes = try Packing.zip(
      members.map { (name: $0.0, content: $0.1) }, deflating: deflating)
    return try source(yaml).table(
      bytes, shares: SplitShares([.init("train", 1)]), seed: 0, path: "a.npz")
  }

  private let labels = Packing.npy("<i8", [3], numbers: [Int64(0), 2, 1])

  @Test("every type of numbers, stored and deflated", arguments: [false, true])
  func types(deflating: Bool) throws {
    let values = [1, 0, 250, 3, 7, 9]
    let arrays: [[UInt8]] = [
      Packing.npy("<f4", [3, 2], numbers: values.map { Float($0) }),
      Packing.npy("<f8", [3, 2], numbers: values.map { Double($0) }),
      Packing.npy("|u1", [3, 2], numbers: values.map { UInt8($0) }),
      Packing.npy("<i4", [3, 2], numbers: values.map { Int32($0) }),
      Packing.npy("<i8", [3, 2], numbers: values.map { Int64($0) }),
    ]
    for array in arrays {
      let table = try table([("x.npy", array), ("y.npy", labels)], deflating: deflating)
      let train = try table.split("train")
      #expect(train.inputs.map { Int($0) } == values)
      #expect(train.labels == [0, 2, 1])
      #expect(table.shape == [2])
      #expect(table.classes == 3)
    }
  }

  @Test("images, masks and targets")
  func forms() throws {
    let pixels = (0..<24).map { UInt8($0 * 10) }
    let table = try table(
      [
        ("x.npy", Packing.npy("|u1", [2, 2, 2, 3], pixels)),
        ("y.npy", Packing.npy("<f4", [2, 1], numbers: [Float(0.5), -1])),
        ("mask.npy", Packing.npy("|u1", [2, 2, 2, 3], pixels.map { $0 > 100 ? 1 : 0 })),
      ], "{path: a.npz, learn: targets}")
    let train = try table.split("train")
    #expect(table.shape == [2, 2, 3])
    #expect(train.inputs == .bytes(pixels))
    #expect(train.targets == [0.5, -1])
    #expect(train.masks == .bytes(pixels.map { $0 > 100 ? 1 : 0 }))
    #expect(table.classes == 1)
    // Standardised per colour over the training part.
    let inputs = try table.inputs(of: "train").map(Double.init)
    for channel in 0..<3 {
      let values = stride(from: channel, to: 24, by: 3).map { inputs[$0] }
      expectClose(values.reduce(0, +), 0, absolute: 1e-5)
      expectClose(values.reduce(0) { $0 + $1 * $1 } / 8, 1, absolute: 1e-5)
    }
    let grey = try self.table([
      ("x.npy", Packing.npy("|u1", [3, 2, 2], Array(pixels.prefix(12)))), ("y.npy", labels),
    ])
    #expect(grey.shape == [2, 2, 1])
  }

  @Test("token ids stay as they are")
  func tokens() throws {
    let table = try table(
      [
        ("x.npy", Packing.npy("<i4", [3, 2], numbers: [Int32(5), 0, 1, 2, 4, 4])),
        ("y.npy", labels),
      ], "{path: a.npz, tokens: true}")
    #expect(table.vocabulary == 6)
    #expect(try table.inputs(of: "train") == [5, 0, 1, 2, 4, 4])
  }

  @Test("what is no token is refused", arguments: [Float(1e30), 1.5, -1, 1_000_000])
  func wrongToken(value: Float) throws {
    let error = #expect(throws: ArrayFileError.self) {
      try table(
        [
          ("x.npy", Packing.npy("<f4", [3, 2], numbers: [5, 0, 1, value, 4, 4])), ("y.npy", labels),
        ], "{path: a.npz, tokens: true}")
    }
    #expect(
      error?.description == "a.npz: array `x` has \(value) in sample 1, which is no token\n"
        + "  write tokens as whole numbers from 0 to 999999, or leave out `tokens`")
  }

  /// Numbers in the long form of the directory that no file has: found by damaging such files.
  @Test(
    "places and counts of 64 bits that lead nowhere", arguments: [Int.max, Int.max - 30, -1, .min])
  func hostileLongSizes(number: Int) throws {
    func archive(count: Int, place: Int, offset: Int = 0, size: Int = 1) -> [UInt8] {
      let local =
        Packing.little(0x0403_4B50, 4) + Packing.little(0, 22) + Packing.little(5, 4)
        + Array("x.npy".utf8) + [7]
      let sizes = Packing.little(size, 8) + Packing.little(1, 8) + Packing.little(offset, 8)
      let entry =
        Packing.little(0x0201_4B50, 4) + Packing.little(0, 6) + Packing.little(8, 2)
        + Packing.little(0, 8) + Packing.little(0xFFFF_FFFF, 4)
        + Packing.little(0xFFFF_FFFF, 4) + Packing.little(5, 2) + Packing.little(28, 2)
        + Packing.little(0, 10) + Packing.little(0xFFFF_FFFF, 4) + Array("x.npy".utf8)
        + Packing.little(1, 2) + Packing.little(24, 2) + sizes
      let record =
        Packing.little(0x0606_4B50, 4) + Packing.little(0, 28) + Packing.little(count, 8)
        + Packing.little(0, 8) + Packing.little(place, 8)
      let end = local.count + entry.count
      return local + entry + record + Packing.little(0x0706_4B50, 4) + Packing.little(0, 4)
        + Packing.little(end, 8) + Packing.little(1, 4) + Packing.little(0x0605_4B50, 4)
        + Packing.little(0, 6) + Packing.little(0xFFFF, 2) + Packing.little(0, 4)
        + Packing.little(0xFFFF_FFFF, 4) + Packing.little(0, 2)
    }
    let place = 36
    // The archive is what it seems: only its member cannot be unpacked.
    let whole = try ZipArchive(archive(count: 1, place: place), path: "a")
    #expect(
      throws: ArrayFileError.corrupt(member: "x.npy", reason: "it cannot be unpacked", path: "a")
    ) { try whole.content(of: "x.npy") }
    for bytes in [archive(count: number, place: place), archive(count: 1, place: number)] {
      #expect(throws: ArrayFileError.truncated(path: "a")) { try ZipArchive(bytes, path: "a") }
    }
    for bytes in [
      archive(count: 1, place: place, offset: number),
      archive(count: 1, place: place, size: number),
    ] {
      let archive = try ZipArchive(bytes, path: "a")
      #expect(throws: ArrayFileError.self) { try archive.content(of: "x.npy") }
    }
  }

  @Test("a header of version 2")
  func secondVersion() throws {
    var array = Packing.npy("|u1", [3, 1], [1, 2, 3])
    array[6] = 2
    array.insert(contentsOf: [0, 0], at: 10)
    #expect(
      try table([("x.npy", array), ("y.npy", labels)]).split("train").inputs == .bytes([1, 2, 3]))
  }

  @Test("bad files: the array, what was found, and what to do")
  func faults() throws {
    let x = Packing.npy("|u1", [3, 1], [1, 2, 3])
    let floats = Packing.npy("<f4", [3, 2], numbers: [Float(1), 2, 3, .nan, 5, 6])
    let cases: [([(String, [UInt8])], String)] = [
      (
        [("images.npy", x), ("y.npy", labels)],
        "a.npz: holds no array `x`\n  arrays: images, y"
      ),
      (
        [
          ("x.npy", Packing.npy(">f4", [3, 1], [UInt8](repeating: 0, count: 12))),
          ("y.npy", labels),
        ],
        "a.npz: array `x` is of type >f4\n  legal types: <f4, <f8, |u1, <i4, <i8;"
          + " convert it with .astype(\"<f4\")"
      ),
      (
        [
          ("x.npy", Packing.npy("|u1", [3, 2], [1, 2, 3, 4, 5, 6], fortran: true)),
          ("y.npy", labels),
        ],
        "a.npz: array `x` is in Fortran order\n  write numpy.ascontiguousarray of it"
      ),
      (
        [("x.npy", Array(x.dropLast())), ("y.npy", labels)],
        "a.npz: array `x` has 2 bytes of values, not 3\n  write or fetch the file again"
      ),
      (
        [("x.npy", Array("hello, world".utf8)), ("y.npy", labels)],
        "a.npz: array `x` is not in NumPy's format\n  write or fetch the file again"
      ),
      (
        [("x.npy", floats), ("y.npy", labels)],
        "a.npz: array `x` is not finite at [1, 1]\n"
          + "  fill in or drop what is missing before it is written"
      ),
      (
        [("x.npy", Packing.npy("|u1", [2, 1], [1, 2])), ("y.npy", labels)],
        "a.npz: the arrays hold different numbers of samples: x 2, y 3\n  write as many of each"
      ),
      (
        [("x.npy", x), ("y.npy", Packing.npy("<f4", [3], numbers: [Float(0), 1.5, 1]))],
        "a.npz: array `y` says 1.5 of sample 1, which is no class\n"
          + "  write classes as integers from 0, or choose `learn: targets`"
      ),
      (
        [("x.npy", x), ("y.npy", Packing.npy("|u1", [3], [0, 0, 0]))],
        "a.npz: array `y` holds one class only\n"
          + "  write two classes or more, or choose `learn: targets`"
      ),
      (
        [("x.npy", x), ("y.npy", labels), ("mask.npy", Packing.npy("|u1", [3], [1, 1, 0]))],
        "a.npz: array `mask` has shape [3], not that of `x`, [3, 1]\n"
          + "  reshape it before it is written"
      ),
    ]
    for (members, words) in cases {
      let error = #expect(throws: ArrayFileError.self) { try table(members) }
      #expect(error?.description == words)
    }
  }

  @Test("a zip file that is none, is cut short or damaged")
  func damaged() throws {
    let members = [
      (name: "x.npy", content: Packing.npy("|u1", [3, 1], [1, 2, 3])),
      (name: "y.npy", content: labels),
    ]
    let whole = try Packing.zip(members, deflating: true)
    func words(_ bytes: [UInt8]) throws -> String? {
      let error = #expect(throws: ArrayFileError.self) {
        try source().table(bytes, shares: .standard, seed: 0, path: "a.npz")
      }
      return error?.description
    }
    let again = "write or fetch the file again"
    #expect(
      try words(Array("<html>".utf8))
        == "a.npz: not a zip file, as .npz files are\n"
        + "  write it with numpy.savez or numpy.savez_compressed")
    for count in [10, whole.count / 2, whole.count - 1] {
      #expect(
        try words(Array(whole.prefix(count))) == "a.npz: the file is cut short\n  \(again)")
    }
    var other = try Packing.zip(members)
    other[30 + 5 + 8 + 120] ^= 1
    #expect(
      try words(other) == "a.npz: x.npy is damaged: wrong checksum (CRC-32)\n  \(again)")
    for place in whole.indices {
      var damaged = whole
      damaged[place] ^= 0x55
      // Never a crash; a damaged name or comment may go unnoticed.
      _ = try? source().table(damaged, shares: .standard, seed: 0, path: "a.npz")
    }
  }

  @Test("the digest of the file is part of the identity of the data")
  func files() throws {
    let folder = try TemporaryFolder()
    let bytes = try Packing.zip([(name: "x.npy", content: [1])])
    try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/a.npz"))
    let environment = DataEnvironment(variables: [:], folder: folder.path)
    #expect(try source().files(in: environment) == ["arrays": ContentHash(of: bytes)])
  }
}
