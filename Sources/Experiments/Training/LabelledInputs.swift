import Neural

/// A split as a network reads it: made once, read in every epoch.
struct LabelledInputs {
  /// Normalised, sample after sample.
  var inputs: [Float]
  /// The class of each sample.
  var labels: [Int32]
  /// What a regression learns, sample after sample; empty for classes.
  var targets: [Float] = []
  /// What a teacher answers to each sample; empty without one.
  var teacherOutputs: [Float] = []

  var count: Int { labels.count }
}

extension DataTable {
  /// A whole split as network inputs with its labels.
  func labelledInputs(of name: String) throws(DatasetError) -> LabelledInputs {
    let split = try split(name)
    return LabelledInputs(
      inputs: try inputs(of: name), labels: split.labels, targets: split.targets)
  }

  /// Whether the outputs of `network` are of the classes, one each.
  func isClassified(by network: Network<Float>) -> Bool {
    !isRegression && network.classes == classes
  }
}
