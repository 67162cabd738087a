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
    LabelledInputs(inputs: try inputs(of: name), labels: try split(name).labels)
  }

  /// Whether the outputs of `network` are of the classes, one each.
  func isClassified(by network: Network<Float>) -> Bool { network.classes == classes }
}
