import Neural

/// A trained network whose outputs another one learns.
struct TeacherModel {
  var network: Network<Float>
  /// How the teacher's own inputs were made from raw values.
  var normalisation: Normalisation

  /// What the teacher answers to every sample of `split`, for a student like `student`.
  func outputs(for split: DataSplit, like student: Network<Float>) throws -> [Float] {
    guard network.inputElements == student.inputElements, network.classes == student.classes else {
      throw UnlikeTeacher(
        inputs: (network.inputElements, student.inputElements),
        outputs: (network.classes, student.classes))
    }
    return network.logits(of: normalisation.apply(to: split.inputs))
  }
}

/// A teacher reads or answers something else than its student.
struct UnlikeTeacher: Error, CustomStringConvertible {
  /// Numbers of an input: the teacher's, the student's.
  var inputs: (Int, Int)
  /// Numbers of an output: the teacher's, the student's.
  var outputs: (Int, Int)

  var description: String {
    "training.teacher: the teacher has \(inputs.0) inputs and \(outputs.0) outputs, the student"
      + " \(inputs.1) and \(outputs.1): take a teacher of the same kind of data"
  }
}
