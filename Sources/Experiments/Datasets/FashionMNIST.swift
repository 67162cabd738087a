import Spec

/// Fashion-MNIST: 70,000 articles of clothing, 28 × 28 × 1 (Xiao, Rasul and Vollgraf,
/// arXiv:1708.07747).
struct FashionMNIST: IDXDatasetSource {
  /// One line for the catalog.
  static let summary =
    "70,000 articles of clothing, 28×28 grey (arXiv:1708.07747); read from files or fetched"

  static let archive = IDXArchive(
    name: "fashion-mnist",
    train: .init(
      images: .init(
        "train-images-idx3-ubyte.gz", bytes: 26_421_880,
        sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
      labels: .init(
        "train-labels-idx1-ubyte.gz", bytes: 29_515,
        sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
      records: 60_000, firstID: 0),
    test: .init(
      images: .init(
        "t10k-images-idx3-ubyte.gz", bytes: 4_422_102,
        sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      labels: .init(
        "t10k-labels-idx1-ubyte.gz", bytes: 5148,
        sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
      records: 10_000, firstID: 60_000),
    normalisation: Normalisation(mean: [0.2860], deviation: [0.3530]),
    mirror: "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion")

  let cut: IDXCut

  /// Reads the parameters.
  init(_ read: ParameterReader) { cut = IDXCut(read, of: Self.archive) }
}
