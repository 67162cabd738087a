import Base

extension ParameterReader {
  /// The values in place of absent players: a name, or a form with its parameter such as
  /// `{constant: 0.5}`.
  func baseline(_ key: String, default defaultValue: Baseline, _ summary: String) -> Baseline {
    let member = member(key)
    let baseline = member.flatMap { self.baseline($0.value, key) } ?? defaultValue
    record(
      key, baseline.value, from: member, type: Baseline.type, default: defaultValue.value,
      required: false, summary, showing: baseline.written)
    return baseline
  }

  private func baseline(_ node: SpecNode, _ key: String) -> Baseline? {
    var name = node.text
    var parameters: SpecNode?
    if let members = node.members {
      if let named = node["name"]?.text {
        name = named
        parameters = SpecNode(.map(members.filter { $0.key != "name" }), at: node.span)
      } else if members.count == 1, let only = members.first {
        name = only.key
        parameters = only.value
      }
    }
    guard let name else {
      mismatch(key, node, .choice(Baseline.names))
      return nil
    }
    if let plain = Baseline.plain[name], parameters?.members?.isEmpty ?? true { return plain }
    guard let form = Baseline.forms.first(where: { $0.name == name }) else {
      var notes: [String] = []
      if let nearest = NearestName.suggestion(for: name, among: Baseline.names) {
        notes.append("did you mean `\(nearest)`?")
      }
      notes.append("legal values: " + Baseline.names.joined(separator: ", "))
      sink.report(
        at: node.span, "`\(key)` cannot be `\(SpecNode.shortened(name))`", notes: notes)
      return nil
    }
    guard let parameters else {
      sink.report(
        at: node.span, "baseline `\(name)` needs its \(form.parameter)",
        notes: ["write `\(key): {\(name): \(form.example)}`"])
      return nil
    }
    let reader = child(parameters, path: path(of: key), bareKey: form.parameter)
    let baseline = form.read(reader)
    reader.finish()
    return baseline
  }
}

extension Baseline {
  /// A baseline with a parameter.
  struct Form: Sendable {
    var name: String
    /// The parameter's name; its value alone may stand for the mapping.
    var parameter: String
    var example: String
    var read: @Sendable (ParameterReader) -> Baseline
  }

  static let plain: [String: Baseline] = [
    "channel-mean": .channelMean, "pixel-mean": .pixelMean, "feature-mean": .featureMean,
    "raw-zero": .rawZero, "sample-average": .sampleAverage,
  ]
  static let forms = [
    Form(name: "constant", parameter: "value", example: "0.5") {
      .constant($0.number("value", "the value, after normalisation"))
    },
    Form(name: "blur", parameter: "deviation", example: "2") {
      .blur(
        deviation: $0.number(
          "deviation", in: .within(0.1...100), "the deviation of the Gaussian, in pixels"))
    },
    Form(name: "push", parameter: "by", example: "0.5") {
      .push(
        by: $0.number(
          "by", in: .above(0),
          "how far each number is moved towards its mean, 0 after normalisation, and not beyond"))
    },
    Form(name: "tensor", parameter: "path", example: "baseline.npy") {
      .tensor(
        path: $0.text(
          "path", "a NumPy file of the shape of one sample, numbers after normalisation"))
    },
  ]
  /// The names, in the order of the documentation.
  static let names = [
    "channel-mean", "pixel-mean", "feature-mean", "raw-zero", "constant", "blur",
    "sample-average", "push", "tensor",
  ]

  /// What may stand where a baseline is named.
  static var type: FieldType {
    .oneOf([.choice(names.filter { plain[$0] != nil }), .map(fields)])
  }

  private static var fields: [FieldDescription] {
    forms.flatMap { form in
      ParameterReader.fields(vocabulary: Vocabulary()) { _ = form.read($0) }.map { field in
        var field = field
        field.name = form.name
        field.isRequired = false
        return field
      }
    }
  }
}
