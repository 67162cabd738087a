import Spec

/// MNIST: 70,000 handwritten digits, 28 × 28 × 1 (LeCun, Cortes and Burges, 1998).
struct MNIST: IDXDatasetSource {
  /// One line for the catalog.
  static let summary =
    "70,000 handwritten digits, 28×28 grey (LeCun, Cortes, Burges); read from files or fetched"

  static let archive = IDXArchive(
    name: "mnist",
    train: .init(
      images: .init(
        "train-images-idx3-ubyte.gz", bytes: 9_912_422,
        sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
      labels: .init(
        "train-labels-idx1-ubyte.gz", bytes: 28_881,
        sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
      records: 60_000, firstID: 0),
    test: .init(
      images: .init(
        "t10k-images-idx3-ubyte.gz", bytes: 1_648_877,
        sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
      labels: .init(
        "t10k-labels-idx1-ubyte.gz", bytes: 4542,
        sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
      records: 10_000, firstID: 60_000),
    normalisation: Normalisation(mean: [0.1307], deviation: [0.3081]),
    mirror: "https://ossci-datasets.s3.amazonaws.com/mnist")

  let cut: IDXCut

  /// Reads the parameters.
  init(_ read: ParameterReader) { cut = IDXCut(read, of: Self.archive) }
}
