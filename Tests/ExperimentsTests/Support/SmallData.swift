import Base
import Experiments

extension DataTable {
  /// Small images whose classes differ in which rows are bright; every pixel has its own noise.
  static func stripes(
    shape: [Int] = [6, 4, 1], classes: Int = 3, train: Int = 60, test: Int = 20, seed: UInt64 = 5,
    normalisation: Normalisation? = nil
  ) -> DataTable {
    let elements = shape.reduce(1, *)
    let channels = shape[2]
    func split(_ ids: Range<Int>) -> DataSplit {
      var (inputs, labels): ([UInt8], [Int32]) = ([], [])
      for id in ids {
        var stream = RandomStream(seed: seed, purpose: "striped image", index: UInt64(id))
        let label = id % classes
        for element in 0..<elements {
          let row = element / (shape[1] * channels)
          let bright = row % classes == label ? 120.0 : 30.0
          inputs.append(UInt8(bright + stream.uniform(0, 130)))
        }
        labels.append(Int32(label))
      }
      return DataSplit(inputs: inputs, labels: labels, ids: ids.map(Int64.init))
    }
    return DataTable(
      shape: shape, classes: classes,
      splits: ["train": split(0..<train), "test": split(train..<train + test)],
      normalisation: normalisation
        ?? Normalisation(
          mean: (0..<channels).map { 0.45 + 0.1 * Double($0) },
          deviation: (0..<channels).map { 0.25 - 0.05 * Double($0) }))
  }
}
