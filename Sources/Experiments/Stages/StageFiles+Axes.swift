/// What the axes of the arrays that stages write are of.
///
/// It stands here and not in the files, whose bytes stay what they are.
extension StageFiles {
  /// The names of the axes of an array; nil where they are not known, as of a network's weights.
  static func axes(of array: String, in file: String, rank: Int) -> [String]? {
    let names: [String]?
    switch file {
    case tablesName: names = array == "values" ? ["sample", "coalition"] : ["sample"]
    case interactionsName:
      names = ["and", "or"].contains(array) ? ["sample", "player set"] : ["sample"]
    case ordersName:
      names =
        [
          "pairs": ["sample", "context order", "pair"],
          "players": ["sample", "context order", "player"],
        ][
          array] ?? ["sample"]
    case dataName:
      switch array.split(separator: ".").last {
      case "inputs", "masks":
        names = rank == 4 ? ["sample", "row", "column", "channel"] : ["sample", "feature"]
      case "targets": names = ["sample", "output"]
      default: names = ["sample"]
      }
    default: names = nil
    }
    return names?.count == rank ? names : nil
  }
}
