import Base

extension ParameterReader {
  /// `teacher: {model: teacher@last, match: logits, temperature: 4, label-weight: 0}`.
  func teacher() -> Teacher? {
    let teacher = nested("teacher", "a model whose outputs are learned beside the labels") {
      read -> Teacher? in
      let model = read.reference(
        "model", to: [.models], role: "teacher", "the teacher and its checkpoint")
      let match = read.choice(
        "match", of: ["logits", "features"], default: "logits", "what of the teacher is matched")
      if match == "features" { read.markUnbuilt("teacher match `features`") }
      let distance: Teacher.Distance = read.choice(
        "distance", default: .divergence, omitWhenDefault: true,
        "divergence: T²·KL of the outputs at the temperature; squared: of the logits")
      let temperature = read.number(
        "temperature", default: 1, in: .above(0), "the softmax temperature")
      let labelWeight = read.number(
        "label-weight", default: 0, in: .within(0...1),
        "the weight of the labels' own loss; the teacher's is the rest of 1")
      if distance == .squared, read.has("temperature") {
        read.fault(
          at: "temperature", "`temperature` has no effect with `distance: squared`",
          notes: ["remove it: logits are compared as they are"])
      }
      return model.map {
        Teacher(
          model: $0, distance: distance, temperature: temperature, labelWeight: labelWeight)
      }
    }
    return teacher ?? nil
  }
}
